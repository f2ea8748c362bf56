/** What a visitor asks of the bot: calls as a line or a filled-in form, presses of buttons. All answer before there is a result. */
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
import { type RequestContext, readerFrom } from '../reader.ts'
import { isUnderWay } from '../render.ts'
import { readJson } from './body.ts'

export interface CallsOptions {
  readonly bot: () => Bot
  readonly desk: Delivery
  readonly photos: PhotoStore
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  /** Whether every visitor may change what holds for all of them. */
  readonly moderator: boolean
}

export function callRoutes({ bot, desk, photos, commands, languages, moderator }: CallsOptions): Hono<RequestContext> {
  const app = new Hono<RequestContext>()
  const upload = (key: string): Upload => ({ name: key, read: () => photos.get(key) })

  /** What the request says, and which photo is for which option. */
  function read(call: z.output<typeof callSchema>): CallText & { readonly keys: Readonly<Record<string, string>> } {
    if ('command' in call) return { ...call, keys: call.photos }
    const line = parseLine(call.text, commands)
    const places = photoOptions(commands.get(line.command)).slice(0, call.photos.length)
    return { ...line, keys: Object.fromEntries(places.map((option, i) => [option, call.photos[i] ?? ''])) }
  }

  app.post('/calls', async (c) => {
    const call = await readJson(c, callSchema)
    const { code: language, translate } = readerFrom(c, languages)
    const line = 'command' in call ? lineOf(call, commands) : call.text.trim()
    const about = { user: c.var.visitor, language, message: randomUUID(), line }
    try {
      const { command, input, keys } = read(call)
      const asked = requesterOf({ ...about, photos: Object.values(keys) }, moderator)
      const attachments = Object.fromEntries(Object.entries(keys).map(([option, key]) => [option, upload(key)]))
      void bot().handle({ ...asked, command, input, attachments })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      await desk.post(requesterOf({ ...about, photos: [] }, moderator).address, errorReply(error, translate))
    }
    return c.json({ card: about.message }, 202)
  })

  app.post('/presses', async (c) => {
    const { card: id, action } = await readJson(c, pressSchema)
    const user = c.var.visitor
    const button = desk.get(user, id)?.buttons?.find((each) => each.action === action)
    if (!button) return c.json({}, 404)
    const { code: language } = readerFrom(c, languages)
    const about = { user, language, message: randomUUID(), line: button.label, photos: [] }
    void bot().press({ ...requesterOf({ ...about, passing: true }, moderator), action, job: button.job })
    return c.json({}, 202)
  })

  app.get('/cards', (c) => c.json(desk.list(c.var.visitor, c.req.query('before'))))

  /** From the history of who asked, whatever the bot still knows of it. */
  app.delete('/cards/:id', async (c) => {
    const card = desk.get(c.var.visitor, c.req.param('id'))
    if (!card || isUnderWay(card)) return c.json({}, 404)
    await desk.remove(c.var.visitor, card.id)
    return c.json({})
  })

  return app
}

/** The options that take photos, in order. */
function photoOptions(command: Command | undefined): string[] {
  const options = Object.entries(command?.args.shape ?? {})
  return options.filter(([, option]) => shapeOf(option).kind === 'image').map(([name]) => kebab(name))
}

const MOST_TEXT = 20_000
const key = z.string().regex(/^[0-9a-f]{64}$/)

const callSchema = z.union([
  z.object({ text: z.string().max(MOST_TEXT), photos: z.array(key).max(8) }),
  z.object({
    command: z.string().max(100),
    input: z.record(z.string(), z.string().max(MOST_TEXT)),
    photos: z.record(z.string(), key),
  }),
])

const pressSchema = z.object({ card: z.string(), action: z.enum(actions) })
