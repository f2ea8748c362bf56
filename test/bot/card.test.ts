import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CardOptions, errorReply, jobReply } from '../../src/bot/card.ts'
import { loadCommands } from '../../src/command/load.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Job } from '../../src/core/job.ts'
import type { Reply } from '../../src/core/platform.ts'
import type { Progress, Report } from '../../src/core/result.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish, type Language, phrase, translatorFor } from '../../src/i18n/phrase.ts'
import type { JobEvent } from '../../src/scheduler/types.ts'

const job: Job = { command: 'dream', network: 'googlenet', layer: 'inception_4c/output', parameters: {}, seed: 42 }
const cancel = [{ action: 'cancel', job: 'id', label: 'Cancel' }]
const commands = await loadCommands()
const title = 'dream inception_4c/output of googlenet'

/** The card of the job `about` after an event. */
function cardOf(event: JobEvent, about = job, more: Partial<CardOptions> = {}): Reply {
  return jobReply({ id: 'id', job: about, command: commands.get(about.command), translate: inEnglish, ...more }, event)
}

function withFilters(filters: Job['parameters'][string]): Job {
  return { ...job, command: 'filter', parameters: { filters } }
}

function report(steps: number): Report {
  const { network, layer } = job
  const stepSeconds = Array.from({ length: steps }, () => 0.25)
  return {
    job,
    kind: 'picture',
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

test('a waiting card shows its position and, if known, when it will be done; it can be cancelled', () => {
  assert.deepEqual(cardOf({ state: 'waiting', position: 1 }), {
    state: 'waiting',
    title,
    text: 'next in line',
    buttons: cancel,
  })
  assert.equal(cardOf({ state: 'waiting', position: 3 }).text, 'number 3 in line')
  assert.equal(cardOf({ state: 'waiting', position: 3, etaSeconds: 38 }).text, 'number 3 in line, done in about 40 s')
})

test('a waiting card shows the number of frames and the size of the file to expect', () => {
  const waiting = { state: 'waiting', position: 1, etaSeconds: 40 } as const
  const quoted = (expected: CardOptions['expected']) => cardOf(waiting, job, { expected }).text
  const picture = { width: 512, height: 512, frames: 1, format: 'png' } as const
  assert.equal(quoted(picture), 'next in line, done in about 40 s · about 600 kB')
  const animation = { ...picture, frames: 12, format: 'gif' } as const
  assert.equal(quoted(animation), 'next in line, done in about 40 s · 12 frames · about 3 MB')
  assert.equal(cardOf({ state: 'running' }, job, { expected: picture }).text, 'starting')
})

test('a running card shows the progress and can be cancelled', () => {
  const starting = cardOf({ state: 'running' })
  assert.deepEqual(starting, { state: 'running', title, text: 'starting', buttons: cancel })
  const at: Progress['at'] = { frame: [2, 12], octave: [1, 4], step: [3, 10] }
  const progress: Progress = { done: 0.459, at, score: 1, etaSeconds: 38 }
  const running = cardOf({ state: 'running', progress })
  assert.equal(running.text, 'frame 2 of 12, octave 1 of 4, step 3 of 10, 45%, about 40 s left')
  assert.deepEqual(running.progress, progress)
  assert.deepEqual(running.buttons, cancel)
  const { etaSeconds, ...unknown } = progress
  assert.match(cardOf({ state: 'running', progress: unknown }).text, /, 45%$/)
  const fetching = { phase: phrase`fetching ${'vgg16'}`, done: 0.5, at: { MB: [29, 58] } } as const
  assert.equal(cardOf({ state: 'running', progress: fetching }).text, 'fetching vgg16, MB 29 of 58, 50%')
})

test('a done card has the files, a caption with the settings, and buttons', () => {
  const files = [{ name: 'dream.png', format: 'png', data: new Uint8Array(), alt: 'a dream' }] as const
  const notes = [phrase`Found only in ${'googlenet'}.`]
  const event = { state: 'done', result: { files, report: report(40), notes } } as const
  const done = cardOf(event)
  assert.equal(done.text, 'googlenet · inception_4c/output · 40 steps · 2 min 10 s · seed 42\nFound only in googlenet.')
  assert.deepEqual(done.files, files)
  assert.equal(done.report, event.result.report)
  assert.equal('regions' in done, false)
  const regions = [{ layer: 'conv1', left: 0, top: 0, width: 8, height: 4 }]
  assert.deepEqual(cardOf({ ...event, result: { ...event.result, regions } }).regions, regions)
  assert.deepEqual(
    done.buttons?.map(({ label }) => label),
    ['Deeper', 'Stronger', 'Next layer', 'New seed', 'Recipe', 'Delete'],
  )
  assert.ok(done.buttons?.every(({ job }) => job === 'id'))
  assert.deepEqual(cardOf(event, job, { command: undefined }).buttons, [], 'none where the command is gone')
})

test('the caption shows the class before and after, if both are known', () => {
  const likely = (label: string, probability: number) => [{ label, probability }]
  const classes = { before: likely('Egyptian cat', 0.923), after: likely('German shepherd', 0.61) }
  const text = (more: Partial<Report>) =>
    cardOf({ state: 'done', result: { files: [], report: { ...report(1), ...more }, notes: [] } }).text
  assert.match(text({ classes }), / · Egyptian cat 92% → German shepherd 61%$/)
  assert.match(text({ classes: { ...classes, after: [] } }), / · seed 42$/)
})

test('the caption shows the score before and after, in few digits', () => {
  const text = (climb: Report['climb'] & object) =>
    cardOf({ state: 'done', result: { files: [], report: { ...report(1), climb }, notes: [] } }).text
  assert.match(text({ before: 0.03127, after: 87.6 }), / · score 0\.031 → 88$/)
  assert.match(text({ before: -4.25, after: 12_345 }), / · score -4\.3 → 12K$/)
  assert.match(text({ before: 0, after: 999.7 }), / · score 0 → 1K$/)
})

test('the caption shows the filters, whichever option they come from', () => {
  const caption = (filters: Job['parameters'][string]) =>
    cardOf({ state: 'done', result: { files: [], report: report(1), notes: [] } }, withFilters(filters)).text
  assert.match(caption([12]), / · filter 12 · 1 step · /)
  assert.match(caption(12), / · filter 12 · /)
  assert.match(caption('12'), / · filter 12 · /)
  assert.match(caption([0, 1, 2, 3, 7, 9, 10]), / · filters 0-3, 7, 9, 10 · /)
  assert.match(caption('0-24'), / · filters 0-24 · /)
  for (const none of ['', [], null]) assert.doesNotMatch(caption(none), /filter/)
  const waiting = cardOf({ state: 'waiting', position: 1 }, withFilters([12]))
  assert.equal(waiting.title, 'filter inception_4c/output filter 12 of googlenet')
})

test('a card that ends without a picture has no button', () => {
  const error = new UserError('too-small', 'It is too small.', 'Enlarge it.')
  const failed = cardOf({ state: 'failed', error })
  assert.deepEqual(failed, { state: 'failed', text: 'It is too small. Enlarge it.', error, audience: 'user' })
  assert.equal(errorReply(new UserError('limit', 'Too many.'), inEnglish).text, 'Too many.')
  assert.deepEqual(cardOf({ state: 'cancelled' }), { state: 'cancelled', title, text: 'cancelled' })
})

test('every card shows its source and whether it is a spoiler', () => {
  const more = { from: { platform: 'chat', place: 'home', message: 1 }, spoiler: true }
  const result = { files: [], report: report(1), notes: [] }
  for (const event of [{ state: 'waiting', position: 1 }, { state: 'running' }, { state: 'done', result }] as const) {
    const { from, spoiler } = cardOf(event, job, more)
    assert.deepEqual({ from, spoiler }, more)
  }
})

test('a card is in the language of its address, errors too', () => {
  const backwards: Language = {
    phrases: { 'next in line': 'enil ni txen', Cancel: 'lecnaC', 'no {0}': '{0} on' },
    names: {},
  }
  const there = translatorFor('xx', new Map([['xx', backwards]]))
  const { text, buttons } = cardOf({ state: 'waiting', position: 1 }, job, { translate: there })
  assert.deepEqual([text, buttons?.[0]?.label], ['enil ni txen', 'lecnaC'])
  const error = new UserError('bad-input', phrase`no ${'layer'}`)
  assert.equal(cardOf({ state: 'failed', error }, job, { translate: there }).text, 'layer on')
  assert.equal(error.message, 'no layer', 'a log reads English')
})

test('numbers on a card are written as its language writes them', async () => {
  const translate = translatorFor('de', await loadLanguages())
  const expected = { width: 1024, height: 1024, frames: 1, format: 'png' } as const
  const waiting = cardOf({ state: 'waiting', position: 1, etaSeconds: 130 }, job, { translate, expected })
  assert.equal(waiting.text, 'als Nächstes dran, fertig in etwa 2 min 10 s · etwa 2 MB')
  const progress: Progress = { done: 0.459, at: { step: [3, 10] }, etaSeconds: 38 }
  const running = cardOf({ state: 'running', progress }, job, { translate })
  assert.match(running.text, /^Schritt 3 von 10, 45\s%, noch etwa 40 s$/)
  const climb = { before: 0.031, after: 1_600_000 }
  const result = { files: [], report: { ...report(1), seconds: 3.1, climb }, notes: [] }
  const done = cardOf({ state: 'done', result }, job, { translate })
  assert.match(done.text, / · 1 Schritt · 3,1 s · Seed 42 · Wert 0,031 → 1,6\sMio\.$/)
})
