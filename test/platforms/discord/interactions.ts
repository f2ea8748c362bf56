/** Interactions from their delivery to the end of their token: acknowledged once within 3 s, answered for 15 minutes. */
import { randomBytes } from 'node:crypto'
import {
  type APIUser,
  InteractionResponseType as Callback,
  InteractionType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord.js'
import type { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import type { BotRequest } from './faults.ts'
import { isEphemeral, type MessageBody, type Messages, type Stored } from './messages.ts'
import { invalidForm, Refused, refusals } from './refusals.ts'

export interface Acknowledgement {
  readonly type: Callback
  /** Of the message that is to come. */
  readonly flags: number
  /** From the interaction's delivery, in real time. */
  readonly ms: number
  readonly data: unknown
}

/** What is known of an interaction when it is delivered. */
export interface Asked {
  readonly type: InteractionType
  readonly user: APIUser
  readonly channel: string
  readonly owners: Readonly<Record<string, string>>
  /** Bytes that one file of an answer may have. */
  readonly fileLimit: number
  /** Of the reply, if it is a message of its own. */
  readonly replyType: MessageType
  /** The message whose component was used. */
  readonly source?: Stored
  /** The type of the option that is being completed. */
  readonly completes?: number
}

export interface Interaction extends Asked {
  readonly id: string
  readonly token: string
  /** By the world's clock. */
  readonly delivered: number
  /** By `performance.now`. */
  readonly started: number
  acknowledgement?: Acknowledgement
  /** Nobody acknowledged it in time: its user was told that the application did not respond. */
  lost: boolean
  /** What `@original` means: the reply, or the message whose component was used. */
  original?: Stored
  readonly followUps: Stored[]
}

export interface Interactions {
  open(asked: Asked): Interaction
  /** What a callback `with_response` is answered. */
  acknowledge(id: string, token: string, request: BotRequest): object
  /** The interaction of a token, whatever became of it. */
  find(token: string): Interaction | undefined
  /** The interaction of a token that may still be used. */
  hook(token: string): Interaction
  original(interaction: Interaction): Stored
  followUp(interaction: Interaction, request: BotRequest): Stored
  close(): void
}

export function createInteractions(options: {
  clock: Clock
  messages: Messages
  changes: Changes
  bot: APIUser
  newId: () => string
  acknowledgeMs: number
}): Interactions {
  const { clock, messages, changes, bot, newId, acknowledgeMs } = options
  const byToken = new Map<string, Interaction>()
  const timers = new Set<NodeJS.Timeout>()

  function answer(interaction: Interaction, type: MessageType, loading: boolean, { body, files }: Posted): Stored {
    const { id, user, owners, original, source, channel } = interaction
    const to = type === MessageType.Reply ? (original ?? source) : undefined
    const reference = { type: MessageReferenceType.Default, message_id: to?.id ?? '', channel_id: channel }
    const place = {
      channel,
      author: bot,
      type,
      loading,
      extra: {
        application_id: bot.id,
        webhook_id: bot.id,
        interaction_metadata: { id, type: interaction.type as 2, user, authorizing_integration_owners: owners },
        ...(to && { message_reference: reference }),
      },
    }
    return messages.create(place, body, files)
  }

  function react(interaction: Interaction, type: Callback, posted: Posted): Stored | undefined {
    const { source, replyType } = interaction
    switch (type) {
      case Callback.ChannelMessageWithSource:
        return answer(interaction, replyType, false, posted)
      case Callback.DeferredChannelMessageWithSource:
        return answer(interaction, replyType, true, { body: { flags: posted.body.flags ?? 0 }, files: [] })
      case Callback.UpdateMessage:
        if (source) messages.edit(source, posted.body, posted.files)
        return source
      default:
        return source
    }
  }

  return {
    open(asked) {
      const id = newId()
      const token = Buffer.from(`interaction:${id}:${randomBytes(48).toString('hex')}`).toString('base64url')
      const times = { delivered: clock.now(), started: performance.now() }
      const interaction: Interaction = { ...asked, id, token, ...times, lost: false, followUps: [] }
      byToken.set(token, interaction)
      const timer = setTimeout(() => {
        timers.delete(timer)
        interaction.lost = !interaction.acknowledgement
        changes.notify()
      }, acknowledgeMs)
      timers.add(timer)
      return interaction
    },

    acknowledge(id, token, { body, files }) {
      const interaction = byToken.get(token)
      if (!interaction || interaction.id !== id || interaction.lost) throw new Refused(refusals.unknownInteraction)
      if (interaction.acknowledgement) throw new Refused(refusals.acknowledged)
      const { type, data } = body as { type: Callback; data?: MessageBody | null }
      const allowed = callbacksFor(interaction)
      if (!allowed.includes(type)) throw new Refused(invalidForm({ type: `must be one of ${allowed}` }))
      const message = react(interaction, type, { body: data ?? {}, files })
      if (message) interaction.original = message
      const flags = data?.flags ?? 0
      interaction.acknowledgement = { type, flags, ms: performance.now() - interaction.started, data }
      changes.notify()
      const told = type === Callback.ChannelMessageWithSource || type === Callback.UpdateMessage
      return {
        interaction: { id, type: interaction.type, ...(message && idsOf(message)) },
        // Of a message that is only announced, nothing but its id is told.
        ...(message && told && { resource: { type, message: messages.json(message) } }),
      }
    },

    find: (token) => byToken.get(token),

    hook(token) {
      const interaction = byToken.get(token)
      if (!interaction) throw new Refused(refusals.expiredToken)
      if (clock.now() - interaction.delivered > TOKEN_MS) throw new Refused(refusals.expiredToken)
      if (!interaction.acknowledgement) throw new Refused(refusals.unknownWebhook)
      return interaction
    },

    original({ original }) {
      if (!original || original.deleted) throw new Refused(refusals.unknownMessage)
      return original
    },

    followUp(interaction, request) {
      const posted = { body: request.body as MessageBody, files: request.files }
      const { original, followUps } = interaction
      // For old times' sake the first follow-up takes the place of a reply that was only announced.
      if (original && !original.deleted && original.flags & MessageFlags.Loading) {
        messages.edit(original, { ...posted.body, flags: null }, posted.files)
        return original
      }
      if (!('0' in interaction.owners) && followUps.length >= FOLLOW_UPS) throw new Refused(refusals.followUps)
      const message = answer(interaction, MessageType.Reply, false, posted)
      followUps.push(message)
      changes.notify()
      return message
    },

    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const TOKEN_MS = 15 * 60 * 1000
/** For one that installed the bot for themselves only. */
const FOLLOW_UPS = 5

interface Posted {
  readonly body: MessageBody
  readonly files: BotRequest['files']
}

function callbacksFor({ type, source }: Interaction): readonly Callback[] {
  if (type === InteractionType.ApplicationCommandAutocomplete) return [Callback.ApplicationCommandAutocompleteResult]
  const replies = [Callback.ChannelMessageWithSource, Callback.DeferredChannelMessageWithSource, Callback.Modal]
  return source ? [...replies, Callback.DeferredMessageUpdate, Callback.UpdateMessage] : replies
}

function idsOf(message: Stored): object {
  return {
    response_message_id: message.id,
    response_message_loading: Boolean(message.flags & MessageFlags.Loading),
    response_message_ephemeral: isEphemeral(message),
  }
}
