/** How long renders take, learned from those that are done. */

export interface RenderPace {
  /** A render of `work` took so long. `kind` names renders of one pace, from the widest to the narrowest. */
  learn(kind: readonly string[], work: number, seconds: number): void
  /** In seconds, by the narrowest kind that is known; undefined if none is. */
  estimate(kind: readonly string[], work: number): number | undefined
}

/** What outlives the process, by kind: seconds for one unit of work. */
interface KeptPaces {
  all(): ReadonlyMap<string, number>
  keep(kind: string, pace: number): void
}

/** The weight of the newest render against all before it. */
const NEWEST = 0.3

/** @param kept Default nothing. Of a kind that is rendered again it counts no more: the machine may be another one now. */
export function createRenderPace(kept?: KeptPaces): RenderPace {
  /** Seconds for one unit of work, by kind. */
  const paces = new Map<string, number>()
  const before = kept?.all() ?? paces
  /** "googlenet", "googlenet inception_4c/output", ... */
  const keys = (kind: readonly string[]) => kind.map((_, i) => kind.slice(0, i + 1).join(' '))

  return {
    learn(kind, work, seconds) {
      if (!(work > 0)) return
      const pace = seconds / work
      for (const key of keys(kind)) {
        const last = paces.get(key) ?? pace
        const next = last + NEWEST * (pace - last)
        paces.set(key, next)
        kept?.keep(key, next)
      }
    },
    estimate(kind, work) {
      const paceOf = (key: string) => paces.get(key) ?? before.get(key)
      const known = keys(kind).map(paceOf)
      const pace = known.findLast((each) => each !== undefined)
      return pace === undefined ? undefined : pace * work
    },
  }
}
