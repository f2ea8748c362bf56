/** Browsers that visit the playground: Debian's Chromium, without a way to the outside. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** For a test's `skip`: why it cannot run here, or false if it can. */
export const withoutChromium = existsSync(CHROMIUM) ? false : `no browser at ${CHROMIUM}`

// There nothing may be skipped.
if (withoutChromium && process.env.CI) throw new Error(withoutChromium)

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** What the page should not have done: errors, warnings, and requests to other hosts. */
  readonly faults: readonly string[]
}

/** One for all that visit. */
let browser: Promise<Browser> | undefined

/** For `after`. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
}

/** A new visitor, whose page is open and ready. */
export async function visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  browser ??= chromium.launch({
    executablePath: CHROMIUM,
    // As root it would not start with one.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  })
  const context = await (await browser).newContext({ locale: 'en', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(PATIENCE)
  const faults: string[] = []
  const { host } = new URL(url)
  context.on('request', (request) => {
    if (new URL(request.url()).host !== host) faults.push(`a request for ${request.url()}`)
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  const page = await context.newPage()
  await page.goto(url)
  await ready(page)
  return { page, faults, [Symbol.asyncDispose]: () => context.close() }
}

/** Real renders take their time where others render too. */
const PATIENCE = 180_000

/** The page works. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready]')
}

/** Waits for the last message to be in one of these states. */
export async function until(page: Page, ...states: readonly string[]): Promise<void> {
  await page.waitForSelector(states.map((state) => `.message:last-child[data-state=${state}]`).join(', '))
}

/** Waits for a field to hold just that. */
export async function holds(page: Page, selector: string, value: string): Promise<void> {
  for (const end = performance.now() + PATIENCE; ; await sleep(20)) {
    const held = await page.inputValue(selector)
    if (held === value) return
    if (performance.now() > end) assert.fail(`${selector} holds ${held}, not ${value}`)
  }
}

/** Types a command and sends it. */
export async function send(page: Page, line: string): Promise<void> {
  const before = await page.locator('.message').count()
  await page.fill('#line', line)
  await page.press('#line', 'Escape')
  await page.press('#line', 'Enter')
  await page.locator('.message').nth(before).waitFor()
}
