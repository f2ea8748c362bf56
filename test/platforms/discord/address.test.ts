/** Where replies go, and who asks, out of interactions of all places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Interaction, InteractionContextType, PermissionFlagsBits, PermissionsBitField } from 'discord.js'
import { channelOf, messageLink, requesterOf } from '../../../src/platforms/discord/address.ts'

/** As much of an interaction as an address is made of. */
function interaction(more: object): Interaction {
  return {
    ...{
      guildId: '1',
      channelId: '2',
      channel: null,
      locale: 'de',
      user: { id: '3' },
      applicationId: '4',
      token: 'five',
    },
    ...{ attachmentSizeLimit: 1000, memberPermissions: null, context: InteractionContextType.Guild, ...more },
  } as Interaction
}

test('the address of a command in a guild’s channel', () => {
  assert.deepEqual(requesterOf(interaction({}), { ephemeral: false, now: 0 }).address, {
    ...{ platform: 'discord', place: '1', channel: '2', language: 'de', user: '3', application: '4', token: 'five' },
    ...{ expires: 14.5 * 60_000, ephemeral: false, limit: 1000 },
  })
})

test('the address of a command in a thread names the thread and its channel', () => {
  const channel = { isThread: () => true, id: '9', parentId: '2' }
  const { address } = requesterOf(interaction({ channelId: '9', channel }), { ephemeral: false, now: 0 })
  assert.deepEqual([address.channel, address.thread], ['2', '9'])
  assert.equal(channelOf(address as never), '9')
  assert.equal(messageLink({ ...address, message: '7' }), 'https://discord.com/channels/1/9/7')
})

test('a direct message is a place of its own', () => {
  const { address } = requesterOf(interaction({ guildId: null }), { ephemeral: false, now: 0 })
  assert.equal(address.place, 'dm-2')
})

test('moderators are people who may manage messages, and everybody in a direct message to the bot', () => {
  const rights = (bits: bigint) => ({ memberPermissions: new PermissionsBitField(bits) })
  const direct = { guildId: null, context: InteractionContextType.BotDM }
  const group = { guildId: null, context: InteractionContextType.PrivateChannel }
  const found = [
    rights(PermissionFlagsBits.ManageMessages),
    rights(PermissionFlagsBits.Administrator),
    direct,
    rights(PermissionFlagsBits.SendMessages),
    rights(PermissionFlagsBits.ManageGuild),
    group,
    {},
  ].map((more) => requesterOf(interaction(more), { ephemeral: false, now: 0 }).moderator)
  assert.deepEqual(found, [true, true, true, false, false, false, false])
})
