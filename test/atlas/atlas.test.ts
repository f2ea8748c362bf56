/** The atlas in a chat, with the real commands, database and tiles. A kept picture needs no worker. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assemble } from '../../src/app/assemble.ts'
import { atlasJob } from '../../src/atlas/jobs.ts'
import { encodeTile } from '../../src/atlas/tile-file.ts'
import { DEFAULT_LIMITS } from '../../src/core/limits.ts'
import type { Reply } from '../../src/core/platform.ts'
import { inspect } from '../../src/image/codec/decode.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { noise } from '../image/pictures.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { asked, call, dataFolder, HOME } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

const folder = dataFolder()
const network = 'minivgg'
const layer = 'block3_conv1'
const data = await encodeTile(noise(128, 128), { fired: true, engine: 'onnx-cpu' })
const logged: unknown[] = []

type Parts = Awaited<ReturnType<typeof assemble>>

let parts: Parts
let bot: ReturnType<Parts['createBot']>
let chat: Chat
before(async () => {
  const nothing = { network: undefined, redis: undefined }
  const few = { devices: undefined, memory: undefined, limits: { ...DEFAULT_LIMITS, perJobSeconds: 1 } }
  const atlas = { folder: join(folder, 'atlas'), bytes: 1e7 }
  const log = { level: 'info', secrets: [] } as const
  const config = { weights: nowhere, data: folder, atlas, engine: 'onnx-cpu', keepDays: 30, folder, log } as const
  parts = await assemble({
    config: { ...nothing, ...few, ...config },
    database: openDatabase(folder),
    log: (entry) => logged.push(entry),
  })
  const choice = parts.atlas.choice(network, layer)
  await parts.atlas.keep([{ job: atlasJob(choice, '12'), data }])
  chat = createChat()
  bot = parts.createBot(new Map([['chat', chat]]))
})
after(async () => {
  await bot.stop()
  await parts.scheduler.close()
  assert.deepEqual(logged, [])
})

const last = (): Reply => chat.posts.at(-1)?.reply as Reply

test('a filter that is kept is posted at once, with the usual buttons', async () => {
  await bot.handle(call('filter', { layer, filters: '12' }))
  assert.equal(chat.states(), 'done', 'it has never waited')
  const { text, files = [], buttons = [], report } = last()
  assert.match(text, /^minivgg · block3_conv1 · filter 12 · [\d.]+ s · seed 0\n/)
  assert.match(text, /\nFrom the atlas\. Set a size, such as 256, to draw it again, larger and finer\.$/)
  assert.equal((await inspect(files[0]?.data ?? new Uint8Array())).width, 128)
  assert.ok((report?.seconds ?? 100) < 10)
  assert.deepEqual(
    buttons.map(({ label }) => label),
    ['Deeper', 'Stronger', 'Next layer', 'New seed', 'Animate', 'Recipe', 'Delete'],
  )
  const [{ job = '' } = {}] = buttons
  const { address, ...who } = asked()
  await bot.press({ action: 'recipe', job, ...who, address })
  assert.deepEqual(JSON.parse(last().code ?? ''), report?.job && without(report.job))
  await bot.handle(call('recipe', { recipe: last().code ?? '' }))
  assert.match(last().text, /From the atlas/)
  assert.ok(parts.journal.get(job)?.picture, 'and it can be gone on from')
  assert.equal(parts.journal.get(job)?.state, 'done')
})

test('another seed is queued and drawn like any other job', async () => {
  await bot.handle(call('filter', { layer, filters: '12' }))
  const job = last().buttons?.[0]?.job ?? ''
  const { address, ...who } = asked()
  await bot.press({ action: 'new-seed', job, ...who, address })
  const { job: other } = last().report ?? {}
  assert.equal(last().state, 'failed', 'here nothing may take longer than a second')
  assert.match(last().text, /^This picture would take/)
  assert.equal(other, undefined)
})

test('an atlas that would take too long is refused, and the hint names who can draw it ahead', async () => {
  await bot.handle(call('atlas', { network }))
  assert.equal(last().state, 'failed')
  assert.match(
    last().text,
    /^This picture would take .* longer than a few seconds\. On the bot’s machine, npm run atlas -- minivgg draws it ahead\.$/,
  )
})

test('all layers are suggested where they can be requested', async () => {
  const query = { option: 'layer', input: { network }, user: 'ann', address: HOME }
  const [first, second] = await bot.complete({ ...query, command: 'activations', text: '' })
  assert.deepEqual([first?.value, first?.label], ['all', 'all · every layer, a row each'])
  assert.equal(second?.value, 'block1_conv1')
  assert.equal((await bot.complete({ ...query, command: 'activations', text: 'al' }))[0]?.value, 'all')
  assert.notEqual((await bot.complete({ ...query, command: 'filter', text: '' }))[0]?.value, 'all')
})

function without<Job extends { note?: unknown }>({ note: _, ...job }: Job): Omit<Job, 'note'> {
  return job
}
