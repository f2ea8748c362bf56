/** The jobs that are not over: who may add one, their order, and their positions. In memory. */
import { UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, type Limits, stricterLimits } from '../core/limits.ts'
import { count, estimate } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import { fairOrder } from './fair-order.ts'
import type { Submission } from './types.ts'

export interface QueueEntry {
  readonly id: string
  readonly submission: Submission
  /** An admitted job holds its place in the counts, and is not in line yet. */
  readonly state: 'admitted' | 'waiting' | 'running'
  /** In line, from 1, as `moved` last told it; 0 before. */
  readonly position: number
  /** How often it has started. */
  readonly tries: number
  /** When it was put in line, in milliseconds since 1970. */
  readonly since: number
}

export interface JobQueue {
  /** Throws `UserError` limit when the user or the place has too many. */
  admit(submission: Submission): void
  /** Puts an admitted job in line; `seconds` is how long it is expected to take. */
  enqueue(id: string, seconds?: number): void
  /** Takes the next job out of the line and calls it running. */
  start(): QueueEntry | undefined
  /** Puts a running job back in line, before all that came after it. */
  requeue(id: string): void
  /** Notes when a running job will end, for what refusals and estimates promise. */
  setRemaining(id: string, etaSeconds: number): void
  /** Until a running job ends, where that is known. */
  remainingSeconds(id: string): number | undefined
  /** Takes a job out that is over; `rendered` if it has had its time on a device. */
  remove(id: string, rendered?: boolean): void
  get(id: string): QueueEntry | undefined
  /** In the order in which they will start. */
  waiting(): readonly QueueEntry[]
  running(): readonly QueueEntry[]
  /** The waiting jobs that have another position than when this was last called. */
  takeMoves(): { id: string; position: number }[]
}

type MutableRow = {
  -readonly [Key in keyof QueueEntry]: QueueEntry[Key]
} & { user: string; place: string; arrival: number; overtaken: number; isLong: boolean; ends?: number }

/** A job that takes longer than this is long, in seconds. */
const LONG = 60
/** How long a job that is done counts against its user, in milliseconds. */
const OF_LATE = 5 * 60_000

/** @param now Milliseconds since 1970. */
export function createJobQueue(own: Partial<Limits> = {}, now: () => number = Date.now): JobQueue {
  const limits = { ...DEFAULT_LIMITS, ...own }
  const rows = new Map<string, MutableRow>()
  const running = new Set<MutableRow>()
  const byUser = new Map<string, Set<MutableRow>>()
  /** Admitted or waiting, by place. */
  const places = tally()
  let done: { user: string; at: number }[] = []
  let arrivals = 0
  /** The line, until something changes it. */
  let line: MutableRow[] | undefined

  function ordered(): MutableRow[] {
    if (line) return line
    const since = now() - OF_LATE
    done = done.filter(({ at }) => at > since)
    const waiting = [...rows.values()].filter(({ state }) => state === 'waiting')
    line = fairOrder(waiting, [...running, ...done])
    return line
  }

  function check({ user, place, limits: theirs }: Submission): void {
    const { perUser, perPlaceWaiting } = stricterLimits(limits, theirs)
    const theirRows = [...(byUser.get(user) ?? [])]
    if (theirRows.length >= perUser) throw tooManyOfUser(perUser, theirRows)
    if (places.of(place) >= perPlaceWaiting) throw tooManyOfPlace(perPlaceWaiting)
  }

  return {
    admit(submission) {
      const { id, user, place } = submission
      if (!submission.isResumed) check(submission)
      const counts = { position: 0, tries: 0, since: 0, arrival: 0, overtaken: 0, isLong: false }
      const row: MutableRow = { id, submission, user, place, state: 'admitted', ...counts }
      rows.set(id, row)
      const theirRows = byUser.get(user)
      if (theirRows) theirRows.add(row)
      else byUser.set(user, new Set([row]))
      places.add(place, 1)
    },

    enqueue(id, seconds = 0) {
      const row = rows.get(id)
      if (row) Object.assign(row, { state: 'waiting', arrival: ++arrivals, since: now(), isLong: seconds > LONG })
      line = undefined
    },

    start() {
      const [next, ...others] = ordered()
      if (!next) return undefined
      next.state = 'running'
      next.tries++
      running.add(next)
      places.add(next.place, -1)
      for (const other of others) if (other.arrival < next.arrival) other.overtaken++
      line = undefined
      return next
    },

    requeue(id) {
      const row = rows.get(id)
      if (row?.state !== 'running') return
      running.delete(row)
      places.add(row.place, 1)
      delete row.ends
      // Nobody whom it has waited for once is waited for again.
      Object.assign(row, { state: 'waiting', position: 0, overtaken: Number.POSITIVE_INFINITY })
      line = undefined
    },

    setRemaining(id, etaSeconds) {
      const row = rows.get(id)
      if (row) row.ends = now() + etaSeconds * 1000
    },
    remainingSeconds(id) {
      const { ends } = rows.get(id) ?? {}
      return ends === undefined ? undefined : Math.max(0, (ends - now()) / 1000)
    },

    remove(id, rendered = false) {
      const row = rows.get(id)
      if (!row) return
      rows.delete(id)
      const theirRows = byUser.get(row.user)
      theirRows?.delete(row)
      if (theirRows?.size === 0) byUser.delete(row.user)
      if (!running.delete(row)) places.add(row.place, -1)
      if (rendered) done.push({ user: row.user, at: now() })
      line = undefined
    },

    get: (id) => rows.get(id),
    waiting: ordered,
    running: () => [...running],

    takeMoves() {
      const changes = []
      for (const [index, row] of ordered().entries()) {
        const position = index + 1
        if (row.position !== position) changes.push({ id: row.id, position })
        row.position = position
      }
      return changes
    },
  }

  function tooManyOfUser(limit: number, theirs: readonly MutableRow[]): UserError {
    const ends = Math.min(...theirs.map((row) => row.ends ?? Number.POSITIVE_INFINITY))
    const pictures = count(limit, 'picture')
    const end = limit === 1 ? phrase`when it is done` : phrase`when one of them is done`
    const when = Number.isFinite(ends) ? phrase`${end}, in ${estimate((ends - now()) / 1000)}` : end
    return new UserError('limit', phrase`You already have ${pictures} waiting or running; send the next ${when}.`)
  }
}

/** How many there are, by name. */
function tally() {
  const counts = new Map<string, number>()
  return {
    of: (name: string) => counts.get(name) ?? 0,
    add(name: string, n: number) {
      const sum = (counts.get(name) ?? 0) + n
      if (sum === 0) counts.delete(name)
      else counts.set(name, sum)
    },
  }
}

function tooManyOfPlace(limit: number): UserError {
  const pictures = count(limit, 'picture')
  return new UserError(
    'limit',
    phrase`This place already has ${pictures} waiting; come back when one of them has started.`,
  )
}
