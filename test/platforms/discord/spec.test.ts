/** What the bot must not send is noticed, and refused as Discord refuses it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ButtonStyle, ComponentType, ApplicationCommandOptionType as Option } from 'discord.js'
import { connect } from './client.ts'
import { withoutSpec } from './spec.ts'
import { createWorld } from './world.ts'

const button = (more: object) => ({ type: ComponentType.Button, style: ButtonStyle.Primary, label: 'x', ...more })
const row = (...components: object[]) => ({ type: ComponentType.ActionRow, components })
const embed = { title: 't'.repeat(256), description: 'd'.repeat(4000) }

/** A message's body, and what is said of it. */
const MESSAGES: readonly (readonly [object, RegExp])[] = [
  [{ content: 'x'.repeat(2001) }, /content has 2001 characters/],
  [{ embeds: [embed, embed] }, /embeds have 8512 characters/],
  [
    { content: 'x', components: [row(button({ custom_id: 'i'.repeat(101) }))] },
    /custom_id must NOT have more than 100/,
  ],
  [{ content: 'x', components: [row(button({}))] }, /a link has a url/],
  [{ content: 'x', components: [row(button({ custom_id: 'a' }), button({ custom_id: 'a' }))] }, /not unique/],
  [{ content: 'x', components: Array.from({ length: 6 }, (_, i) => row(button({ custom_id: `${i}` }))) }, /6 rows/],
  [
    { content: 'x', components: [row(...'abcdef'.split('').map((custom_id) => button({ custom_id })))] },
    /than 5 items/,
  ],
  [{ content: 'x', attachments: [{ id: '0', description: 'd'.repeat(1025) }] }, /description must NOT have more/],
  [{ content: 'x', nonce: 'n'.repeat(26), enforce_nonce: true }, /nonce/],
  [{ content: 5 }, /content must be string/],
  [{ components: [{ type: ComponentType.TextDisplay, content: 'x' }] }, /need the flag/],
  [{ content: 'x', flags: 32768, components: [{ type: ComponentType.TextDisplay, content: 'x' }] }, /no content/],
]

const option = { name: 'size', description: 'How large.', type: Option.Integer }
const choice = { name: 'one', value: 1 }

/** A command, and what is said of it. */
const COMMANDS: readonly (readonly [object, RegExp])[] = [
  [{ name: 'Dream' }, /lower case/],
  [{ name: 'two words' }, /letters, digits/],
  [{ name: 'x'.repeat(33) }, /more than 32/],
  [{ description: '' }, /1 to 100 characters/],
  [{ description: 'd'.repeat(101) }, /more than 100/],
  [{ options: [option, { ...option, name: 'other', required: true }] }, /required options come first/],
  [{ options: [option, option] }, /not unique/],
  [{ options: Array.from({ length: 26 }, (_, i) => ({ ...option, name: `o${i}` })) }, /more than 25 items/],
  [{ options: [{ ...option, choices: Array(26).fill(choice) }] }, /choices must NOT have more than 25/],
  [{ options: [{ ...option, choices: [choice], autocomplete: true }] }, /either choices or autocomplete/],
  [{ options: [{ ...option, min_value: 3, max_value: 2 }] }, /above max_value/],
  [{ options: [{ ...option, description: undefined }] }, /description/],
  [{ type: 3 }, /no description/],
]

test('messages that Discord rejects are noticed', { skip: withoutSpec }, async () => {
  await using world = await createWorld()
  await using client = await connect(world, async () => {})
  for (const [body, problem] of MESSAGES) {
    const before = world.violations.length
    const sent = client.rest.post(`/channels/${world.channelId('general')}/messages`, { body })
    await assert.rejects(sent, { code: 50035 }, String(problem))
    assert.match(world.violations.slice(before).join(), problem)
  }
  await assert.rejects(client.rest.post(`/channels/${world.channelId('general')}/message`, { body: {} }))
  assert.match(String(world.violations.at(-1)), /no such operation/)
  assert.deepEqual(world.messages, [])
})

test('commands that Discord rejects are noticed', { skip: withoutSpec }, async () => {
  await using world = await createWorld()
  await using client = await connect(world, async () => {})
  for (const [wrong, problem] of COMMANDS) {
    const before = world.violations.length
    const body = [{ name: 'dream', description: 'Dreams.', ...wrong }]
    await assert.rejects(
      client.rest.put(`/applications/${world.botId}/commands`, { body }),
      { code: 50035 },
      String(problem),
    )
    assert.match(world.violations.slice(before).join(), problem)
  }
})

test('files and attachments that do not match are noticed', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async () => {})
  const files = [{ name: 'a.png', data: Buffer.alloc(9) }]
  const route = `/channels/${world.channelId('general')}/messages` as const
  for (const attachments of [[], [{ id: '0' }, { id: '1' }], [{ id: '0' }, { id: '0' }]]) {
    await assert.rejects(client.rest.post(route, { body: { attachments }, files }), { code: 50035 })
  }
  await assert.rejects(client.rest.post(route, { body: { content: ' ' } }), { code: 50006 })
  const embeds = [{ image: { url: 'attachment://a.png' } }]
  const sent = (await client.rest.post(route, { body: { embeds }, files })) as { embeds: [{ image: { url: string } }] }
  assert.equal((await (await fetch(sent.embeds[0].image.url)).arrayBuffer()).byteLength, 9)
  const gallery = { type: ComponentType.MediaGallery, items: [{ media: { url: 'attachment://b.png' } }] }
  await assert.rejects(client.rest.post(route, { body: { flags: 32768, components: [gallery] }, files }), {
    code: 50035,
  })
  gallery.items = [{ media: { url: 'attachment://a.png' } }]
  await client.rest.post(route, { body: { flags: 32768, components: [gallery] }, files })
  assert.deepEqual(world.flaws(), [])
})
