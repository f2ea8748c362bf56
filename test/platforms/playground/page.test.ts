import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Setup } from '../../../src/platforms/playground/receive/composer.ts'
import { createStage } from './stage.ts'

const FOLDER = fileURLToPath(new URL('../../../src/platforms/playground/page/', import.meta.url))
/** The limit for all files that a first visit loads. */
const MOST_BYTES = 150_000

test('a first visit loads less than 150 KB', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  const loaded = new Map<string, number>()
  const load = async (path: string): Promise<void> => {
    if (loaded.has(path)) return
    loaded.set(path, 0)
    const response = await ann.request(path)
    assert.equal(response.status, 200, path)
    const text = Buffer.from(await response.arrayBuffer())
    loaded.set(path, text.length)
    const type = response.headers.get('content-type') ?? ''
    if (!/html|css|javascript/.test(type)) return
    const found = text.toString().matchAll(/(?:src|href|@import|from)[=\s]\s*["']([^"'#]+\.(?:js|css|png|jpg))["']/g)
    for (const [, next = ''] of found) await load(new URL(next, new URL(path, stage.url)).pathname)
  }
  await load('/')
  await load('/api/setup')
  const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0)
  assert.ok(loaded.size > 20, [...loaded.keys()].join(' '))
  assert.ok(total < MOST_BYTES, `${total} bytes`)
})

test('the page’s files are served with their media types, and no other files are', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  for (const [path, type] of [
    ['/main.js', 'text/javascript; charset=utf-8'],
    ['/styles/all.css', 'text/css; charset=utf-8'],
    ['/examples/cat.jpg', 'image/jpeg'],
  ] as const) {
    const response = await ann.request(path)
    assert.equal(response.headers.get('content-type'), type)
    const again = await ann.request(path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })
    assert.equal(again.status, 304)
  }
  for (const path of ['/tsconfig.json', '/index.html', '/..%2fplayground.ts', '/%2e%2e/playground.ts', '/nothing.js']) {
    assert.equal((await ann.request(path)).status, 404, path)
  }
})

test('scripts are served whole, but for their doc comments', async () => {
  await using stage = await createStage()
  const lines = (text: string) => text.split('\n').filter((line) => !/^\s*(\/\*\*|\*\/|\* |\*$)/.test(line))
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith('.js'))) {
    const served = await (await stage.visitor().request(`/${name}`)).text()
    assert.deepEqual(served.split('\n'), lines(readFileSync(`${FOLDER}${name}`, 'utf8')), name)
  }
})

test('the page uses every one of its texts, and no text that it lacks', async () => {
  await using stage = await createStage()
  const { texts } = await stage.visitor().json<Setup>('/api/setup')
  const files = readdirSync(FOLDER).filter((name) => /\.(js|html)$/.test(name))
  const text = files.map((name) => readFileSync(`${FOLDER}${name}`, 'utf8')).join('\n')
  const used = [...text.matchAll(/\{\{(\w+)\}\}|\btexts\.(?!ts\b)(\w+)/g)].map(([, gap, name]) => gap ?? name ?? '')
  // The names of example photos are texts too; `arrived` is filled in by the server.
  const others = ['raccoon', 'cat', 'coffee', 'arrived']
  assert.deepEqual(new Set([...used, ...others]), new Set([...Object.keys(texts), 'arrived']))
})

test('scripts never parse text as markup', () => {
  const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.js'))
  for (const name of scripts) {
    const text = readFileSync(`${FOLDER}${name}`, 'utf8')
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name)
  }
})
