/** The way from the chart of /layers to a filter, with real renders. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { dataFolder } from '../../support/house.ts'
import { endApps, startApp } from './app-process.ts'
import { faultsOf } from './axe.ts'
import { closeBrowser, holds, send, until, visit, withoutChromium } from './browser.ts'

const skip = withoutChromium
after(closeBrowser)
after(endApps)

test('the rows in the chart of /layers open the explorer at their layer, with pictures of its filters', {
  skip,
}, async () => {
  const app = await startApp(dataFolder())
  await using ann = await visit(app.url)
  const { page, faults } = ann
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  const explored = (layer: string) => page.waitForSelector(`.layers button[aria-pressed=true]:has-text("${layer}")`)
  await send(page, '/filter block1_conv2 filters:1,3')
  await until(page, 'done')
  await send(page, '/layers')
  await until(page, 'done')
  const message = page.locator('.message:last-child')
  await message.locator('.pictures img').evaluate((image: HTMLImageElement) => image.decode())
  const regions = message.locator('.regions button')
  assert.equal(await regions.count(), 19)

  // Each button covers its row: all are of one height, the first below the heading, the last at the end.
  const boxes = await message.evaluate((root) => {
    const picture = root.querySelector('.pictures img')?.getBoundingClientRect() ?? new DOMRect()
    return [...root.querySelectorAll('.regions button')].map((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect()
      const share = (y: number) => (y - picture.top) / picture.height
      return { inside: left > picture.left && right < picture.right, top: share(top), bottom: share(bottom) }
    })
  })
  assert.ok(boxes.every(({ inside }) => inside))
  assert.ok((boxes[0]?.top ?? 0) > 0.2 && (boxes.at(-1)?.bottom ?? 1) > 0.94 && (boxes.at(-1)?.bottom ?? 1) < 1)
  for (const [i, { top }] of boxes.entries())
    if (i > 0) assert.ok(Math.abs(top - (boxes[i - 1]?.bottom ?? 0)) < 0.002, `${i}`)

  // The rows are one stop of the Tab key; arrow keys move between them.
  await message.locator('.picture').focus()
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'block1_conv1')
  await page.keyboard.press('End')
  assert.equal(await focused(), 'predictions')
  await page.keyboard.press('Tab')
  assert.ok(!(await regions.evaluateAll((all) => all.some((each) => each === document.activeElement))))
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(), 'block1_conv2')
  await page.keyboard.press('Enter')
  await explored('block1_conv2')
  await page.waitForFunction(() => document.activeElement?.textContent === 'Filters · block1_conv2')

  // Available pictures of filters are shown with the filters' numbers; a click picks a filter.
  await page.waitForSelector('.numbers img')
  const tiles = page.locator('.numbers button:has(img)')
  assert.deepEqual(await tiles.allTextContents(), ['1', '3'])
  for (const tile of await tiles.all()) {
    const image = tile.locator('img')
    assert.ok(await image.evaluate((each: HTMLImageElement) => each.decode().then(() => each.naturalWidth)))
    assert.equal(await image.getAttribute('alt'), 'What this filter looks for')
  }
  assert.equal(await page.locator('.numbers button').count(), 32)
  await tiles.last().click()
  await page.click('.filters .row button:has-text("/filter")')
  await holds(page, '#line', '/filter network:minivgg layer:block1_conv2 filters:3 ')

  // The lightbox works the same way, by mouse.
  await message.locator('[data-part=open]').click()
  await page.waitForSelector('#lightbox[open]')
  const large = page.locator('#lightbox .regions [aria-label=block3_conv1]')
  await large.hover()
  assert.equal(await large.getAttribute('title'), 'block3_conv1')
  await large.click()
  await explored('block3_conv1')
  assert.equal(await page.isVisible('#lightbox'), false)
  // This layer has no pictures of filters.
  await page.waitForFunction(() => document.querySelectorAll('.numbers button').length === 96)
  assert.equal(await page.locator('.numbers img').count(), 0)

  // On a phone the rows are too low to touch: the chart opens in the lightbox instead.
  await page.setViewportSize({ width: 360, height: 740 })
  await page.click('#explorer [data-close]')
  await message.locator('.picture').click()
  await large.click()
  await explored('block3_conv1')
  // Checked before axe-core runs, because the page's policy blocks some of its requests.
  assert.deepEqual(faults, [])

  await page.setViewportSize({ width: 1200, height: 800 })
  await message.locator('.regions [aria-label=block1_conv2]').click()
  await page.waitForSelector('.numbers img')
  assert.deepEqual(await faultsOf(page), [])
  await message.locator('[data-part=open]').click()
  await page.waitForSelector('#lightbox[open]')
  assert.deepEqual(await faultsOf(page), [])
  assert.equal(await app.end('SIGTERM'), 0)
})
