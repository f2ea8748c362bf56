import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBrowser, until, visit, withoutChromium } from './browser.ts'
import { createStage } from './stage.ts'

after(closeBrowser)

test('one click on a first visit starts a dream and shows its picture', { skip: withoutChromium }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  assert.ok(await page.isVisible('#welcome'))
  await page.click('[data-example=cat]')
  await until(page, 'done')
  assert.equal(await page.locator('.message .line code').textContent(), '/dream')
  assert.ok(await page.isVisible('.message .picture img'))
  assert.equal(await page.isVisible('#welcome'), false)
  assert.deepEqual([faults, stage.logged], [[], []])
})
