/** Waits until the process is told to end. */

/** Settles at the first SIGINT or SIGTERM. A second signal of the same kind ends the process at once, as by default. */
export function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
