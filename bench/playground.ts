/**
 * What a first visit to the playground costs: bytes, the time until it can be used, the time from a click to the first
 * preview and to the finished dream of 512 pixels.
 *
 *     npm run bench:playground
 *
 * With minivgg, in Debian's Chromium, everything on one machine. The first click starts the worker, the others find it warm.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../test/platforms/playground/app-process.ts'
import { closeBrowser, visit, withoutChromium } from '../test/platforms/playground/browser.ts'
import { machine, median, milliseconds, table } from './table.ts'

const ROUNDS = 5

interface Round {
  readonly bytes: number
  readonly ready: number
  readonly preview: number
  readonly done: number
}

async function round(url: string): Promise<Round> {
  await using visitor = await visit(url)
  const { page } = visitor
  // Since the browser began to ask for the page.
  const ready = Number(await page.evaluate('performance.mark("ready").startTime')) / 1000
  const bytes = Number(
    await page.evaluate(`[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .reduce((sum, { transferSize }) => sum + transferSize, 0)`),
  )
  const clicked = performance.now()
  await page.click('[data-example=raccoon]')
  await page.locator('.pictures img').evaluate('image => image.decode()')
  const preview = (performance.now() - clicked) / 1000
  await page.waitForSelector('.message[data-state=done]')
  return { bytes, ready, preview, done: (performance.now() - clicked) / 1000 }
}

if (withoutChromium) throw new Error(withoutChromium)
const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
const app = await startApp(folder)
const rounds: Round[] = []
for (let i = 0; i < ROUNDS; i++) rounds.push(await round(app.url))
await closeBrowser()
await app.end('SIGTERM')
rmSync(folder, { recursive: true })

const [cold, ...warm] = rounds
const row = (name: string, pick: (round: Round) => number, write: (value: number) => string) => [
  name,
  cold ? write(pick(cold)) : '',
  write(median(warm.map(pick))),
]
console.log(machine())
console.log(
  table([
    ['', 'first visit', `median of ${warm.length} more visitors`],
    row(
      'bytes',
      ({ bytes }) => bytes,
      (bytes) => `${Math.ceil(bytes / 1000)} KB`,
    ),
    row('page can be used', ({ ready }) => ready, milliseconds),
    row('first preview after the click', ({ preview }) => preview, milliseconds),
    row('finished dream after the click', ({ done }) => done, milliseconds),
  ]),
)
