import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus'
import { UserError } from '../../src/core/errors.ts'
import { DEFAULT_LIMITS } from '../../src/core/limits.ts'
import { createJobQueue, type JobQueue } from '../../src/scheduler/job-queue.ts'
import type { Submission } from '../../src/scheduler/types.ts'
import { echoJob } from './harness.ts'

let ids = 0

function join(store: JobQueue, user: string, place = 'home'): string {
  const id = `${user}${++ids}`
  store.admit({ id, job: echoJob(), user, place })
  store.enqueue(id)
  return id
}

function refusal(act: () => void): string {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof UserError)
    assert.equal(error.code, 'limit')
    return error.message
  }
  assert.fail('was not refused')
}

test('a user may have three jobs waiting or running, and is told when the next may come', () => {
  const store = createJobQueue(DEFAULT_LIMITS)
  const [first] = [join(store, 'ann'), join(store, 'ann'), join(store, 'ann')]
  store.start()
  const refused = () => join(store, 'ann')
  assert.equal(
    refusal(refused),
    'You already have 3 pictures waiting or running; send the next when one of them is done.',
  )
  store.setRemaining(first, 38)
  assert.match(refusal(refused), /send the next when one of them is done, in about 40 s\.$/)
  join(store, 'bob')
  store.remove(first)
  join(store, 'ann')
})

test('a place has ten jobs waiting; running ones and other places do not count', () => {
  const store = createJobQueue({ ...DEFAULT_LIMITS, perPlaceWaiting: 2 })
  join(store, 'ann')
  join(store, 'bob')
  const refused = () => join(store, 'cat')
  assert.equal(refusal(refused), 'This place already has 2 pictures waiting; come back when one of them has started.')
  join(store, 'cat', 'elsewhere')
  store.start()
  join(store, 'cat')
})

test('a place can lower the limits, and cannot raise them', () => {
  const store = createJobQueue({ perUser: 2, perPlaceWaiting: 3 })
  const admit = (user: string, limits: Submission['limits']) => () =>
    store.admit({ id: `${user}${++ids}`, job: echoJob(), user, place: 'home', ...(limits && { limits }) })
  admit('ann', {})()
  assert.match(refusal(admit('ann', { perUser: 1 })), /^You already have 1 picture waiting or running/)
  admit('ann', { perUser: 9 })()
  assert.match(refusal(admit('ann', { perUser: 9 })), /^You already have 2 pictures/)
  assert.match(refusal(admit('bob', { perPlaceWaiting: 2 })), /^This place already has 2 pictures/)
  admit('bob', { perPlaceWaiting: 9 })()
  assert.match(refusal(admit('cat', { perPlaceWaiting: 9 })), /^This place already has 3 pictures/)
})

test('an admitted job counts before it is in the queue, so that two at once cannot both take the last place', () => {
  const store = createJobQueue({ ...DEFAULT_LIMITS, perUser: 1 })
  store.admit({ id: 'first', job: echoJob(), user: 'ann', place: 'home' })
  assert.deepEqual(store.takeMoves(), [])
  refusal(() => join(store, 'ann'))
})

test('after any sequence of events the reported positions are 1, 2, 3 ..., and number 1 starts next', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = xorshift128plus(seed)
    const pick = <T>(from: readonly T[]): T => from[uniformInt(random, 0, from.length - 1)] as T
    const store = createJobQueue({ ...DEFAULT_LIMITS, perPlaceWaiting: 100 })
    const told = new Map<string, number>()
    const running: string[] = []
    for (let turn = 0; turn < 100; turn++) {
      const act = pick(['join', 'join', 'start', 'end', 'cancel'])
      if (act === 'join') {
        try {
          join(store, pick(['ann', 'bob', 'cat', 'dan', 'eve']))
        } catch (error) {
          assert.ok(error instanceof UserError)
        }
      } else if (act === 'start') {
        const first = [...told].find(([, position]) => position === 1)?.[0]
        const started = store.start()?.id
        assert.equal(started, first, `seed ${seed}`)
        if (started) {
          told.delete(started)
          running.push(started)
        }
      } else {
        const from = act === 'end' ? running : [...told.keys()]
        if (from.length === 0) continue
        const id = pick(from)
        if (act === 'end') running.splice(running.indexOf(id), 1)
        told.delete(id)
        store.remove(id)
      }
      for (const { id, position } of store.takeMoves()) {
        assert.notEqual(told.get(id), position, 'a position is reported once')
        told.set(id, position)
      }
      const positions = [...told.values()].sort((a, b) => a - b)
      assert.deepEqual(
        positions,
        positions.map((_, index) => index + 1),
        `seed ${seed}`,
      )
    }
  }
})

test('an earlier job that starts earlier does not count as overtaking', () => {
  const store = createJobQueue(DEFAULT_LIMITS)
  join(store, 'eve')
  join(store, 'ann')
  join(store, 'ann')
  store.start()
  const bob = join(store, 'bob')
  assert.equal(store.start()?.id, bob)
})

test('nobody starves while newcomers keep coming', () => {
  const store = createJobQueue(DEFAULT_LIMITS)
  const patient = new Set([join(store, 'ann'), join(store, 'ann'), join(store, 'ann')])
  let turns = 0
  while (patient.size > 0 && turns < 20) {
    join(store, `newcomer${turns}`)
    const started = store.start()
    assert.ok(started)
    patient.delete(started.id)
    store.remove(started.id)
    turns++
  }
  assert.equal(patient.size, 0, 'ann is still waiting')
  assert.ok(turns <= 6, `ann waited for ${turns} turns`)
})
