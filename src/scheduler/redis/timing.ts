/** Timeouts for the loss of bots, workers and Redis. Bots and workers on one Redis must use the same. */

/**
 * The default, in seconds. A loss is noticed up to a second later. A Redis that is away for half as long costs nothing;
 * one that is away for longer costs the jobs that run.
 */
export const LOSS_SECONDS = 8

/** All in milliseconds. */
export interface Timing {
  /** A worker, a bot or a Redis that sends nothing for so long counts as lost. */
  readonly lossMs: number
  /** The interval between two heartbeats, a quarter of `lossMs`: three in a row may get lost. */
  readonly heartbeatMs: number
  /** The interval between two checks for losses, an eighth of `lossMs`. */
  readonly checkMs: number
}

export function timing(lossSeconds = LOSS_SECONDS): Timing {
  const lossMs = lossSeconds * 1000
  return { lossMs, heartbeatMs: lossMs / 4, checkMs: lossMs / 8 }
}
