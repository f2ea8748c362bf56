/** Slash commands, from what a person enters to what everybody, or that person alone, sees. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Locale, MessageFlags, PermissionFlagsBits } from 'discord.js'
import { NO_PHOTO, PHOTO } from './photos.ts'
import { galleryOf, isResult, isRunning, rawTextOf, rowsOf, textOf } from './reading.ts'
import { createStage } from './stage.ts'

const stage = await createStage({ limits: { perUser: 3 } })
after(() => stage[Symbol.asyncDispose]())
const { world } = stage

test('a photo becomes a public card with a large picture, a caption and buttons', async () => {
  const asked = world.command('echo', { steps: 3, seed: 7 }, { attachments: { image: PHOTO } })
  const { flags, ms } = await asked.acknowledged()
  assert.equal(flags, 0)
  assert.ok(ms < 1500, `acknowledged after ${ms} ms`)
  const done = await asked.until(isResult)
  const [file] = done.files
  assert.ok(file && done.files.length === 1 && !done.ephemeral && !done.content)
  assert.equal(file.name, 'echo.png')
  // The echo says what it was given after the picture's end.
  assert.match(String(file.data), /"steps":3/)
  assert.match(String(file.data), /"image":"[0-9a-f]{64}"/)
  assert.deepEqual(galleryOf(done), [{ url: file.url, description: 'an echo', spoiler: false }])
  assert.equal(file.description, 'an echo')
  const lines = textOf(done).split('\n')
  assert.deepEqual(lines.slice(0, 3), [
    '### echo block5_conv3 of minivgg',
    `-# <@${world.userId('ann')}>`,
    '-# minivgg · block5_conv3 · 3 steps · 12 s · seed 7',
  ])
  assert.deepEqual(rowsOf(done), [
    ['Deeper', 'Stronger', 'Next layer', 'New seed', 'Animate'],
    ['Recipe', 'Delete'],
  ])
})

test('a second photo goes to the option for which it was given', async () => {
  const attachments = { image: PHOTO, guide: PHOTO }
  const done = await world.command('dream', { layer: 'block3_conv1' }, { attachments }).until(isResult)
  const [, image, guide] = /"image":"([0-9a-f]{64})".*"guide":"([0-9a-f]{64})"/.exec(String(done.files[0]?.data)) ?? []
  assert.ok(image !== undefined && image === guide)
})

test('options arrive with their types, under Discord’s names', async () => {
  const values = { mode: 'wild', fast: true, ms: 1.5, steps: 4, layer: 'block1_conv1' }
  const done = await world.command('echo', values).until(isResult)
  assert.match(String(done.files[0]?.data), /"steps":4,"ms":1.5,.*"mode":"wild","fast":true/)
})

test('answers for one person are ephemeral', async () => {
  for (const [name, said] of [
    ['help', /dream: Let a photo dream/],
    ['queue', /The queue is empty/],
    ['networks', /minivgg/],
  ] as const) {
    const asked = world.command(name)
    assert.equal((await asked.acknowledged()).flags, MessageFlags.Ephemeral)
    const reply = await asked.until(() => true)
    assert.ok(reply.ephemeral)
    assert.match(textOf(reply), said)
    assert.ok(!textOf(reply).includes('<@'))
  }
})

test('a wrong value removes the announced reply, and is told to the person alone', async () => {
  const cases = [
    [{}, { attachments: { image: NO_PHOTO } }, /^The file is not a picture/],
    [{ 'user-error-at': 1 }, {}, /^The photo is 8x8, and needs 32x32\. Enlarge it\.$/],
  ] as const
  for (const [values, more, sentence] of cases) {
    const asked = world.command('echo', values, more)
    const told = await asked.untilFollowUp()
    assert.ok(told.ephemeral && asked.deleted)
    assert.match(textOf(told), sentence)
    assert.deepEqual([told.files, told.buttons], [[], []])
  }
})

test('photos are fetched only from Discord’s hosts, up to the size limit', async () => {
  const { data } = PHOTO
  const bad = (trap?: 'redirect' | 'endless' | 'gone') => ({
    image: { ...PHOTO, url: trap ? world.host({ data, type: 'image/png' }, trap) : 'http://127.0.0.2:1/photo.png' },
  })
  for (const [attachments, sentence] of [
    [bad(), /it lies outside this chat/],
    [bad('redirect'), /it lies outside this chat/],
    [bad('gone'), /its host answers 404/],
    [bad('endless'), /more than 25 MB/],
  ] as const) {
    const told = await world.command('echo', {}, { attachments }).untilFollowUp()
    assert.match(textOf(told), sentence)
  }
  assert.ok(world.downloads.every(({ authorization }) => authorization === undefined))
  assert.ok(world.downloads.every(({ host }) => !host.startsWith('localhost')))
})

test('a person can have only three jobs waiting or running', async () => {
  const long = { steps: 10_000, ms: 5 }
  const first = [1, 2, 3].map(() => world.command('echo', long))
  await first[0]?.until(isRunning)
  await first[2]?.until((message) => textOf(message).includes('in line'))
  const told = await world.command('echo', long).untilFollowUp()
  assert.match(textOf(told), /You already have 3 pictures waiting or running/)
  const cancelled = await world.command('cancel').until(() => true)
  assert.match(textOf(cancelled), /3 pictures cancelled/)
  for (const asked of first) {
    const card = await asked.until((message) => textOf(message).endsWith('cancelled'))
    assert.deepEqual(card.buttons, [])
    assert.deepEqual(card.files, [])
  }
})

test('a person whose Discord is German is answered in German', async () => {
  const long = { steps: 10_000, ms: 5 }
  const asked = world.command('echo', long, { locale: Locale.German, user: 'bob' })
  const card = await asked.until(({ buttons }) => buttons.length > 0)
  assert.deepEqual(rowsOf(card), [['Abbrechen']])
  await world.command('cancel', {}, { user: 'bob' }).until(() => true)
  await asked.until((message) => textOf(message).endsWith('abgebrochen'))
})

test('commands work in direct messages, and where people have installed the bot for themselves', async () => {
  for (const at of ['dm', 'elsewhere', 'group'] as const) {
    const asked = world.command('echo', {}, { at, attachments: { image: PHOTO } })
    await asked.until(isResult)
  }
})

test('settings are for moderators, and for everybody in a direct message to the bot', async () => {
  const asked = world.command('settings', { spoiler: true })
  assert.match(textOf(await asked.until(() => true)), /^Only moderators/)
  const mod = { user: 'mod', permissions: PermissionFlagsBits.ManageMessages }
  const set = world.command('settings', { spoiler: true }, mod)
  assert.match(textOf(await set.until(() => true)), /hidden as spoilers: yes/)
  const hidden = await world.command('echo', {}, { attachments: { image: PHOTO } }).until(isResult)
  assert.deepEqual(
    hidden.files.map(({ name, spoiler }) => [name, spoiler]),
    [['SPOILER_echo.png', true]],
  )
  assert.equal(galleryOf(hidden)[0]?.spoiler, true)
  await world.command('settings', { reset: true }, mod).until(() => true)
  const alone = world.command('settings', { spoiler: false }, { at: 'dm' })
  assert.match(textOf(await alone.until(() => true)), /hidden as spoilers: no/)
})

test('nothing that people write becomes formatting or a mention', async () => {
  const layer = '@everyone <@1> **a** _b_ `c` # d'
  const done = await world.command('echo', { layer }).until(isResult)
  assert.ok(textOf(done).includes(layer))
  assert.ok(!/[^\\][@*_`#]/.test(rawTextOf(done).replaceAll(/^### |^-# (<@\d+>)?/gm, '')))
  const posts = world.requests.filter(({ body }) => body && typeof body === 'object' && 'components' in body)
  assert.ok(posts.length > 10)
  for (const { body } of posts)
    assert.deepEqual((body as { allowed_mentions: unknown }).allowed_mentions, { parse: [] })
})
