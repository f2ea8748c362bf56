import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { faultsOf } from './axe.ts'
import { closeBrowser, until, visit, withoutChromium } from './browser.ts'
import { createStage } from './stage.ts'

const skip = withoutChromium
after(closeBrowser)
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'on a phone': { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
}

for (const [name, look] of Object.entries(LOOKS)) {
  test(`${name}: axe-core finds no fault in any part of the page, and nothing is wider than the window`, {
    skip,
  }, async () => {
    await using stage = await createStage()
    await using ann = await visit(stage.url, look)
    const { page } = ann
    const found: Record<string, string[]> = {}
    const check = async (what: string) => {
      const faults = await faultsOf(page)
      if (faults.length > 0) found[what] = faults
    }
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

    await check('first visit')
    assert.ok(await fits())
    await page.focus('#line')
    await page.keyboard.type('/dream ')
    await page.waitForSelector('#suggestions [role=option]')
    await check('suggestions')
    await page.fill('#line', '')
    await page.click('[data-example=coffee]')
    await until(page, 'done')
    await page.click('[data-action=recipe]')
    await page.waitForSelector('.message:last-child pre')
    await page.fill('#line', '/dream octaves:9')
    await page.press('#line', 'Enter')
    await until(page, 'failed')
    await page.fill('#line', '/echo steps:10000 ms:50')
    await page.press('#line', 'Enter')
    await page.waitForSelector('.message:last-child progress[value]')
    await check('messages')
    assert.ok(await fits())
    await page.click('.message:nth-child(1) .picture')
    await page.waitForSelector('#lightbox[open]')
    await check('lightbox')
    await page.keyboard.press('Escape')
    await page.click('#fill')
    await page.waitForSelector('#form[open]')
    await page.click('#form summary')
    await check('form')
    await page.keyboard.press('Escape')
    await page.click('#explore')
    await page.click('.layers button >> nth=0')
    await check('layers')
    assert.ok(await fits())
    assert.deepEqual(found, {})
  })
}
