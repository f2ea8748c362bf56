import assert from 'node:assert/strict'
import { test } from 'node:test'
import { card, failure } from '../src/card.ts'
import type { Job, Progress, Report } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { duration, either, estimate, ranges } from '../src/format.ts'

const job: Job = { command: 'dream', network: 'googlenet', layer: 'inception_4c/output', parameters: {}, seed: 42 }
const cancel = [{ action: 'cancel', job: 'id' }]

function withFilters(filters: Job['parameters'][string]): Job {
  return { ...job, command: 'filter', parameters: { filters } }
}

function report(steps: number): Report {
  const { network, layer } = job
  const stepSeconds = Array.from({ length: steps }, () => 0.25)
  return {
    job,
    network,
    engine: 'onnx',
    layers: [layer],
    size: [8, 8],
    score: [],
    stepSeconds,
    seconds: 130.2,
    files: [],
  }
}

test('a waiting card says the place in line and can be cancelled', () => {
  assert.deepEqual(card('id', job, { state: 'waiting', position: 1 }), {
    state: 'waiting',
    text: 'dream inception_4c/output of googlenet: next in line',
    buttons: cancel,
  })
  assert.match(card('id', job, { state: 'waiting', position: 3 }).text, /: number 3 in line$/)
})

test('a running card says where the render is and can be cancelled', () => {
  const starting = card('id', job, { state: 'running' })
  assert.deepEqual([starting.state, starting.buttons, starting.progress], ['running', cancel, undefined])
  assert.match(starting.text, /: starting$/)
  const at: Progress['at'] = { frame: [2, 12], octave: [1, 4], step: [3, 10] }
  const progress: Progress = { done: 0.459, at, score: 1, etaSeconds: 38 }
  const running = card('id', job, { state: 'running', progress })
  assert.match(running.text, /: frame 2 of 12, octave 1 of 4, step 3 of 10, 45%, about 40 s left$/)
  assert.equal(running.progress, progress)
  assert.deepEqual(running.buttons, cancel)
  const { etaSeconds, ...unknown } = progress
  assert.match(card('id', job, { state: 'running', progress: unknown }).text, /, 45%$/)
})

test('a done card has the files, and a caption to do it again by', () => {
  const files = [{ name: 'dream.png', format: 'png', data: new Uint8Array(), alt: 'a dream' }] as const
  const event = { state: 'done', result: { files, report: report(40), notes: ['Found only in googlenet.'] } } as const
  const done = card('id', job, event)
  assert.equal(done.text, 'googlenet · inception_4c/output · 40 steps · 2 min 10 s · seed 42\nFound only in googlenet.')
  assert.equal(done.files, files)
  assert.equal(done.report, event.result.report)
  assert.equal(done.buttons, undefined)
})

test('filters are in the caption, however the command keeps them', () => {
  const caption = (filters: Job['parameters'][string]) =>
    card('id', withFilters(filters), { state: 'done', result: { files: [], report: report(1), notes: [] } }).text
  assert.match(caption([12]), / · filter 12 · 1 step · /)
  assert.match(caption(12), / · filter 12 · /)
  assert.match(caption('12'), / · filter 12 · /)
  assert.match(caption([0, 1, 2, 3, 7, 9, 10]), / · filters 0-3, 7, 9, 10 · /)
  assert.match(caption('0-24'), / · filters 0-24 · /)
  for (const none of ['', [], null]) assert.doesNotMatch(caption(none), /filter/)
  const waiting = card('id', withFilters([12]), { state: 'waiting', position: 1 })
  assert.match(waiting.text, /^filter inception_4c\/output filter 12 of googlenet/)
})

test('a card that is over has no button', () => {
  const error = new UserError('too-small', 'It is too small.', 'Enlarge it.')
  const failed = card('id', job, { state: 'failed', error })
  assert.deepEqual(failed, { state: 'failed', text: 'It is too small. Enlarge it.', error })
  assert.equal(failure(new UserError('limit', 'Too many.')).text, 'Too many.')
  const cancelled = card('id', job, { state: 'cancelled' })
  assert.deepEqual(cancelled, { state: 'cancelled', text: 'dream inception_4c/output of googlenet: cancelled' })
})

test('durations read as people say them', () => {
  const said = [0, 0.04, 0.42, 3, 9.94, 9.96, 59.4, 59.6, 60, 130, 3599.4, 3599.6, 3900, 7200]
  const words = '0 s|0 s|0.4 s|3 s|9.9 s|10 s|59 s|1 min|1 min|2 min 10 s|59 min 59 s|1 h|1 h 5 min|2 h'
  assert.equal(said.map(duration).join('|'), words)
})

test('estimates are no finer than they can be trusted', () => {
  const said = [-3, 0, 5, 5.1, 38, 60, 61, 125, 599, 601, 4000]
  const words =
    'a few seconds|a few seconds|a few seconds|about 10 s|about 40 s|about 1 min|about 1 min 10 s|about 2 min 10 s|about 10 min|about 11 min|about 1 h 7 min'
  assert.equal(said.map(estimate).join('|'), words)
})

test('lists and runs', () => {
  assert.deepEqual(
    [[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((words) => either(words)),
    ['', 'a', 'a or b', 'a, b or c'],
  )
  assert.equal(ranges([5, 3, 4, 5, 6, 1, 2]), '5, 3-6, 1, 2')
})
