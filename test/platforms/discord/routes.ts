/** Discord's HTTP routes as far as the world answers them itself; the twin answers the others. */
import { type APIMessage, MessageReferenceType, MessageType } from 'discord.js'
import type { Cast } from './cast.ts'
import type { Clock } from './clock.ts'
import type { Commands } from './commands.ts'
import type { BotRequest } from './faults.ts'
import type { Interactions } from './interactions.ts'
import { isEphemeral, type MessageBody, type Messages, type Stored } from './messages.ts'
import { type Answer, invalidForm, Refused, refusals } from './refusals.ts'

type Parameters = Readonly<Record<string, string>>
type Handler = (request: BotRequest, parameters: Parameters) => Answer | Promise<Answer>
export type Routes = (request: BotRequest) => Promise<Answer>

interface ChannelBody extends MessageBody {
  readonly enforce_nonce?: boolean | null
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists?: boolean | null } | null
}

/** @param twin Answers what is not answered here. */
export function createRoutes(options: {
  clock: Clock
  cast: Cast
  messages: Messages
  interactions: Interactions
  commands: Commands
  shards: number
  twin: Routes
}): Routes {
  const { clock, cast, messages, interactions, commands, shards, twin } = options

  /** The message that a webhook route means, if it belongs to the token's interaction. */
  function hooked({ token = '', message = '' }: Parameters): Stored {
    const interaction = interactions.hook(token)
    if (message === '@original') return interactions.original(interaction)
    const found = [interaction.original, ...interaction.followUps].find((known) => known?.id === message)
    if (!found || found.deleted) throw new Refused(refusals.unknownMessage)
    return found
  }

  /** The message that a channel route means: what only one person sees is not in the channel. */
  function posted({ channel = '', message = '' }: Parameters): Stored {
    const found = messages.find(message, cast.open(channel).id)
    if (isEphemeral(found)) throw new Refused(refusals.unknownMessage)
    return found
  }

  function own(message: Stored): Stored {
    if (message.author.id !== cast.bot.id) throw new Refused(refusals.notItsAuthor)
    return message
  }

  function limited({ files }: BotRequest, limit: number): void {
    if (files.some(({ data }) => data.length > limit)) throw new Refused(refusals.tooLarge)
  }

  function edit(message: Stored, request: BotRequest, limit: number): Answer {
    limited(request, limit)
    messages.edit(message, request.body as MessageBody, request.files)
    return ok(messages.json(message))
  }

  function remove(message: Stored): Answer {
    messages.remove(message)
    return NOTHING
  }

  function send(request: BotRequest, { channel: id = '' }: Parameters): Answer {
    const channel = cast.open(id)
    const body = request.body as ChannelBody
    const { nonce } = body
    const isTwin = (message: Stored): boolean =>
      message.nonce === nonce && message.author.id === cast.bot.id && clock.now() - message.time < NONCE_MS
    const earlier = body.enforce_nonce && nonce !== undefined ? messages.all.find(isTwin) : undefined
    if (earlier) return ok(messages.json(earlier))
    limited(request, channel.fileLimit)
    const extra = referenceOf(body, id)
    const type = extra.message_reference ? MessageType.Reply : MessageType.Default
    return ok(messages.json(messages.create({ channel: id, author: cast.bot, type, extra }, body, request.files)))
  }

  function referenceOf({ message_reference: reference }: ChannelBody, channel_id: string): Partial<APIMessage> {
    if (!reference) return {}
    const { message_id, fail_if_not_exists = true } = reference
    const to = messages.all.find(({ id, channel, deleted }) => id === message_id && channel === channel_id && !deleted)
    if (!to && fail_if_not_exists) throw new Refused(invalidForm({ message_reference: 'Unknown message' }))
    if (!to) return {}
    const message_reference = { type: MessageReferenceType.Default, message_id, channel_id }
    return { message_reference, referenced_message: messages.json(to) }
  }

  async function gateway(request: BotRequest): Promise<Answer> {
    const answer = await twin(request)
    const body = answer.body as { session_start_limit: object }
    const session_start_limit = { ...body.session_start_limit, max_concurrency: 16 }
    return { ...answer, body: { ...body, shards, session_start_limit } }
  }

  const routes: readonly (readonly [string, Handler])[] = [
    ['GET /gateway/bot', gateway],
    [
      'POST /interactions/:id/:token/callback',
      (request, { id = '', token = '' }) => {
        const answer = interactions.acknowledge(id, token, request)
        return request.query.get('with_response') === 'true' ? ok(answer) : NOTHING
      },
    ],
    [
      'POST /webhooks/:app/:token',
      (request, { token = '' }) => {
        const interaction = interactions.hook(token)
        limited(request, interaction.fileLimit)
        return ok(messages.json(interactions.followUp(interaction, request)))
      },
    ],
    ['GET /webhooks/:app/:token/messages/:message', (_, at) => ok(messages.json(hooked(at)))],
    [
      'PATCH /webhooks/:app/:token/messages/:message',
      (request, at) => edit(hooked(at), request, interactions.hook(at.token ?? '').fileLimit),
    ],
    ['DELETE /webhooks/:app/:token/messages/:message', (_, at) => remove(hooked(at))],
    ['POST /channels/:channel/messages', send],
    ['GET /channels/:channel/messages/:message', (_, at) => ok(messages.json(posted(at)))],
    [
      'PATCH /channels/:channel/messages/:message',
      (request, at) => edit(own(posted(at)), request, cast.open(at.channel ?? '').fileLimit),
    ],
    ['DELETE /channels/:channel/messages/:message', (_, at) => remove(own(posted(at)))],
    ['GET /channels/:channel', (_, { channel = '' }) => ok(cast.open(channel).json)],
    [
      'POST /users/@me/channels',
      ({ body }) => ok(cast.directMessages((body as { recipient_id: string }).recipient_id).json),
    ],
    ['PUT /applications/:app/commands', (request) => commands.publish(request, undefined)],
    ['GET /applications/:app/commands', () => ok(commands.published())],
    ['PUT /applications/:app/guilds/:guild/commands', (request, { guild }) => commands.publish(request, guild)],
    ['GET /applications/:app/guilds/:guild/commands', (_, { guild }) => ok(commands.published(guild))],
  ]
  const table = routes.map(([route, handler]) => ({ pattern: patternOf(route), handler }))

  return async (request) => {
    const line = `${request.method} ${request.path}`
    for (const { pattern, handler } of table) {
      const match = pattern.exec(line)
      if (match) return handler(request, match.groups ?? {})
    }
    return twin(request)
  }
}

/** "In the past few minutes", says Discord. */
const NONCE_MS = 5 * 60 * 1000
const NOTHING: Answer = { status: 204 }

function ok(body: unknown): Answer {
  return { status: 200, body }
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
}
