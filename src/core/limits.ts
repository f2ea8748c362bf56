/** Limits on the requests of one person and of one place. */

export interface Limits {
  /** The most jobs of one person that wait or run at a time. */
  readonly perUser: number
  /** The most jobs of one person that are accepted in an hour of the clock. */
  readonly perUserHourly: number
  /** The most jobs of one place that wait at a time. */
  readonly perPlaceWaiting: number
  /** The longest estimated time of a job, in seconds. */
  readonly perJobSeconds: number
}

export const DEFAULT_LIMITS: Limits = { perUser: 3, perUserHourly: 30, perPlaceWaiting: 10, perJobSeconds: 600 }

/** The largest value that each limit can be set to. */
export const LARGEST_LIMITS: Limits = {
  perUser: 100,
  perUserHourly: 10_000,
  perPlaceWaiting: 1000,
  perJobSeconds: 86_400,
}

/** The lower of both values of each limit: the settings of a place can lower the bot's limits, not raise them. */
export function stricterLimits(limits: Limits, others: Partial<Limits> = {}): Limits {
  const { perUser, perUserHourly, perPlaceWaiting, perJobSeconds } = limits
  return {
    perUser: Math.min(perUser, others.perUser ?? perUser),
    perUserHourly: Math.min(perUserHourly, others.perUserHourly ?? perUserHourly),
    perPlaceWaiting: Math.min(perPlaceWaiting, others.perPlaceWaiting ?? perPlaceWaiting),
    perJobSeconds: Math.min(perJobSeconds, others.perJobSeconds ?? perJobSeconds),
  }
}
