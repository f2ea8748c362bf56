/** How long renders take, learned from those that are done. */

export interface Pace {
  /** A render of `work` took so long. `kind` names renders of one pace, from the widest to the narrowest. */
  learn(kind: readonly string[], work: number, seconds: number): void
  /** In seconds, by the narrowest kind that is known; undefined if none is. */
  estimate(kind: readonly string[], work: number): number | undefined
}

/** The weight of the newest render against all before it. */
const NEWEST = 0.3

export function createPace(): Pace {
  /** Seconds for one unit of work, by kind. */
  const paces = new Map<string, number>()
  /** "googlenet", "googlenet inception_4c/output", ... */
  const keys = (kind: readonly string[]) => kind.map((_, i) => kind.slice(0, i + 1).join(' '))

  return {
    learn(kind, work, seconds) {
      if (!(work > 0)) return
      const pace = seconds / work
      for (const key of keys(kind)) {
        const before = paces.get(key) ?? pace
        paces.set(key, before + NEWEST * (pace - before))
      }
    },
    estimate(kind, work) {
      const known = keys(kind).findLast((key) => paces.has(key))
      return known === undefined ? undefined : (paces.get(known) ?? 0) * work
    },
  }
}
