/** The jobs that have not ended: admission, order, and positions. In memory; the bot's journal survives a restart. */
import { DEFAULT_LIMITS, type Limits } from '../core/limits.ts'
import { createAdmission } from './admission.ts'
import { fairOrder } from './fair-order.ts'
import type { Submission } from './types.ts'

export interface QueueEntry {
  readonly id: string
  readonly submission: Submission
  /** An `admitted` job counts against the limits, and is not in the queue yet. */
  readonly state: 'admitted' | 'waiting' | 'running'
  /** The position in the queue, from 1, that `takeMoves` returned last; 0 before. */
  readonly position: number
  /** The number of times that the job has been started. */
  readonly tries: number
  /** When the job joined the queue, in milliseconds since 1970. */
  readonly since: number
}

export interface JobQueue {
  /** Throws `UserError` limit when the user or the place has too many jobs. A resumed job is never refused. */
  admit(submission: Submission): void
  /** Puts an admitted job into the queue. `seconds` is its expected render time; default 0, a short job. */
  enqueue(id: string, seconds?: number): void
  /** Takes the first job out of the queue and marks it as running; undefined if none waits. */
  start(): QueueEntry | undefined
  /** Puts a running job back to the front of the queue. */
  requeue(id: string): void
  /** Sets the time that a running job still takes, for refusals and estimates. */
  setRemaining(id: string, seconds: number): void
  /** The time that a running job still takes, in seconds; undefined if unknown. */
  remainingSeconds(id: string): number | undefined
  /**
   * Removes a job that has ended.
   *
   * @param rendered Whether it had its turn on a device. It then counts against its user's next jobs for some minutes.
   */
  remove(id: string, rendered?: boolean): void
  get(id: string): QueueEntry | undefined
  /** The waiting jobs in the order in which they will start. */
  waiting(): readonly QueueEntry[]
  running(): readonly QueueEntry[]
  /** The waiting jobs whose position has changed since the last call, with the new position. */
  takeMoves(): { id: string; position: number }[]
}

type Entry = { -readonly [Key in keyof QueueEntry]: QueueEntry[Key] } & {
  readonly user: string
  arrival: number
  overtaken: number
  isLong: boolean
  endsAt?: number
}

/** The render time above which a job is long, in seconds. */
const LONG_SECONDS = 60
/** The time for which a job that is done still counts against its user's next jobs, in milliseconds. */
const RECENT_MS = 5 * 60_000

/** @param now The clock, in milliseconds since 1970. */
export function createJobQueue(limits: Partial<Limits> = {}, now: () => number = Date.now): JobQueue {
  const admission = createAdmission({ ...DEFAULT_LIMITS, ...limits }, now)
  const entries = new Map<string, Entry>()
  const running = new Set<Entry>()
  let recent: { user: string; endedAt: number }[] = []
  let arrivals = 0
  /** The waiting jobs in order; undefined after a change. */
  let sorted: Entry[] | undefined

  function waiting(): Entry[] {
    if (sorted) return sorted
    recent = recent.filter(({ endedAt }) => endedAt > now() - RECENT_MS)
    const unsorted = [...entries.values()].filter(({ state }) => state === 'waiting')
    sorted = fairOrder(unsorted, [...running, ...recent])
    return sorted
  }

  function update(entry: Entry | undefined, changes: Partial<Entry>): void {
    if (entry) Object.assign(entry, changes)
    sorted = undefined
  }

  return {
    admit(submission) {
      const { id, user, isResumed } = submission
      if (!isResumed) admission.check(submission)
      const entry: Entry = {
        id,
        submission,
        user,
        state: 'admitted',
        position: 0,
        tries: 0,
        since: 0,
        arrival: 0,
        overtaken: 0,
        isLong: false,
      }
      entries.set(id, entry)
      admission.add(entry)
    },

    enqueue(id, seconds = 0) {
      const isLong = seconds > LONG_SECONDS
      update(entries.get(id), { state: 'waiting', arrival: ++arrivals, since: now(), isLong })
    },

    start() {
      const [first, ...others] = waiting()
      if (!first) return undefined
      for (const other of others) if (other.arrival < first.arrival) other.overtaken++
      update(first, { state: 'running', tries: first.tries + 1 })
      running.add(first)
      admission.addWaiting(first, -1)
      return first
    },

    requeue(id) {
      const entry = entries.get(id)
      if (entry?.state !== 'running') return
      running.delete(entry)
      admission.addWaiting(entry, 1)
      delete entry.endsAt
      // Infinitely often overtaken: the jobs that waited for it once do not start before it now.
      update(entry, { state: 'waiting', position: 0, overtaken: Number.POSITIVE_INFINITY })
    },

    setRemaining(id, seconds) {
      const entry = entries.get(id)
      if (entry) entry.endsAt = now() + seconds * 1000
    },

    remainingSeconds(id) {
      const { endsAt } = entries.get(id) ?? {}
      return endsAt === undefined ? undefined : Math.max(0, (endsAt - now()) / 1000)
    },

    remove(id, rendered = false) {
      const entry = entries.get(id)
      if (!entry) return
      entries.delete(id)
      admission.remove(entry)
      if (!running.delete(entry)) admission.addWaiting(entry, -1)
      if (rendered) recent.push({ user: entry.user, endedAt: now() })
      sorted = undefined
    },

    get: (id) => entries.get(id),
    waiting,
    running: () => [...running],

    takeMoves() {
      const moved = waiting().map((entry, i) => ({ entry, position: i + 1 }))
      const changes = moved.filter(({ entry, position }) => entry.position !== position)
      for (const { entry, position } of changes) entry.position = position
      return changes.map(({ entry: { id }, position }) => ({ id, position }))
    },
  }
}
