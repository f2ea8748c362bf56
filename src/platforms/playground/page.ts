/** Serves the page's own files out of `page/`, with `index.html` in the reader's language. */
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
  /** The reader's language, by the Accept-Language header. */
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

/** Files are read at each request, so that a change shows at the next reload. */
export function pageRoutes({ language }: PageOptions): Hono {
  const app = new Hono()

  app.get('/', compress(), etag(), async (c) => {
    const { code, translate } = language(c.req.header('accept-language'))
    const gaps: Readonly<Record<string, string>> = {
      ...pageTexts(translate),
      // Whether a link on another site led here. Only the server sees this header.
      arrived: c.req.header('sec-fetch-site') ?? 'unknown',
    }
    const html = await readFile(join(FOLDER, INDEX), 'utf8')
    c.header('vary', 'accept-language, sec-fetch-site')
    c.header('cache-control', 'no-cache')
    const page = html.replace(/\{\{(\w+)\}\}/g, (_, name) => escaped(gaps[name] ?? missing(name)))
    return c.html(page.replace('lang="en"', `lang="${escaped(code)}"`))
  })

  for (const path of filesIn(FOLDER)) {
    const type = TYPES[extname(path)]
    if (type === undefined) continue
    app.get(`/${path}`, compress(), etag(), async (c) => {
      const data = new Uint8Array(await readFile(join(FOLDER, path)))
      const headers = { 'content-type': type, 'cache-control': 'no-cache' }
      return c.body(path.endsWith('.js') ? withoutComments(new TextDecoder().decode(data)) : data, 200, headers)
    })
  }
  return app
}

/** Removes the doc comments of a script, about a third of its bytes: only comments on lines of their own. */
function withoutComments(script: string): string {
  return script.replace(/^[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n/gm, '')
}

/** Paths of all files below `folder`, relative to it, with slashes. */
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
  throw new Error(`index.html has a gap {{${name}}} that page-texts.ts does not fill`)
}
