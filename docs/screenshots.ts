/**
 * Makes the README's pictures of the playground from the running page.
 *
 *     npm run screenshots
 *
 * GoogLeNet dreams in them if its weights are in DREAMBOT_WEIGHTS, else minivgg does.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { startApp } from '../test/platforms/playground/app-process.ts'
import { closeBrowser, until, type Visit, visit, withoutChromium } from '../test/platforms/playground/browser.ts'

const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1.5 }
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2, isMobile: true }

/** A picture's name, how it is looked at, and what happens before it is taken. */
const PICTURES: readonly (readonly [
  name: string,
  look: BrowserContextOptions,
  scene: (visit: Visit) => Promise<void>,
])[] = [
  ['playground', { ...DESKTOP, colorScheme: 'light' }, welcome],
  ['playground-dark', { ...DESKTOP, colorScheme: 'dark' }, welcome],
  ['playground-dream', { ...DESKTOP, colorScheme: 'dark' }, compared],
  ['playground-phone', PHONE, dreamt],
]

/** What is drawn is the same each time. */
const LINE = '/dream octaves:4 iterations:12 seed:7'

async function welcome({ page }: Visit): Promise<void> {
  await page.locator('.examples img').last().evaluate('image => image.decode()')
}

async function dreamt({ page }: Visit): Promise<void> {
  const photo = fileURLToPath(new URL('./raccoon.jpg', import.meta.url))
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('.composer [data-attach]')])
  await chooser.setFiles(photo)
  await page.waitForSelector('#chips img')
  await page.fill('#line', LINE)
  await page.press('#line', 'Escape')
  await page.press('#line', 'Enter')
  await until(page, 'done')
  await page.locator('.pictures img').evaluate('image => image.decode()')
}

async function compared(visit: Visit): Promise<void> {
  await dreamt(visit)
  await visit.page.click('.picture')
  for (const part of ['before', 'after']) {
    await visit.page.locator(`#lightbox [data-part=${part}]`).evaluate('image => image.decode()')
  }
}

if (withoutChromium) throw new Error(withoutChromium)
const folder = mkdtempSync(join(tmpdir(), 'dreambot-screenshots-'))
const weights = process.env.DREAMBOT_WEIGHTS ?? fileURLToPath(new URL('../weights', import.meta.url))
const app = await startApp(folder, { DREAMBOT_WEIGHTS: weights })
for (const [name, look, scene] of PICTURES) {
  await using visitor = await visit(app.url, look)
  await scene(visitor)
  const path = fileURLToPath(new URL(`${name}.jpg`, import.meta.url))
  await visitor.page.screenshot({ path, type: 'jpeg', quality: 82 })
  console.log(path)
}
await closeBrowser()
await app.end('SIGTERM')
rmSync(folder, { recursive: true })
