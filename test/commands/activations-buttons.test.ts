/** The buttons of an activations result and the jobs that they start, with the real commands, worker and network. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assemble } from '../../src/app/assemble.ts'
import { buttonsOf, commandOf, type Variation, variationOf } from '../../src/bot/actions.ts'
import { jobReply } from '../../src/bot/card.ts'
import type { Command } from '../../src/command/command.ts'
import { loadCommands } from '../../src/command/load.ts'
import { parseOptions } from '../../src/command/options.ts'
import type { Job } from '../../src/core/job.ts'
import type { Reply } from '../../src/core/platform.ts'
import type { Report } from '../../src/core/result.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { createJobJournal } from '../../src/storage/job-journal.ts'
import { noise, open } from '../image/pictures.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { asked, call, dataFolder, HOME } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

const commands = await loadCommands()
const get = (name: string) => commands.get(name) as Command
const job: Job = {
  command: 'activations',
  network: 'googlenet',
  layer: 'inception_4c/output',
  parameters: { size: 200, range: 'own', overlay: true, format: 'jpeg' },
  seed: 0,
  image: 'a'.repeat(64),
}
const strongest = [494, 21, 353]

/** The job that a press starts, made from the options that it passes on. */
function pressed(action: Variation): { name: string; options: Record<string, unknown> } {
  const entry = { id: 'id', job, user: 'chat:ann', address: HOME, state: 'done', strongest } as const
  const name = commandOf(action, job)
  const input = variationOf(action, { entry, command: get('activations'), layers: () => [] })
  return { name, options: parseOptions(get(name).args, input) }
}

test('a result has buttons for the strongest filters, if it found any', () => {
  const ends = ['next-layer', 'recipe', 'delete']
  assert.deepEqual(buttonsOf({ job, kind: 'chart', command: get('activations'), hasStrongest: true }), [
    'draw-strongest',
    'dream-strongest',
    ...ends,
  ])
  assert.deepEqual(buttonsOf({ job, kind: 'chart', command: get('activations') }), ends)
  assert.deepEqual(buttonsOf({ job: { ...job, layer: '' }, kind: 'chart', command: get('layers') }), [
    'recipe',
    'delete',
  ])
})

test('the buttons draw those filters, or dream of them in the same photo, with the same network', () => {
  const drawn = pressed('draw-strongest')
  const { network, layer, filters, image } = drawn.options
  assert.deepEqual(
    [drawn.name, network, layer, filters, image],
    ['filter', job.network, job.layer, '494,21,353', undefined],
  )
  const dreamt = pressed('dream-strongest')
  assert.equal(dreamt.name, 'dream')
  assert.deepEqual([dreamt.options.filters, dreamt.options.image], ['494,21,353', job.image])
  for (const { options } of [drawn, dreamt]) assert.ok(!('overlay' in options) && options.size === undefined)
})

test('the journal keeps the strongest filters', () => {
  const database = openDatabase(IN_MEMORY)
  const journal = createJobJournal(database)
  for (const id of ['one', 'two']) journal.add({ id, job, user: 'chat:ann', address: HOME })
  journal.setStrongest('one', strongest)
  assert.deepEqual(journal.get('one')?.strongest, strongest)
  assert.equal(journal.get('two')?.strongest, undefined)
  database.close()
})

test('the card of a figure has text to copy, but neither steps nor a seed', () => {
  const report: Report = {
    ...{ job: { ...job, command: 'layers', layer: '' }, kind: 'chart', network: 'googlenet', engine: 'onnx-cpu' },
    ...{ layers: [], size: [8, 8], score: [], stepSeconds: [0.1], seconds: 2, files: [] },
  }
  const result = { files: [], report, notes: ['84 layers.'], code: 'conv1\nconv2' }
  const about = { id: 'id', job: report.job, command: get('layers'), translate: inEnglish }
  const reply = jobReply(about, { state: 'done', result })
  assert.deepEqual(
    [reply.title, reply.text, reply.code],
    ['layers of googlenet', 'googlenet · 2 s\n84 layers.', result.code],
  )
})

/** All replies. */
let chat: Chat
let life: { bot: ReturnType<Awaited<ReturnType<typeof assemble>>['createBot']>; end(): Promise<void> }
const logged: unknown[] = []
before(async () => {
  const folder = dataFolder()
  const database = openDatabase(folder)
  const log = { level: 'info', secrets: [] } as const
  const config = {
    network: undefined,
    weights: nowhere,
    data: folder,
    engine: 'onnx-cpu',
    keepDays: 30,
    folder,
    log,
  } as const
  const nothing = { redis: undefined }
  const parts = await assemble({ config: { ...config, ...nothing }, database, log: (entry) => logged.push(entry) })
  chat = createChat()
  const bot = parts.createBot(new Map([['chat', chat]]))
  const end = async () => {
    await bot.stop()
    await parts.scheduler.close()
    database.close()
  }
  life = { bot, end }
})
after(() => life.end())

const last = (): Reply => chat.posts.at(-1)?.reply as Reply

test('a photo’s activations lead to a dream of their strongest filters', async () => {
  const data = new Uint8Array(await open(noise(40, 30)).png().toBuffer())
  const attachments = { image: { name: 'cat.png', read: async () => data } }
  await life.bot.handle(call('activations', { layer: 'block2_conv2' }, { attachments }))
  const { report, buttons = [], files = [] } = last()
  assert.ok(report, last().text)
  assert.deepEqual([report.kind, report.score, report.classes], ['chart', [], undefined])
  const found = report.strongest?.map(({ filter }) => filter).join(',')
  assert.match(files[0]?.alt ?? '', /^Where the photo excites 25 filters of block2_conv2 of minivgg\. Strongest/)
  const button = buttons.find(({ action }) => action === 'dream-strongest')
  assert.ok(button && found)
  await life.bot.press({ action: button.action, job: button.job, ...asked() })
  const dream = last().report?.job
  assert.ok(dream, last().text)
  assert.deepEqual([dream.command, dream.layer, dream.image], ['dream', 'block2_conv2', report.job.image])
  assert.equal(String(dream.parameters.filters).replaceAll(' ', ''), found)
  assert.deepEqual(logged, [])
})

test('the drawing of a network comes with layer names to copy', async () => {
  await life.bot.handle(call('layers', {}))
  const { code, files = [], text } = last()
  assert.equal(code?.split('\n')[0], 'block1_conv1')
  assert.equal(files[0]?.name, 'layers-minivgg-0.png')
  assert.match(text, /^minivgg · [^·]+\n/)
})
