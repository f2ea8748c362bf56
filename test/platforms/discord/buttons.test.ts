/** What buttons do, for whom, and that they still do it when the bot that drew them is gone. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { MessageFlags, PermissionFlagsBits } from 'discord.js'
import type { Handle } from './handle.ts'
import { PHOTO } from './photos.ts'
import { isResult, isRunning, rawTextOf, rowsOf, textOf } from './reading.ts'
import type { Shown } from './shown.ts'
import { createStage } from './stage.ts'

const stage = await createStage()
after(() => stage[Symbol.asyncDispose]())
const { world } = stage
const MODERATOR = { user: 'mod', permissions: PermissionFlagsBits.ManageMessages }

/** A result with a picture, so that it has all buttons. */
async function result(values = {}): Promise<Shown> {
  return world.command('echo', { seed: 5, ...values }, { attachments: { image: PHOTO } }).until(isResult)
}

/** What the worker was told, which the echo has behind its picture. */
function jobOf(shown: Shown): { layer: string; seed: number; image: string; parameters: Record<string, unknown> } {
  return JSON.parse(/\{"command".*\}$/.exec(String(shown.files[0]?.data))?.[0] ?? '')
}

test('a variation is a new public card that links to the card it is made from', async () => {
  const source = await result()
  const before = jobOf(source)
  const changed: Record<string, (job: ReturnType<typeof jobOf>) => void> = {
    deeper: ({ image }) => assert.notEqual(image, before.image),
    stronger: ({ parameters }) => assert.equal(parameters.iterations, 16),
    'next-layer': ({ layer }) => assert.notEqual(layer, before.layer),
    'new-seed': ({ seed }) => assert.notEqual(seed, before.seed),
    animate: ({ parameters }) => assert.equal(parameters.frames, 12),
  }
  const first = await result({ layer: 'block4_conv1' })
  for (const [action, check] of Object.entries(changed)) {
    const pressed = world.button(action === 'next-layer' ? first : source, new RegExp(`^${action}:`), { user: 'bob' })
    assert.equal((await pressed.acknowledged()).flags, 0)
    const made = await pressed.until(isResult)
    assert.ok(!made.ephemeral)
    assert.notEqual(made.id, source.id)
    check(jobOf(made))
    const from = action === 'next-layer' ? first : source
    assert.equal(made.json.message_reference?.message_id, from.id)
    const link = `https://discord.com/channels/${world.guildId}/${from.channel}/${from.id}`
    assert.ok(rawTextOf(made).includes(`-# <@${world.userId('bob')}> · made of [this picture](${link})`))
  }
})

test('Recipe answers only the person who pressed, and its recipe can be rendered', async () => {
  const source = await result()
  const pressed = world.button(source, /^recipe:/, { user: 'bob' })
  assert.equal((await pressed.acknowledged()).flags, MessageFlags.Ephemeral)
  const told = await pressed.until(() => true)
  const [, recipe] = /```\n(.*)\n```/.exec(rawTextOf(told)) ?? []
  assert.ok(recipe && told.ephemeral)
  const again = await world.command('recipe', { recipe }, { user: 'bob' }).until(isResult)
  assert.deepEqual(jobOf(again), jobOf(source))
})

test('Delete works for the person who asked and for moderators', async () => {
  const source = await result()
  const refused = await world.button(source, /^delete:/, { user: 'bob' }).until(() => true)
  assert.ok(refused.ephemeral)
  assert.match(textOf(refused), /^Only the person who asked/)
  for (const hand of [{}, MODERATOR]) {
    const picture = await result()
    const told = await world.button(picture, /^delete:/, hand).until(() => true)
    assert.ok(told.ephemeral)
    assert.match(textOf(told), /^The picture is deleted/)
    assert.ok(!world.messages.some(({ id }) => id === picture.id))
  }
})

test('Cancel works for the person who asked, and ends the running job', async () => {
  const asked = world.command('echo', { steps: 10_000, ms: 5 })
  const card = await asked.until(isRunning)
  assert.deepEqual(rowsOf(card), [['Cancel']])
  const stranger = await world.button(card, /^cancel:/, { user: 'bob' }).until(() => true)
  assert.match(textOf(stranger), /^Only the person who asked/)
  const pressed = world.button(card, /^cancel:/)
  assert.match(textOf(await pressed.until(() => true)), /is being cancelled/)
  const over = await asked.until((message) => textOf(message).endsWith('cancelled'))
  assert.deepEqual([over.buttons, over.files], [[], []])
})

test('a variation of an ephemeral card is ephemeral', async () => {
  // A moderator deletes the card while the job runs, so that the result is ephemeral.
  const { held, open } = stage.gate()
  const asked = world.command('echo', held, { attachments: { image: PHOTO } })
  world.remove(await asked.until(isRunning))
  open()
  const hidden = await asked.untilFollowUp(isResult)
  assert.ok(hidden.ephemeral)
  const pressed = world.button(hidden, /^new-seed:/)
  assert.equal((await pressed.acknowledged()).flags, MessageFlags.Ephemeral)
  const made = await pressed.until(isResult)
  assert.ok(made.ephemeral)
  assert.ok(!rawTextOf(made).includes('made of'), 'there is nothing that others could follow a link to')
  const gone = await world.button(made, /^delete:/).until(() => true)
  assert.match(textOf(gone), /^The picture is deleted/)
})

test('buttons still work after the bot has restarted', async () => {
  const [one, two, three] = [await result(), await result(), await result()]
  const running = world.command('echo', { steps: 10_000, ms: 5 })
  const card = await running.until(isRunning)
  await stage.restart()
  await world.button(card, /^cancel:/).until(() => true)
  await running.until((message) => textOf(message).endsWith('cancelled'))
  await world.button(one, /^deeper:/, { user: 'bob' }).until(isResult)
  assert.match(rawTextOf(await world.button(two, /^recipe:/).until(() => true)), /```/)
  const refused = await world.button(three, /^delete:/, { user: 'bob' }).until(() => true)
  assert.match(textOf(refused), /^Only the person who asked/)
  await world.button(three, /^delete:/).until(() => true)
  assert.ok(!world.messages.some(({ id }) => id === three.id))
})

test('an impossible variation is explained to the person who pressed', async () => {
  const last = await result({ iterations: 100 })
  const pressed: Handle = world.button(last, /^stronger:/, { user: 'bob' })
  const told = await pressed.untilFollowUp()
  assert.ok(told.ephemeral && pressed.deleted)
  assert.match(textOf(told), /^More than \d+ iterations are not possible/)
  assert.ok(
    world.messages.some(({ id }) => id === last.id),
    'the picture stays',
  )
})
