/** How much one person and one place may ask for. */

export interface Limits {
  /** Jobs of one person waiting or running. */
  readonly perUser: number
  /** Jobs of one person accepted in one hour of the clock. */
  readonly perUserHourly: number
  /** Jobs of one place waiting. */
  readonly perPlaceWaiting: number
}

export const LIMITS: Limits = { perUser: 3, perUserHourly: 30, perPlaceWaiting: 10 }
