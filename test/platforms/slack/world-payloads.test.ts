/** What the world says has the shape of what Slack says: no field that its samples don't have, none of another type. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { weightsFolder, withoutShared } from '../../support/shared.ts'
import { PNG } from './world/pictures.ts'
import { startSmallBot } from './world/small-bot.ts'
import { createWorld, type World } from './world.ts'

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(`${weightsFolder}/../specs/slack/${name}.json`, 'utf8'))

/** A view's blocks are the bot's own, and the samples have one of each type at most, if any. */
const UNSAMPLED = '/view/blocks'

test('payloads and answers look like the samples of them', { skip: withoutShared }, async () => {
  const world = await createWorld()
  const bot = await startSmallBot(world)
  const told = await everything(world)
  await bot.stop()
  await world.close()
  const payloads: readonly (readonly [name: string, payload: unknown])[] = [
    ['SlashCommandPayload', { ...told.slash, is_enterprise_install: false }],
    ['ViewSubmissionPayload', told.submission],
    ['ViewClosedPayload', told.closed],
    ['BlockActionPayload', told.action],
    ['BlockActionPayload', told.ephemeralAction],
    ...['auth.test', 'apps.connections.open', 'views.open', 'files.getUploadURLExternal'].map(
      (name) => [name, world.callsOf(name)[0]?.answer] as const,
    ),
    ['files.completeUploadExternal', world.callsOf('files.completeUploadExternal')[0]?.answer],
    ['files.completeUploadExternal', { ok: true, files: [world.callsOf('files.info').at(-1)?.answer?.file] }],
  ]
  for (const [name, payload] of payloads) {
    assert.ok(payload, name)
    const strange = strangeIn(payload, sample(name), '').filter((path) => !path.startsWith(UNSAMPLED))
    assert.deepEqual(strange, [], name)
  }
})

async function everything(world: World) {
  const slash = await world.slash('/dream', '')
  const view = await slash.until(({ views }) => views[0])
  await world.suggest('layer', 'layer', 'conv', view)
  const photo = { name: 'cat.png', data: PNG }
  const submission = await world.submit(view, { photo, layer: 'block5_conv3' })
  const card = await submission.until(({ messages }) => messages.find(({ images }) => images.length))
  const action = await world.button(card, 'cancel')
  const again = await action.until(({ ephemerals }) => ephemerals[0])
  const other = await (await world.slash('/dream', '')).until(({ views }) => views[0])
  return {
    slash: slash.envelope.payload,
    submission: submission.envelope.payload,
    action: action.envelope.payload,
    ephemeralAction: (await world.button(again, 'cancel')).envelope.payload,
    closed: (await world.dismiss(other))?.envelope.payload,
  }
}

/** Fields of `value` that `model` lacks or has with another type. A model that is empty says nothing. */
function strangeIn(value: unknown, model: unknown, at: string): string[] {
  if (value === null || model === null) return []
  if (Array.isArray(model)) {
    if (!Array.isArray(value)) return [at]
    return value.flatMap((item, index) => strangeIn(item, modelFor(item, model), `${at}/${index}`))
  }
  if (typeof value !== typeof model) return typeof model === 'undefined' ? [] : [`${at}: ${typeof value}`]
  if (typeof value !== 'object' || typeof model !== 'object') return []
  const fields = Object.entries(model)
  if (!fields.length) return []
  const known = new Map<string, unknown>(fields)
  // Of maps the samples show two made-up keys.
  const isMap = fields.some(([key]) => key === 'C00000000')
  return Object.entries(value).flatMap(([key, item]) => {
    if (isMap) return strangeIn(item, fields[0]?.[1], `${at}/${key}`)
    return known.has(key) ? strangeIn(item, known.get(key), `${at}/${key}`) : [`${at}/${key}`]
  })
}

/** The item of the same type; the samples leave out a few of Block Kit's. */
function modelFor(item: unknown, models: readonly unknown[]): unknown {
  const typed = (one: unknown) => (typeof one === 'object' && one !== null && 'type' in one ? one.type : undefined)
  return typed(item) === undefined ? models[0] : models.find((model) => typed(model) === typed(item))
}
