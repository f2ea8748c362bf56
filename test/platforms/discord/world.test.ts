/** The world stands in for Discord: the real discord.js finds in it all that a bot does there. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  ButtonStyle,
  ComponentType,
  InteractionContextType,
  InteractionResponseType,
  Locale,
  MessageFlags,
  MessageType,
  PermissionFlagsBits,
} from 'discord.js'
import { connect } from './client.ts'
import { NotOffered } from './commands.ts'
import { createWorld } from './world.ts'

const PHOTO = { name: 'photo.png', data: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(5000)]) }
const row = (customId: string, label = 'Cancel') =>
  ({
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.Button, style: ButtonStyle.Secondary, customId, label }],
  }) as const

test('commands are registered globally and in one guild, and found in the guild first', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async () => {})
  assert.equal(client.user.id, world.botId)
  assert.deepEqual([...client.guilds.cache.keys()], [world.guildId])
  const here = [{ name: 'dream', description: 'Dreams here.' }]
  const [only] = (await client.application.commands.set(here, world.guildId)).values()
  assert.equal(only?.guildId, world.guildId)
  const everywhere = await client.application.commands.fetch()
  assert.deepEqual([...everywhere.values()].map(({ name }) => name).sort(), ['Dream this image', 'dream'])
  assert.throws(() => world.command('dream', { step: 1 }), NotOffered)
  assert.ok(world.command('dream', { step: 1 }, { at: 'dm' }))
  assert.deepEqual([...world.violations, ...world.flaws()], [])
})

test('a command with a photo is answered with files, which an edit replaces', async () => {
  const result = { name: 'dream.png', attachment: randomBytes(70_000), description: 'A dream.' }
  await using world = await createWorld()
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isChatInputCommand())
    await interaction.deferReply()
    const { options, attachmentSizeLimit, locale, context, memberPermissions, appPermissions } = interaction
    const { url, size, contentType } = options.getAttachment('image', true)
    const data = Buffer.from(await (await fetch(url)).arrayBuffer())
    assert.ok(data.equals(PHOTO.data))
    assert.deepEqual([size, contentType], [PHOTO.data.length, 'image/png'])
    assert.deepEqual(
      [options.getInteger('octaves'), options.getNumber('step'), options.getBoolean('smooth')],
      [3, 1.5, true],
    )
    assert.deepEqual([attachmentSizeLimit, locale, context], [5000_000, Locale.German, InteractionContextType.Guild])
    assert.ok(memberPermissions?.has(PermissionFlagsBits.ManageMessages))
    assert.ok(appPermissions.has(PermissionFlagsBits.AttachFiles))
    await interaction.editReply({ content: 'dreaming', components: [row('cancel:1')] })
    await interaction.editReply({ content: 'done', components: [], files: [result] })
    const more = { name: 'report.json', attachment: Buffer.from('{}') }
    const kept = (await interaction.fetchReply()).attachments.map(({ id }) => ({ id }))
    const { attachments } = await interaction.editReply({ files: [more], attachments: kept })
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['dream.png', 'report.json'],
    )
    await interaction.editReply({ content: 'only this', files: [more] })
  })
  const values = { octaves: 3, step: 1.5, smooth: true }
  const asked = world.command('dream', values, {
    attachments: { image: PHOTO },
    attachmentSizeLimit: 5000_000,
    locale: Locale.German,
    permissions: PermissionFlagsBits.ManageMessages,
  })
  const { type, flags, ms } = await asked.acknowledged()
  assert.deepEqual([type, flags], [InteractionResponseType.DeferredChannelMessageWithSource, 0])
  assert.ok(ms < 1000)
  const last = await asked.until(({ content }) => content === 'only this')
  assert.deepEqual(
    last.files.map(({ name }) => name),
    ['report.json'],
  )
  assert.equal(asked.edits.length, 4)
  const [first, done] = asked.edits
  assert.deepEqual(
    first?.message.buttons.map(({ customId }) => customId),
    ['cancel:1'],
  )
  const [file] = done?.message.files ?? []
  assert.ok(file)
  assert.ok(file.data.equals(result.attachment))
  assert.equal(file.description, 'A dream.')
  assert.ok(Buffer.from(await (await fetch(file.url)).arrayBuffer()).equals(result.attachment))
  assert.deepEqual([...client.failures, ...world.violations, ...world.flaws()], [])
})

test('a follow-up can be ephemeral, and a reply can be deleted', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isChatInputCommand())
    const { resource } = await interaction.reply({ content: 'public', withResponse: true })
    assert.equal(resource?.message?.content, 'public')
    const { id } = await interaction.followUp({ content: 'for you', flags: MessageFlags.Ephemeral })
    await interaction.editReply({ message: id, content: 'for you alone' })
    await interaction.deleteReply()
  })
  const asked = world.command('dream')
  await asked.untilDeleted()
  assert.deepEqual(
    asked.followUps.map(({ content, ephemeral }) => [content, ephemeral]),
    [['for you alone', true]],
  )
  assert.deepEqual(world.messages, [])
  assert.deepEqual([...client.failures, ...world.violations, ...world.flaws()], [])
})

test('the first follow-up becomes the announced reply, and is as public as that', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isChatInputCommand())
    await interaction.deferReply()
    await interaction.followUp({ content: 'meant for you', flags: MessageFlags.Ephemeral })
  })
  const asked = world.command('dream')
  const { ephemeral } = await asked.until(({ content }) => content === 'meant for you')
  assert.equal(ephemeral, false)
  assert.equal(asked.followUps.length, 0)
  assert.deepEqual(client.failures, [])
})

test('suggestions are offered while somebody types', async () => {
  await using world = await createWorld({ acknowledgeMs: 1000 })
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isAutocomplete())
    const { name, value } = interaction.options.getFocused(true)
    assert.deepEqual([value, interaction.options.getNumber('step')], ['inc', 2])
    await interaction.respond([{ name: `${name} 4c`, value: 'inception_4c' }])
  })
  const choices = await world.complete('dream', 'layer', 'inc', { step: 2 })
  assert.deepEqual(choices, [{ name: 'layer 4c', value: 'inception_4c' }])
  await assert.rejects(world.complete('dream', 'octaves', 'inc', { step: 2 }, {}), /waiting|acknowledged/)
  assert.match(String(world.violations), /does not fit/)
  assert.deepEqual(
    client.failures.map(({ message }) => message.split('\n')[0]),
    ['Invalid Form Body'],
  )
})

test('a button may update its message, at once or later, or get a reply of its own', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async (interaction) => {
    if (interaction.isChatInputCommand())
      return interaction.reply({ content: 'one', components: [row('next:1'), row('own:2')] })
    assert.ok(interaction.isButton())
    if (interaction.customId === 'own:2') return interaction.reply({ content: 'mine', flags: MessageFlags.Ephemeral })
    if (interaction.message.content === 'one') return interaction.update({ content: 'two' })
    await interaction.deferUpdate()
    return interaction.editReply({ content: 'three', components: [] })
  })
  const asked = world.command('dream')
  const message = await asked.until(({ buttons }) => buttons.length === 2)
  await world.button(message, 'next:1', { user: 'bob' }).until(({ content }) => content === 'two')
  const own = await world.button(message, 'own:2', { user: 'bob' }).until(({ content }) => content === 'mine')
  assert.equal(own.json.type, MessageType.Reply)
  const deferred = world.button(message, /^next/)
  assert.equal((await deferred.until(({ content }) => content === 'three')).id, message.id)
  assert.equal(asked.edits.length, 2)
  assert.throws(() => world.button(message, 'next:1'), NotOffered)
  assert.deepEqual([...client.failures, ...world.violations, ...world.flaws()], [])
})

test('a message action sees attachments, previews, and those of a forwarded message', async () => {
  await using world = await createWorld()
  const seen: unknown[] = []
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isMessageContextMenuCommand())
    const { attachments, embeds, messageSnapshots } = interaction.targetMessage
    seen.push([
      attachments.map(({ name }) => name),
      embeds.map(({ image }) => image?.url),
      messageSnapshots.map((snapshot) => snapshot.attachments?.map(({ name }) => name)),
    ])
    await interaction.reply('seen')
  })
  const url = world.host({ data: PHOTO.data, type: 'image/png' })
  const photo = world.say({ files: [PHOTO] })
  const preview = world.say({ text: url, embeds: [{ image: { url } }] })
  const forward = world.say({ user: 'bob', forwarded: photo.id })
  for (const message of [photo, preview, forward]) {
    const reply = await world.messageAction('Dream this image', message).until(({ content }) => content === 'seen')
    assert.equal(reply.json.type, MessageType.ContextMenuCommand)
  }
  assert.deepEqual(seen, [
    [['photo.png'], [], []],
    [[], [url], []],
    [[], [], [['photo.png']]],
  ])
  assert.deepEqual([...client.failures, ...world.violations, ...world.flaws()], [])
})

test('messages in a channel: a repeated nonce posts once, and replies, edits and direct messages work', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async () => {})
  const channel = await client.channels.fetch(world.channelId('art'))
  assert.ok(channel?.isSendable())
  const post = {
    content: 'done',
    nonce: '17',
    enforceNonce: true,
    files: [{ attachment: PHOTO.data, name: 'dream.png' }],
  }
  const first = await channel.send(post)
  assert.equal((await channel.send({ ...post })).id, first.id)
  world.advance(10 * 60 * 1000)
  assert.notEqual((await channel.send({ ...post })).id, first.id)
  const reply = await channel.send({ content: 'and this', reply: { messageReference: first.id } })
  assert.equal((await reply.fetchReference()).id, first.id)
  assert.equal((await first.edit({ attachments: [] })).attachments.size, 0)
  await assert.rejects(channel.send({ content: 'to nobody', reply: { messageReference: world.botId } }), /Invalid Form/)
  await client.users.send(world.userId('ann'), 'hello')
  assert.equal(world.messages.length, 4)
  await reply.delete()
  assert.ok(await world.untilMessage(({ content }) => content === 'hello'))
  assert.deepEqual(
    world.messages.map(({ content }) => content),
    ['done', 'done', 'hello'],
  )
  assert.deepEqual([...world.violations, ...world.flaws()], [])
})

test('where the bot is not a member it can answer only through the interaction', async () => {
  await using world = await createWorld()
  await using client = await connect(world, async (interaction) => {
    assert.ok(interaction.isChatInputCommand())
    const { context, authorizingIntegrationOwners, guildId, guild } = interaction
    assert.equal(guild, null)
    await interaction.reply(JSON.stringify([context, authorizingIntegrationOwners, guildId !== null]))
    await assert.rejects(
      interaction.client.rest.post(`/channels/${interaction.channelId}/messages`, { body: { content: 'x' } }),
      {
        code: 50001,
      },
    )
    for (let count = 0; count < 5; count += 1) await interaction.followUp('more')
    await assert.rejects(interaction.followUp('too much'), { code: 40094 })
  })
  const ann = world.userId('ann')
  for (const [at, context] of [
    ['elsewhere', 0],
    ['group', 2],
  ] as const) {
    const asked = world.command('dream', {}, { at })
    const { content } = await asked.until(() => true)
    assert.deepEqual(JSON.parse(content), [context, { 1: ann }, at === 'elsewhere'])
    await world.until(() => world.requests.at(-1)?.status === 400)
  }
  assert.deepEqual(client.failures, [])
})
