import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { emptyOutbox, type Failure, next, type OutboxEvent, type OutboxState } from '../../src/bot/outbox-state.ts'
import type { Reply } from '../../src/core/platform.ts'

const reply = (state: Reply['state'], text: string = state): Reply => ({ state, text })
const substitute = reply('failed', 'could not be posted')

const put = (state: Reply['state'], text?: string): OutboxEvent => ({ type: 'put', reply: reply(state, text) })
const posted: OutboxEvent = { type: 'posted' }
const elapsed: OutboxEvent = { type: 'elapsed' }
const unwanted: OutboxEvent = { type: 'unwanted' }
const close: OutboxEvent = { type: 'close' }
const failed = (failure: Failure): OutboxEvent => ({ type: 'failed', failure, substitute })

/** The state after `events`, starting from an empty outbox. */
function after(events: readonly OutboxEvent[], paceMs = 0, retryMs: readonly number[] = []): OutboxState {
  return events.reduce(next, emptyOutbox(paceMs, retryMs))
}

/** The step after `events`, in words: "post done", "retry 5", "end answered". */
function stepAfter(events: readonly OutboxEvent[], paceMs = 0, retryMs: readonly number[] = []): string {
  const { step } = after(events, paceMs, retryMs)
  switch (step.type) {
    case 'idle':
      return 'idle'
    case 'post':
      return `post ${step.reply.text}`
    case 'end':
      return `end ${step.outcome}`
    default:
      return `${step.type} ${step.ms}`
  }
}

describe('cards on the way', () => {
  test('an idle outbox posts at once, and is idle again afterwards', () => {
    assert.equal(stepAfter([]), 'idle')
    assert.equal(stepAfter([put('running', '1')]), 'post 1')
    assert.equal(stepAfter([put('running', '1'), posted]), 'idle')
  })

  test('a card that waits is replaced by the next one', () => {
    const events = [put('running', '1'), put('running', '2'), put('running', '3')]
    assert.equal(stepAfter(events), 'post 1')
    assert.equal(stepAfter([...events, posted]), 'post 3')
  })

  test('cards of one state keep the pace, also after a failure', () => {
    for (const result of [posted, failed('unanswered')]) {
      const events = [put('running', '1'), put('running', '2'), result]
      assert.equal(stepAfter(events, 20), 'pause 20')
      assert.equal(stepAfter([...events, put('running', '3')], 20), 'pause 20')
      assert.equal(stepAfter([...events, put('running', '3'), elapsed], 20), 'post 3')
    }
    assert.equal(stepAfter([put('running'), posted, elapsed], 20), 'idle')
  })

  test('a new state and the last reply do not wait for the pace', () => {
    const waited = [put('waiting'), posted]
    for (const state of ['running', 'done'] as const) {
      assert.equal(stepAfter([...waited, put(state)], 20), `post ${state}`)
      assert.equal(stepAfter([put('waiting'), put(state), posted], 20), `post ${state}`)
    }
  })

  test('the first card is refused by a mistake, and by nothing else', () => {
    assert.equal(after([put('waiting'), failed('mistake')]).isRefused, true)
    assert.equal(after([put('waiting'), failed('unanswered')]).isRefused, false)
    assert.equal(after([put('waiting'), posted, put('running'), failed('mistake')]).isRefused, false)
  })
})

describe('the last reply', () => {
  test('is answered when it is posted, and nothing follows it', () => {
    assert.equal(stepAfter([put('done'), posted]), 'end answered')
    assert.equal(stepAfter([put('done'), put('running'), posted, put('done')]), 'end answered')
  })

  test('is retried after each pause, then replaced once', () => {
    const tries = [put('done'), failed('unanswered')]
    assert.equal(stepAfter(tries, 0, [1, 5]), 'retry 1')
    assert.equal(stepAfter([...tries, elapsed], 0, [1, 5]), 'post done')
    assert.equal(stepAfter([...tries, elapsed, failed('unanswered')], 0, [1, 5]), 'retry 5')
    const last = [...tries, elapsed, failed('unanswered'), elapsed, failed('unanswered')]
    assert.equal(stepAfter(last, 0, [1, 5]), 'post could not be posted')
    assert.equal(stepAfter([...last, failed('unanswered')], 0, [1, 5]), 'end given-up')
    assert.equal(stepAfter([...last, posted], 0, [1, 5]), 'end answered')
  })

  test('may have its own pauses', () => {
    const own: OutboxEvent = { type: 'put', reply: reply('done'), retryMs: [7] }
    assert.equal(stepAfter([own, failed('unanswered')], 0, [1]), 'retry 7')
  })

  test('is not retried after a mistake or a refusal', () => {
    for (const [failure, outcome] of [
      ['mistake', 'answered'],
      ['refused', 'given-up'],
    ] as const) {
      const events = [put('done'), failed(failure)]
      assert.equal(stepAfter(events, 0, [1]), 'post could not be posted')
      assert.equal(stepAfter([...events, failed(failure)], 0, [1]), `end ${outcome}`)
      // An error message is not replaced by another one.
      assert.equal(stepAfter([put('failed'), failed(failure)], 0, [1]), `end ${outcome}`)
    }
  })

  test('is dropped before a retry when nobody wants it any more', () => {
    assert.equal(stepAfter([put('done'), failed('unanswered'), unwanted], 0, [1]), 'end dropped')
  })
})

describe('closed', () => {
  test('an outbox without a last reply drops what waits', () => {
    assert.equal(stepAfter([close]), 'end dropped')
    assert.equal(stepAfter([put('running'), posted, close], 20), 'end dropped')
    const inFlight = [put('waiting'), put('running'), close]
    assert.equal(stepAfter(inFlight), 'post waiting')
    assert.equal(stepAfter([...inFlight, put('done'), posted]), 'end dropped')
  })

  test('a last reply is posted, but not retried', () => {
    const events = [put('waiting'), put('done'), close, posted]
    assert.equal(stepAfter(events), 'post done')
    assert.equal(stepAfter([...events, posted]), 'end answered')
    assert.equal(stepAfter([...events, failed('unanswered')], 0, [1]), 'end dropped')
    assert.equal(stepAfter([...events, failed('mistake')], 0, [1]), 'post could not be posted')
    assert.equal(stepAfter([put('done'), failed('unanswered'), close], 0, [1]), 'end dropped')
  })

  test('a substitute in flight still decides the outcome', () => {
    const events = [put('done'), failed('unanswered'), close]
    assert.equal(stepAfter([...events, failed('unanswered')]), 'end given-up')
    assert.equal(stepAfter([...events, posted]), 'end answered')
  })

  test('an ended outbox stays as it ended', () => {
    assert.equal(stepAfter([put('done'), posted, close, elapsed, unwanted, posted]), 'end answered')
  })
})
