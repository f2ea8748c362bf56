/** Requests that help a visitor write a command: forms, suggestions, networks and their layers. */
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { UserError } from '../../../core/errors.ts'
import type { Bot, Query } from '../../../core/platform.ts'
import { translationsOf } from '../../../i18n/command-translations.ts'
import { type Languages, languageOf, sentence, translatorFor } from '../../../i18n/phrase.ts'
import { DECODE_LIMITS } from '../../../image/codec/decode.ts'
import type { Catalog } from '../../../network/catalog/catalog.ts'
import { requesterOf } from '../address.ts'
import { type Form, formOf } from '../compose/forms.ts'
import { lineOf, parseLine } from '../compose/line.ts'
import { suggest } from '../compose/suggest.ts'
import { LIMITS } from '../limits.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'
import { readerFrom } from '../reader.ts'
import type { RequestContext } from '../visitors.ts'
import { readQuery } from './body.ts'

export interface ComposerOptions {
  readonly bot: () => Bot
  readonly commands: ReadonlyMap<string, Command>
  readonly catalog: Pick<Catalog, 'list' | 'layers' | 'choose'>
  readonly languages: Languages
}

export function composerRoutes({ bot, commands, catalog, languages }: ComposerOptions): Hono<RequestContext> {
  const app = new Hono<RequestContext>()

  function complete(c: Context<RequestContext>, query: Pick<Query, 'command' | 'option' | 'text' | 'input'>) {
    const user = c.var.visitor
    const { code: language } = readerFrom(c, languages)
    const { address } = requesterOf({ user, language, message: '', line: '', photos: [] }, false)
    return bot().complete({ ...query, user, address })
  }

  app.get('/suggestions', async (c) => {
    const { text, cursor, photos } = readQuery(c, suggestionSchema)
    const { translate } = readerFrom(c, languages)
    return c.json(await suggest(text, cursor, { commands, photos, translate, complete: (query) => complete(c, query) }))
  })

  app.get('/values', async (c) => c.json(await complete(c, readQuery(c, valueSchema))))

  // A call as a line, and a line as a call.
  app.get('/line', (c) => c.json({ line: lineOf(readQuery(c, lineSchema), commands) }))
  app.get('/parsed', (c) => c.json(parseLine(c.req.query('text') ?? '', commands)))

  app.get('/networks', (c) => {
    const networks = catalog.list().filter(({ layers }) => layers > 0)
    return c.json(networks.map(({ name, title, installed }) => ({ name, title, installed })))
  })

  app.get('/layers', (c) => {
    const layers = catalog.layers({ network: c.req.query('network') })
    return c.json(layers.map(({ layer, filters }) => ({ layer, filters })))
  })

  return app
}

/** The data that the page starts with. */
export interface Setup {
  readonly texts: PageTexts
  readonly forms: readonly Form[]
  /** Lines that work without a photo, offered on the first visit. */
  readonly starters: readonly { readonly line: string; readonly description: string }[]
  /** The largest photo that the server accepts, in bytes. */
  readonly uploadBytes: number
}

export function setupOf(c: Context, { commands, catalog, languages }: Omit<ComposerOptions, 'bot'>): Setup {
  const { code, translate } = readerFrom(c, languages)
  return {
    texts: pageTexts(translate),
    forms: [...commands].map(([name, command]) => {
      const translations = translationsOf(name, languages)
      const names = languageOf(code, translations)?.names ?? {}
      return formOf(name, command, { translate: translatorFor(code, translations), names })
    }),
    starters: startersOf(commands, catalog).map(({ command, line }) => ({
      line,
      description: translate(sentence(commands.get(command)?.description ?? '')),
    })),
    uploadBytes: DECODE_LIMITS.bytes,
  }
}

/** Lines for the commands that need nothing but a layer and draw a picture quickly. */
function startersOf(
  commands: ReadonlyMap<string, Command>,
  catalog: ComposerOptions['catalog'],
): { readonly command: string; readonly line: string }[] {
  return [...commands].flatMap(([command, { args, use, render, work, suggestion }]) => {
    const required = Object.entries(args.shape).filter(([, option]) => !option.safeParse(undefined).success)
    if (!render || suggestion || required.some(([, option]) => shapeOf(option).kind !== 'layer')) return []
    try {
      const { network, layer: defaultLayer } = catalog.choose({ use })
      // Gradient ascent shows most at the default layer; commands that only read weights work at the first layer as well.
      const layer = work ? defaultLayer : (catalog.layers({ network })[0]?.layer ?? defaultLayer)
      const input = Object.fromEntries(required.map(([key]) => [kebab(key), layer]))
      return [{ command, line: lineOf({ command, input }, commands) }]
    } catch (error) {
      // No network is installed.
      if (!(error instanceof UserError)) throw error
      return []
    }
  })
}

const inputSchema = z
  .string()
  .default('{}')
  .transform((text) => JSON.parse(text))
  .pipe(z.record(z.string(), z.string()))

const count = z.coerce.number().int().min(0)
const suggestionSchema = z.object({
  text: z.string().max(LIMITS.suggestLength),
  cursor: count,
  photos: count.default(0),
})
const valueSchema = z.object({ command: z.string(), option: z.string(), text: z.string(), input: inputSchema })
const lineSchema = z.object({ command: z.string(), input: inputSchema })
