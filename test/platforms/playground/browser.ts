/** Visits the playground with Debian's Chromium, without access to other hosts. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** For a test's `skip`: the reason why no browser is available, or false. */
export const withoutChromium = existsSync(CHROMIUM) ? false : `no browser at ${CHROMIUM}`

// In CI nothing may be skipped.
if (withoutChromium && process.env.CI) throw new Error(withoutChromium)

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Errors, warnings, and requests to other hosts. */
  readonly faults: readonly string[]
}

/** The browser of all visits. */
let browser: Promise<Browser> | undefined

/** Closes the browser: for `after`. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
}

/** Opens the page as a new visitor, and waits until it is ready. */
export async function visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  browser ??= chromium.launch({
    executablePath: CHROMIUM,
    // Chromium does not start with a sandbox as root.
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

/** Milliseconds: enough for a real render on a busy machine. */
const PATIENCE = 180_000

/** Waits until the page has connected to the server. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready]')
}

/** Waits until the last message is in one of these states. */
export async function until(page: Page, ...states: readonly string[]): Promise<void> {
  await page.waitForSelector(states.map((state) => `.message:last-child[data-state=${state}]`).join(', '))
}

/** Waits until a field has exactly this value. */
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
