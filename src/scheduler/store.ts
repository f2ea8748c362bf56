/** The jobs that are not over: who may add one, their order, and their positions. In memory. */
import { UserError } from '../errors.ts'
import { count, estimate } from '../format.ts'
import type { Limits } from './limits.ts'
import { fairOrder } from './order.ts'
import type { Submission } from './types.ts'

export interface Row {
  readonly id: string
  readonly submission: Submission
  /** An admitted job holds its place in the counts, and is not in line yet. */
  readonly state: 'admitted' | 'waiting' | 'running'
  /** In line, from 1, as `moved` last told it; 0 before. */
  readonly position: number
}

export interface Store {
  /** Throws `UserError` limit when the user or the place has too many. */
  admit(id: string, submission: Submission): void
  /** Puts an admitted job in line. */
  enqueue(id: string): void
  /** Takes the next job out of the line and calls it running. */
  start(): Row | undefined
  /** Notes when a running job will end, for what refusals promise. */
  expect(id: string, etaSeconds: number): void
  remove(id: string): void
  get(id: string): Row | undefined
  waiting(): Row[]
  /** The waiting jobs that have another position than when this was last called. */
  moved(): { id: string; position: number }[]
}

type MutableRow = {
  -readonly [Key in keyof Row]: Row[Key]
} & { user: string; arrival: number; passed: number; ends?: number }

export function createStore(limits: Limits): Store {
  const rows = new Map<string, MutableRow>()
  let arrivals = 0

  function having(state: Row['state']): MutableRow[] {
    return [...rows.values()].filter((row) => row.state === state)
  }

  function line(): MutableRow[] {
    return fairOrder(having('waiting'), having('running'))
  }

  return {
    admit(id, submission) {
      const { user, place } = submission
      const all = [...rows.values()]
      const own = all.filter((row) => row.user === user)
      if (own.length >= limits.perUser) throw tooManyOfUser(limits.perUser, own)
      const here = all.filter((row) => row.submission.place === place && row.state !== 'running')
      if (here.length >= limits.perPlaceWaiting) throw tooManyOfPlace(limits.perPlaceWaiting)
      rows.set(id, { id, submission, user, state: 'admitted', arrival: 0, passed: 0, position: 0 })
    },

    enqueue(id) {
      const row = rows.get(id)
      if (row) Object.assign(row, { state: 'waiting', arrival: ++arrivals })
    },

    start() {
      const [next, ...others] = line()
      if (!next) return undefined
      next.state = 'running'
      for (const other of others) if (other.arrival < next.arrival) other.passed++
      return next
    },

    expect(id, etaSeconds) {
      const row = rows.get(id)
      if (row) row.ends = Date.now() + etaSeconds * 1000
    },

    remove: (id) => void rows.delete(id),
    get: (id) => rows.get(id),
    waiting: line,

    moved() {
      const changes = []
      for (const [index, row] of line().entries()) {
        const position = index + 1
        if (row.position !== position) changes.push({ id: row.id, position })
        row.position = position
      }
      return changes
    },
  }
}

function tooManyOfUser(limit: number, own: readonly MutableRow[]): UserError {
  const ends = Math.min(...own.map((row) => row.ends ?? Number.POSITIVE_INFINITY))
  const when = Number.isFinite(ends) ? `, in ${estimate((ends - Date.now()) / 1000)}` : ''
  const pictures = count(limit, 'picture')
  const done = limit === 1 ? 'when it is done' : 'when one of them is done'
  return new UserError('limit', `You already have ${pictures} waiting or running; send the next ${done}${when}.`)
}

function tooManyOfPlace(limit: number): UserError {
  const pictures = count(limit, 'picture')
  return new UserError('limit', `This place already has ${pictures} waiting; come back when one of them has started.`)
}
