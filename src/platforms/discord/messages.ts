/** Requests that post, edit and delete messages, with an interaction's token or as the bot. They need only HTTP. */
import { type APIDMChannel, type APIMessage, MessageFlags, type REST, Routes } from 'discord.js'
import { channelOf, type DiscordAddress } from './address.ts'
import type { RenderedReply } from './render.ts'

/** Requests that post or edit return the message's id. All throw what discord.js throws. */
export interface MessageRequests {
  /** Edits the address's message with the token. */
  edit(to: DiscordAddress, rendered: RenderedReply): Promise<string>
  /** Posts an ephemeral follow-up, which only the user sees, with the token. */
  sendEphemeral(to: DiscordAddress, rendered: RenderedReply): Promise<string>
  /** Deletes the address's message with the token. */
  remove(to: DiscordAddress): Promise<void>
  /** Edits the address's message as the bot. */
  editAsBot(to: DiscordAddress, rendered: RenderedReply): Promise<string>
  /** Posts a message in a channel as the bot. Idempotent: messages with the same nonce are posted once. */
  send(channel: string, rendered: RenderedReply, nonce: string): Promise<string>
  /** Deletes the address's message as the bot. */
  removeAsBot(to: DiscordAddress): Promise<void>
  /** The id of the channel of direct messages between the bot and a user. */
  directChannel(user: string): Promise<string>
}

export function createMessageRequests(rest: REST): MessageRequests {
  const webhookRoute = ({ application, token, message = '@original' }: DiscordAddress) =>
    Routes.webhookMessage(application, token, message)
  const channelRoute = (to: DiscordAddress) => Routes.channelMessage(channelOf(to), to.message ?? '')
  const idOf = (message: unknown) => (message as APIMessage).id

  return {
    edit: async (to, { body, files }) => idOf(await rest.patch(webhookRoute(to), { body, files, auth: false })),
    async sendEphemeral({ application, token }, { body, files }) {
      const hidden = { ...body, flags: body.flags | MessageFlags.Ephemeral }
      return idOf(await rest.post(Routes.webhook(application, token), { body: hidden, files, auth: false }))
    },
    remove: async (to) => void (await rest.delete(webhookRoute(to), { auth: false })),
    editAsBot: async (to, { body, files }) => idOf(await rest.patch(channelRoute(to), { body, files })),
    async send(channel, { body, files }, nonce) {
      const once = { ...body, nonce, enforce_nonce: true }
      return idOf(await rest.post(Routes.channelMessages(channel), { body: once, files }))
    },
    removeAsBot: async (to) => void (await rest.delete(channelRoute(to))),
    async directChannel(user) {
      const channel = await rest.post(Routes.userChannels(), { body: { recipient_id: user } })
      return (channel as APIDMChannel).id
    },
  }
}
