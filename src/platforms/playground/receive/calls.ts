/**
 * Requests to the bot: calls, as a line or as a filled-in form, and presses of buttons. They are answered at once; results
 * arrive as events.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { errorReply } from '../../../bot/card.ts'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { UserError } from '../../../core/errors.ts'
import { actions, type Bot, type Upload } from '../../../core/platform.ts'
import type { Languages } from '../../../i18n/phrase.ts'
import type { PhotoStore } from '../../../storage/photo-store.ts'
import { requesterOf } from '../address.ts'
import { type CallText, lineOf, parseLine } from '../compose/line.ts'
import type { Delivery } from '../deliver/deliver.ts'
import { refusal } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { readerFrom } from '../reader.ts'
import type { RequestContext } from '../visitors.ts'
import { readJson } from './body.ts'

export interface CallsOptions {
  readonly bot: () => Bot
  readonly delivery: Delivery
  readonly photos: PhotoStore
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  /** Whether visitors may change settings that apply to all of them. */
  readonly moderator: boolean
}

export function callRoutes(options: CallsOptions): Hono<RequestContext> {
  const { bot, delivery, photos, commands, languages, moderator } = options
  const app = new Hono<RequestContext>()

  app.post('/calls', async (c) => {
    const request = await readJson(c, callSchema)
    const { code: language, translate } = readerFrom(c, languages)
    const line = 'command' in request ? lineOf(request, commands) : request.text.trim()
    const address = { user: c.var.visitor, language, message: randomUUID(), line }
    try {
      const { command, input, keys } = callOf(request, commands)
      const requester = requesterOf({ ...address, photos: Object.values(keys) }, moderator)
      const attachments = Object.entries(keys).map(([option, key]) => [option, storedPhoto(key, photos)])
      void bot().handle({ ...requester, command, input, attachments: Object.fromEntries(attachments) })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      await delivery.post(requesterOf({ ...address, photos: [] }, moderator).address, errorReply(error, translate))
    }
    return c.json({ card: address.message }, 202)
  })

  app.post('/presses', async (c) => {
    const { card: id, action } = await readJson(c, pressSchema)
    const user = c.var.visitor
    const button = delivery.get(user, id)?.buttons?.find((each) => each.action === action)
    if (!button) throw refusal('not-found')
    const { code: language } = readerFrom(c, languages)
    const address = { user, language, message: randomUUID(), line: button.label, photos: [], passing: true as const }
    void bot().press({ ...requesterOf(address, moderator), action, job: button.job })
    return c.json({}, 202)
  })

  app.get('/cards', (c) => c.json(delivery.list(c.var.visitor, c.req.query('before'))))

  /** Removes a card from the visitor's own history. The bot's job stays. */
  app.delete('/cards/:id', async (c) => {
    const card = delivery.get(c.var.visitor, c.req.param('id'))
    if (!card?.final) throw refusal('not-found')
    await delivery.remove(c.var.visitor, card.id)
    return c.json({})
  })

  return app
}

/** The command and its input, and the keys of photos by option. Throws `UserError` bad-input. */
function callOf(
  request: z.output<typeof callSchema>,
  commands: CallsOptions['commands'],
): CallText & { readonly keys: Readonly<Record<string, string>> } {
  if ('command' in request) return { ...request, keys: request.photos }
  const call = parseLine(request.text, commands)
  const options = photoOptions(commands.get(call.command)).slice(0, request.photos.length)
  return { ...call, keys: Object.fromEntries(options.map((option, i) => [option, request.photos[i] ?? ''])) }
}

/** The options that take photos, in kebab case and in order. */
function photoOptions(command: Command | undefined): string[] {
  const options = Object.entries(command?.args.shape ?? {})
  return options.filter(([, option]) => shapeOf(option).kind === 'image').map(([name]) => kebab(name))
}

function storedPhoto(key: string, photos: PhotoStore): Upload {
  return { name: key, read: () => photos.get(key) }
}

/** A photo's key: its SHA-256 in hexadecimal. */
const key = z.string().regex(/^[0-9a-f]{64}$/)

const callSchema = z.union([
  z.object({ text: z.string().max(LIMITS.lineLength), photos: z.array(key).max(LIMITS.photos) }),
  z.object({
    command: z.string().max(LIMITS.commandLength),
    input: z.record(z.string(), z.string().max(LIMITS.lineLength)),
    photos: z.record(z.string(), key),
  }),
])

const pressSchema = z.object({ card: z.string(), action: z.enum(actions) })
