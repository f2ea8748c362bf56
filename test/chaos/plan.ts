/** What happens in a chaos run, all of it from one seed: who asks for what, and what goes wrong when. */
import { createRandom, type Random } from '../../src/vis/random.ts'

/** One picture that somebody wants. */
export interface Wish {
  readonly user: string
  readonly at: 'guild' | 'dm'
  readonly command: 'filter' | 'dream'
  readonly values: Readonly<Record<string, string | number>> & { readonly seed: number }
}

export interface Fault {
  readonly kind: FaultKind
  /** It strikes when so many pictures are there. */
  readonly after: number
  /** How long it lasts. What was killed is started again then. */
  readonly ms: number
  /** Which of the workers it strikes, from 0. */
  readonly worker: number
  /** Whether a request takes effect that is not answered. */
  readonly applied: boolean
}

export type FaultKind = keyof typeof FAULTS

export interface Plan {
  readonly seed: number
  /** By person: what is asked for at once, one burst after the other. */
  readonly bursts: ReadonlyMap<string, readonly (readonly Wish[])[]>
  /** In the order in which they strike. */
  readonly faults: readonly Fault[]
  /** Asked for at the end, while nobody renders: `MANY` from each of five people, and then one from each of five others. */
  readonly finale: { readonly many: readonly Wish[]; readonly single: readonly Wish[] }
}

export const PICTURES = 300
export const PEOPLE: readonly string[] = Array.from({ length: 20 }, (_, i) => `person${i + 1}`)

/** As many as one person may have in line. */
export const MANY = 3

/** How often each happens, and for how long, in milliseconds. */
const FAULTS = {
  'a worker is killed': { times: 4, ms: [0, 3000] },
  'a render process is killed': { times: 2, ms: [0, 0] },
  'the bot is killed': { times: 4, ms: [0, 2000] },
  'Redis ends': { times: 2, ms: [200, 2500] },
  'Redis is killed': { times: 2, ms: [200, 2500] },
  // Longer than what makes a loss.
  'Redis is away': { times: 1, ms: [9500, 11_000] },
  'the disk is full': { times: 3, ms: [1500, 5000] },
  'the chat answers 500': { times: 2, ms: [1500, 5000] },
  'the chat times out': { times: 2, ms: [1500, 4000] },
  'the chat cuts its gateway': { times: 1, ms: [0, 2000] },
} as const satisfies Record<string, { times: number; ms: readonly [number, number] }>

/** One more is refused. */
const MOST_AT_ONCE = MANY + 1
const IN_FINALE = 20

export function makePlan(seed: number): Plan {
  const random = createRandom(seed)
  let next = 1000
  const wish = (user: string, at: Wish['at']): Wish => {
    const iterations = random.integer(1, 3)
    // No two pictures share it: a card tells by it whose picture it shows.
    const common = { seed: next++, network: 'minivgg', layer: 'block1_conv1' }
    if (random.uniform() < 0.2) {
      return { user, at, command: 'dream', values: { ...common, size: 64, octaves: 1, iterations: 1 } }
    }
    const filter = { method: 'classic', filters: String(random.integer(0, 7)), size: random.integer(32, 48) }
    return { user, at, command: 'filter', values: { ...common, ...filter, iterations } }
  }

  const each = (PICTURES - IN_FINALE) / PEOPLE.length
  const bursts = new Map(
    PEOPLE.map((user, i) => {
      const wishes = Array.from({ length: each }, () => wish(user, i % 3 === 0 ? 'guild' : 'dm'))
      return [user, inBursts(wishes, random)]
    }),
  )
  const [hogs, modest] = [PEOPLE.slice(0, 5), PEOPLE.slice(5, 10)]
  return {
    seed,
    bursts,
    faults: makeFaults(random),
    finale: {
      many: hogs.flatMap((user) => Array.from({ length: MANY }, () => wish(user, 'dm'))),
      single: modest.map((user) => wish(user, 'dm')),
    },
  }
}

function inBursts(wishes: readonly Wish[], random: Random): Wish[][] {
  const left = [...wishes]
  const bursts: Wish[][] = []
  while (left.length > 0) bursts.push(left.splice(0, random.integer(1, MOST_AT_ONCE)))
  return bursts
}

function makeFaults(random: Random): Fault[] {
  const kinds = Object.entries(FAULTS) as [FaultKind, (typeof FAULTS)[FaultKind]][]
  const faults = kinds.flatMap(
    ([
      kind,
      {
        times,
        ms: [least, most],
      },
    ]) =>
      Array.from({ length: times }, () => ({
        kind,
        after: random.integer(3, PICTURES - IN_FINALE - 15),
        ms: random.integer(least, most),
        worker: random.integer(0, 1),
        applied: random.uniform() < 0.5,
      })),
  )
  return faults.toSorted((a, b) => a.after - b.after)
}
