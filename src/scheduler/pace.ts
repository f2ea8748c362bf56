/** The pace of renders, in seconds per unit of work, learned from the renders that are done. */

/**
 * Estimates how long a render will take: its work times the pace of similar renders.
 *
 * A kind is a path from the general to the particular, such as `['dream', 'vgg16', 'block5_conv3']`. Renders of one
 * layer have the most similar pace, those of one network less so, those of one command least. A render is learned on
 * all three levels, so a layer that has not been rendered yet is estimated by its network, and a new network by its
 * command.
 */
export interface RenderPace {
  /** Learns from a render of `work` units that took `seconds`. Work that is not positive is ignored. */
  learn(kind: readonly string[], work: number, seconds: number): void
  /** The expected time of `work` units, in seconds, by the most particular known pace; undefined if none is known. */
  estimate(kind: readonly string[], work: number): number | undefined
}

/** Storage for paces, in seconds per unit of work, by the key of their kind. */
interface PaceStore {
  all(): ReadonlyMap<string, number>
  keep(key: string, pace: number): void
}

/**
 * The weight of the newest render in the moving average, `pace += NEWEST * (newest - pace)`. A machine that has become
 * slower is followed within a few renders (after n of them 0.7^n of the old pace is left), and one outlier moves the
 * estimate by less than a third.
 */
const NEWEST = 0.3

/**
 * @param store Paces that outlive the process; default none. A stored pace is used until a render of its kind is done.
 *   Then it is replaced and not averaged: the machine may be another one now.
 */
export function createRenderPace(store?: PaceStore): RenderPace {
  const measured = new Map<string, number>()
  const stored = store?.all() ?? new Map<string, number>()

  return {
    learn(kind, work, seconds) {
      if (!(work > 0)) return
      const newest = seconds / work
      for (const key of keysOf(kind)) {
        const average = measured.get(key) ?? newest
        const pace = average + NEWEST * (newest - average)
        measured.set(key, pace)
        store?.keep(key, pace)
      }
    },
    estimate(kind, work) {
      const paces = keysOf(kind).map((key) => measured.get(key) ?? stored.get(key))
      const pace = paces.findLast((each) => each !== undefined)
      return pace === undefined ? undefined : pace * work
    },
  }
}

/** A key for each level of a kind: `dream`, `dream vgg16`, `dream vgg16 block5_conv3`. */
function keysOf(kind: readonly string[]): string[] {
  return kind.map((_, i) => kind.slice(0, i + 1).join(' '))
}
