import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { closeBrowser, ready, send, until, visit, withoutChromium } from './browser.ts'
import { createStage } from './stage.ts'

const skip = withoutChromium
after(closeBrowser)

test('jobs of two visitors take turns, and neither sees the other’s cards', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  await using ben = await visit(stage.url)
  await send(ann.page, '/echo steps:10000 ms:50')
  await until(ann.page, 'running')
  await send(ann.page, '/echo steps:30 ms:5')
  await until(ann.page, 'waiting')
  await send(ben.page, '/echo steps:30 ms:5')
  await ben.page.waitForSelector('.text:has-text("next in line")')
  await ann.page.waitForSelector('.message:last-child .text:has-text("number 2 in line")')
  assert.equal(await ben.page.locator('.message').count(), 1)
  await ann.page.click('[data-action=cancel] >> nth=0')
  await until(ben.page, 'done')
  await until(ann.page, 'done')
  assert.deepEqual([ann.faults, ben.faults], [[], []])
})

test('all tabs of a visitor show the same cards', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const context = ann.page.context()
  const others = []
  for (let i = 0; i < 4; i++) {
    const page = await context.newPage()
    await page.goto(stage.url)
    await ready(page)
    others.push(page)
  }
  await send(ann.page, '/echo')
  for (const page of others) await until(page, 'done')
})

test('/forget empties every tab of the visitor', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  await send(ann.page, '/echo')
  await until(ann.page, 'done')
  const other = await ann.page.context().newPage()
  await other.goto(stage.url)
  await ready(other)
  await other.click('.picture')
  await other.waitForSelector('#lightbox[open]')
  assert.match(other.url(), /#recipe=/)
  await ann.page.fill('#line', '/forget')
  await ann.page.press('#line', 'Escape')
  await ann.page.press('#line', 'Enter')
  for (const page of [ann.page, other]) {
    await page.waitForSelector('.message:only-child .text:has-text("has forgotten")')
    assert.equal(page.url(), stage.url)
    assert.equal(await page.isVisible('#lightbox'), false)
  }
  await other.reload()
  await ready(other)
  assert.equal(await other.locator('.message').count(), 1)
})

test('the page asks for the token, or takes it from the link', { skip }, async () => {
  await using stage = await createStage({ token: 'correct horse' })
  await using ann = await visit(`${stage.url}?token=correct%20horse`)
  assert.equal(ann.page.url(), stage.url)
  await ann.page.reload()
  await ready(ann.page)

  const browser = ann.page.context().browser()
  assert.ok(browser)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${stage.url}?token=wrong`)
  await page.waitForSelector('#login[open]')
  assert.equal(page.url(), stage.url)
  await page.fill('[name=token]', 'also wrong')
  await page.press('[name=token]', 'Enter')
  await page.waitForSelector('#login .wrong:not([hidden])')
  await page.fill('[name=token]', 'correct horse')
  await page.press('[name=token]', 'Enter')
  await ready(page)
  await context.close()
})

test('a link on another site starts no render by itself', { skip }, async () => {
  await using stage = await createStage()
  const recipe = Buffer.from('{"command":"dream","network":"minivgg","layer":"block1_conv1"}').toString('base64url')
  const link = `${stage.url}#recipe=${recipe}`
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(`<a href="${link}">look</a>`)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port } = site.address() as AddressInfo
  await using ann = await visit(stage.url)
  const { page } = ann
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.click('a')
  await ready(page)
  assert.match(await page.inputValue('#line'), /^\/recipe \{"command":"dream"/)
  assert.equal(await page.locator('.message').count(), 0)
  // A visitor who opens the link themselves starts it; this recipe is refused.
  await page.goto('about:blank')
  await page.goto(link)
  await until(page, 'failed')
  site.close()
})
