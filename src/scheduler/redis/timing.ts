/** When silence means loss. Bots and workers must agree on it. */

/**
 * A loss is known a second later; a Redis that is away for half as long costs nothing, and one that is away for longer
 * costs what was running.
 */
export const LOSS_SECONDS = 8

export interface Timing {
  /** Without a sign of life for so long a worker, a bot or a Redis is lost; all in milliseconds. */
  readonly lossMs: number
  /** Between two signs of life. */
  readonly heartbeatMs: number
  /** Between two looks for what is lost. */
  readonly checkMs: number
}

export function timing(lossSeconds = LOSS_SECONDS): Timing {
  const lossMs = lossSeconds * 1000
  return { lossMs, heartbeatMs: lossMs / 4, checkMs: lossMs / 8 }
}
