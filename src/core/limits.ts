/** How much one person and one place may ask for. */

export interface Limits {
  /** Jobs of one person waiting or running. */
  readonly perUser: number
  /** Jobs of one person accepted in one hour of the clock. */
  readonly perUserHourly: number
  /** Jobs of one place waiting. */
  readonly perPlaceWaiting: number
  /** How long one job may take, in seconds, as far as that can be told before it starts. */
  readonly perJobSeconds: number
}

export const DEFAULT_LIMITS: Limits = { perUser: 3, perUserHourly: 30, perPlaceWaiting: 10, perJobSeconds: 600 }

/** What limits can be set to at all. */
export const LARGEST_LIMITS: Limits = {
  perUser: 100,
  perUserHourly: 10_000,
  perPlaceWaiting: 1000,
  perJobSeconds: 86_400,
}

/** `limits` where `others` are not less: who allows a place less cannot allow it more. */
export function stricterLimits(limits: Limits, others: Partial<Limits> = {}): Limits {
  const { perUser, perUserHourly, perPlaceWaiting, perJobSeconds } = limits
  return {
    perUser: Math.min(perUser, others.perUser ?? perUser),
    perUserHourly: Math.min(perUserHourly, others.perUserHourly ?? perUserHourly),
    perPlaceWaiting: Math.min(perPlaceWaiting, others.perPlaceWaiting ?? perPlaceWaiting),
    perJobSeconds: Math.min(perJobSeconds, others.perJobSeconds ?? perJobSeconds),
  }
}
