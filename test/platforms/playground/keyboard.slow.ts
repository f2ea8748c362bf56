import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBrowser, holds, send, until, visit, withoutChromium } from './browser.ts'
import { createStage } from './stage.ts'

const skip = withoutChromium
after(closeBrowser)

test('a command can be completed, sent and recalled with the keyboard', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  const line = page.locator('#line')
  const offered = () => page.waitForSelector('#suggestions [role=option]')
  assert.equal(await line.evaluate((field) => field === document.activeElement), true)
  await page.keyboard.type('/fil')
  await offered()
  await page.keyboard.press('Tab')
  await holds(page, '#line', '/filter ')
  await page.keyboard.type('lay')
  await page.waitForSelector('#suggestions [role=option]:has-text("layer:")')
  await page.keyboard.press('Tab')
  await page.waitForSelector('#suggestions [role=option]:has-text("block1_conv1")')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const active = await line.getAttribute('aria-activedescendant')
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true')
  await page.keyboard.press('Enter')
  await holds(page, '#line', '/filter layer:block1_conv2 ')
  await page.keyboard.type('filters:3')
  await page.keyboard.press('Escape')
  assert.equal(await line.getAttribute('aria-expanded'), 'false')
  await page.keyboard.press('Enter')
  await until(page, 'done')
  assert.equal(await page.locator('.line code').textContent(), '/filter layer:block1_conv2 filters:3')

  await page.keyboard.press('ArrowUp')
  await holds(page, '#line', '/filter layer:block1_conv2 filters:3')
  await page.keyboard.press('ArrowDown')
  await holds(page, '#line', '')

  // A slash typed outside of fields starts a command; Enter completes a name that is written in part.
  await page.focus('.picture')
  await page.keyboard.press('/')
  await page.keyboard.type('he')
  await offered()
  await page.keyboard.press('Enter')
  await holds(page, '#line', '/help ')
  assert.deepEqual(faults, [])
})

test('keys typed before the suggestions arrive apply to the suggestions for the whole text', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  let answered = Promise.resolve()
  await page.route('**/api/suggestions?*', async (route) => {
    await answered
    await route.continue()
  })
  const type = async (first: string, rest: string, key: string) => {
    await page.keyboard.type(first)
    await page.waitForSelector('#suggestions [role=option]')
    const gate = Promise.withResolvers<void>()
    answered = gate.promise
    await page.keyboard.type(rest)
    await page.keyboard.press(key)
    assert.equal(await page.inputValue('#line'), first + rest)
    gate.resolve()
  }
  await type('/f', 'il', 'Tab')
  await holds(page, '#line', '/filter ')
  await page.fill('#line', '')
  // There is no suggestion for the whole text, so Enter sends it.
  await type('/help dr', 'eam', 'Enter')
  await until(page, 'info')
  assert.equal(await page.locator('.line code').textContent(), '/help dream')
  assert.deepEqual(faults, [])
})

test('a form is checked, and can be sent or turned into a line', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  await page.fill('#line', '/echo steps:4')
  await page.click('#fill')
  await holds(page, '#form [name=command]', 'echo')
  await page.waitForSelector('#form[open] [name=steps]')
  await holds(page, '[name=steps]', '4')
  await page.fill('[name=steps]', '0')
  await page.click('#form [type=submit]')
  assert.equal(await page.$eval('[name=steps]', (field: HTMLInputElement) => field.validity.rangeUnderflow), true)
  await page.fill('[name=steps]', '5')
  await page.click('#form [data-line]')
  await holds(page, '#line', '/echo steps:5')
  await page.click('#fill')
  await page.click('#form [type=submit]')
  await until(page, 'done')
  assert.equal(await page.locator('.line code').textContent(), '/echo steps:5')

  await page.click('#fill')
  await page.selectOption('#form [name=command]', 'filter')
  await page.fill('[name=layer]', 'block3')
  await page.waitForSelector('#field-layer-suggestions [role=option]')
  await page.keyboard.press('Tab')
  await holds(page, '[name=layer]', 'block3_conv1')
  await page.keyboard.press('Escape')
  assert.equal(await page.$eval('#form', (dialog: HTMLDialogElement) => dialog.open), false)
  assert.deepEqual(faults, [])
})

test('layers and filters in the explorer are written into the command line', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  await page.click('#explore')
  await page.waitForSelector('.layers button')
  await page.fill('#explorer [name=find]', 'block2_conv')
  assert.equal(await page.locator('.layers button').count(), 2)
  await page.click('.layers button:has-text("block2_conv2")')
  assert.equal(await page.locator('.numbers button').count(), 64)
  await page.click('.numbers button:has-text("12")')
  await page.click('.numbers button:text-is("3")')
  await page.click('.filters .row button:has-text("/filter")')
  await holds(page, '#line', '/filter network:minivgg layer:block2_conv2 filters:3,12 ')
  await page.press('#line', 'Enter')
  await until(page, 'done')
  await page.click('#explorer [data-close]')
  await page.click('.message [data-part=explore]')
  await page.waitForSelector('.layers button[aria-pressed=true]:has-text("block2_conv2")')
  assert.deepEqual(faults, [])
})

test('a running job shows its progress, and Cancel ends it', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page } = ann
  await send(page, '/echo steps:10000 ms:50')
  await page.waitForSelector('.message[data-state=running] progress[value]')
  assert.match((await page.locator('.card .text').textContent()) ?? '', /step \d+ of 10000, .*\d+%, about/)
  const first = await page.$eval('.pictures img', (image: HTMLImageElement) => image.src)
  await page.waitForFunction((src) => document.querySelector<HTMLImageElement>('.pictures img')?.src !== src, first)
  await page.focus('[data-action=cancel]')
  await page.keyboard.press('Enter')
  await until(page, 'cancelled')
  // The focus moves from the button, which is gone, to its card.
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'answer')
  assert.match((await page.locator('#status').textContent()) ?? '', /cancelled/)
})
