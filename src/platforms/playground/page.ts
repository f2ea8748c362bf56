/** The page's own files, as they lie in `page/`; `index.html` in the language of who asks for it. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import type { Translate } from '../../i18n/phrase.ts'
import { pageTexts } from './page-texts.ts'

interface PageOptions {
  /** The language of a request's reader. */
  readonly language: (header: string | undefined) => { readonly code: string; readonly translate: Translate }
}

const FOLDER = fileURLToPath(new URL('./page/', import.meta.url))
const INDEX = 'index.html'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
}

/** Read anew for every request, so that a change shows at the next reload. */
export function pageRoutes({ language }: PageOptions): Hono {
  const app = new Hono()

  app.get('/', compress(), etag(), async (c) => {
    const { code, translate } = language(c.req.header('accept-language'))
    const words: Readonly<Record<string, string>> = {
      ...pageTexts(translate),
      // Of another site's links, browsers tell here and scripts cannot know.
      arrived: c.req.header('sec-fetch-site') ?? 'unknown',
    }
    const html = await readFile(join(FOLDER, INDEX), 'utf8')
    c.header('vary', 'accept-language, sec-fetch-site')
    c.header('cache-control', 'no-cache')
    const said = html.replace(/\{\{(\w+)\}\}/g, (_, name) => escaped(words[name] ?? missing(name)))
    return c.html(said.replace('lang="en"', `lang="${escaped(code)}"`))
  })

  for (const path of filesIn(FOLDER)) {
    const type = TYPES[extname(path)]
    if (type === undefined) continue
    app.get(`/${path}`, compress(), etag(), async (c) => {
      const data = await readFile(join(FOLDER, path))
      return c.body(new Uint8Array(data), 200, { 'content-type': type, 'cache-control': 'no-cache' })
    })
  }
  return app
}

/** Relative paths, with slashes. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name],
  )
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function missing(name: string): never {
  throw new Error(`index.html says {{${name}}}, and there are no such words`)
}
