import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttemptEvent, type AttemptPhase, nextPhase } from '../../../src/scheduler/redis/attempt-phase.ts'

type State = Extract<AttemptEvent, { type: 'checked' }>['state']

const check = (state: State, more: Partial<Extract<AttemptEvent, { type: 'checked' }>> = {}): AttemptEvent => ({
  type: 'checked',
  state,
  ageMs: 100,
  isUnwanted: false,
  ...more,
})

const SENT: AttemptEvent = { type: 'sent' }
const BEGUN: AttemptEvent = { type: 'begun' }

function after(...events: readonly AttemptEvent[]): AttemptPhase {
  return events.reduce(nextPhase, { name: 'sending' })
}

/** The name of the phase; for `over` the ending, and whether the worker has answered. */
function summary(phase: AttemptPhase): string {
  if (phase.name !== 'over') return phase.name
  const { ending, isAnswer } = phase.outcome
  const end = ending === 'again' ? ending : ending.state === 'failed' ? ending.error.code : ending.state
  return `${end}${isAnswer ? ' by answer' : ''}`
}

test('an attempt is sent, queued, run, answered and received', () => {
  const events: readonly AttemptEvent[] = [
    SENT,
    BEGUN,
    { type: 'answered' },
    { type: 'received', ending: { state: 'cancelled' } },
  ]
  const phases = events.map((_, i) => summary(after(...events.slice(0, i + 1))))
  assert.deepEqual(phases, ['queued', 'running', 'receiving', 'cancelled by answer'])
})

test('an attempt that begins before its sending has returned is running', () => {
  assert.equal(summary(after(BEGUN)), 'running')
  assert.equal(summary(after(BEGUN, SENT)), 'running')
})

test('nothing changes the outcome of an attempt that is over', () => {
  const over = after(SENT, { type: 'lost' })
  assert.equal(summary(over), 'worker-lost')
  const others: readonly AttemptEvent[] = [BEGUN, { type: 'received', ending: 'again' }, check('unknown')]
  for (const event of others) assert.equal(nextPhase(over, event), over)
})

test('a loss ends every phase', () => {
  for (const events of [[], [SENT], [SENT, BEGUN], [SENT, { type: 'answered' }]] as AttemptEvent[][]) {
    assert.equal(summary(after(...events, { type: 'lost' })), 'worker-lost')
  }
})

test('an attempt is lost when three checks in a row do not find it', () => {
  const unknown = check('unknown')
  assert.equal(summary(after(SENT, unknown, unknown)), 'queued')
  assert.equal(summary(after(SENT, unknown, unknown, unknown)), 'worker-lost')
  assert.equal(summary(after(SENT, unknown, unknown, check('active'), unknown, unknown)), 'queued')
})

test('an attempt that was begun and waits again is lost', () => {
  assert.equal(summary(after(SENT, BEGUN, check('active'))), 'running')
  assert.equal(summary(after(SENT, BEGUN, check('waiting'))), 'worker-lost')
})

test('an attempt that waits is lost after half a minute, and given back when it is no longer wanted', () => {
  assert.equal(summary(after(SENT, check('waiting', { ageMs: 29_999 }))), 'queued')
  assert.equal(summary(after(SENT, check('waiting', { ageMs: 30_001 }))), 'worker-lost')
  assert.equal(summary(after(SENT, check('waiting', { isUnwanted: true }))), 'again')
  assert.equal(summary(after(SENT, check('active', { isUnwanted: true }))), 'queued')
})

test('checks change nothing before the job is sent or after it was answered', () => {
  assert.equal(summary(after(check('unknown'), check('unknown'), check('unknown'))), 'sending')
  const lateChecks = [check('unknown'), check('unknown'), check('unknown'), BEGUN]
  assert.equal(summary(after(SENT, { type: 'answered' }, ...lateChecks)), 'receiving')
})
