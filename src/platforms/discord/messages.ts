/** The requests that put a drawn reply somewhere: by an interaction's token, or as the bot. They need nothing live. */
import { type APIDMChannel, type APIMessage, MessageFlags, type REST, Routes } from 'discord.js'
import { channelOf, type DiscordAddress } from './address.ts'
import type { RenderedReply } from './render.ts'

/** All throw what discord.js throws. Those that post return the message's id. */
export interface MessageRequests {
  /** The message that the address names, by its token. */
  edit(to: DiscordAddress, drawn: RenderedReply): Promise<string>
  /** A message more that only the user sees, by the token. */
  whisper(to: DiscordAddress, drawn: RenderedReply): Promise<string>
  /** By the token. */
  remove(to: DiscordAddress): Promise<void>
  /** As the bot. */
  editAsBot(to: DiscordAddress, drawn: RenderedReply): Promise<string>
  /** As the bot, in a channel; the same `nonce` posts only once. */
  send(channel: string, drawn: RenderedReply, nonce: string): Promise<string>
  /** As the bot. */
  removeAsBot(to: DiscordAddress): Promise<void>
  /** The channel of the bot's conversation with somebody. */
  directChannel(user: string): Promise<string>
}

export function createMessageRequests(rest: REST): MessageRequests {
  const own = ({ application, token, message = '@original' }: DiscordAddress) =>
    Routes.webhookMessage(application, token, message)
  const posted = (to: DiscordAddress) => Routes.channelMessage(channelOf(to), to.message ?? '')
  const id = (message: unknown) => (message as APIMessage).id

  return {
    edit: async (to, { body, files }) => id(await rest.patch(own(to), { body, files, auth: false })),
    async whisper({ application, token }, { body, files }) {
      const hidden = { ...body, flags: body.flags | MessageFlags.Ephemeral }
      return id(await rest.post(Routes.webhook(application, token), { body: hidden, files, auth: false }))
    },
    remove: async (to) => void (await rest.delete(own(to), { auth: false })),
    editAsBot: async (to, { body, files }) => id(await rest.patch(posted(to), { body, files })),
    async send(channel, { body, files }, nonce) {
      const once = { ...body, nonce, enforce_nonce: true }
      return id(await rest.post(Routes.channelMessages(channel), { body: once, files }))
    },
    removeAsBot: async (to) => void (await rest.delete(posted(to))),
    async directChannel(user) {
      const channel = await rest.post(Routes.userChannels(), { body: { recipient_id: user } })
      return (channel as APIDMChannel).id
    },
  }
}
