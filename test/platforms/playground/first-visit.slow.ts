import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { dataFolder } from '../../support/house.ts'
import { endApps, startApp } from './app-process.ts'
import { closeBrowser, ready, send, until, visit, withoutChromium } from './browser.ts'

const skip = withoutChromium
after(closeBrowser)
after(endApps)

test('a first visit leads to a dream, which can be compared, downloaded, reloaded and shared', { skip }, async () => {
  const app = await startApp(dataFolder())
  assert.match(app.output(), /^Dreambot is at http:\/\/127\.0\.0\.1:\d+\/\n$/)
  await using ann = await visit(app.url)
  const { page, faults } = ann
  await page.click('[data-example=raccoon]')
  // Previews and the progress are shown while it runs.
  await page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>('.pictures img')
    const isPreview = image?.src.includes('/previews/') && image.naturalWidth > 100
    return isPreview && /^\d+% · Dreambot$/.test(document.title)
  })
  await until(page, 'done')
  const size = await page.$eval('.pictures img', async (image: HTMLImageElement) => {
    await image.decode()
    return [image.naturalWidth, image.naturalHeight]
  })
  assert.deepEqual(size, [512, 384])
  assert.match((await page.locator('.caption').textContent()) ?? '', /minivgg · block4_conv3 · 40 steps/)

  await page.click('.picture')
  const slider = page.locator('#lightbox input[type=range]')
  await slider.focus()
  await slider.press('Home')
  const at = () => page.$eval('#lightbox figure', (figure: HTMLElement) => figure.style.getPropertyValue('--at'))
  assert.equal(await at(), '0%')
  await slider.press('ArrowRight')
  assert.equal(await at(), '1%')
  assert.ok(
    await page.$eval('[data-part=before]', (image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  )
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#lightbox [data-part=download]')])
  assert.match(download.suggestedFilename(), /^dream.*\.png$/)
  await page.press('#lightbox', 'Escape')

  // The address contains the recipe: a reload finds the card, and renders nothing.
  assert.match(page.url(), /#recipe=/)
  await page.reload()
  await ready(page)
  assert.equal(await page.locator('.message').count(), 1)
  await page.click('[data-action=recipe]')
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 2)
  assert.match((await page.locator('pre').last().textContent()) ?? '', /"command":"dream"/)

  // Another visitor gets the same picture from the link.
  await page.evaluate(() => scrollTo(0, 0))
  await using ben = await visit(page.url())
  await until(ben.page, 'done')
  const bytes = (where: typeof page) =>
    where.$eval('.pictures img', async (image: HTMLImageElement) => [
      ...new Uint8Array(await (await fetch(image.src)).arrayBuffer()),
    ])
  assert.deepEqual(await bytes(ben.page), await bytes(page))
  assert.deepEqual([faults, ben.faults], [[], []])
  assert.equal(await app.end('SIGTERM'), 0)
})

test('all lines that the welcome proposes work', { skip }, async () => {
  const app = await startApp(dataFolder())
  await using ann = await visit(app.url)
  const { page } = ann
  const lines = await page.locator('#starters code').allTextContents()
  assert.ok(lines.length > 1)
  for (const line of lines) {
    // One filter instead of the whole grid, to save time.
    await send(page, line.startsWith('/filter') ? `${line} filters:0 iterations:2` : line)
    await until(page, 'done', 'failed')
  }
  assert.equal(await page.locator('.message[data-state=failed]').count(), 0)
  assert.equal(await app.end('SIGTERM'), 0)
})

test('a running job is still watched after a reload, and continues after the server was killed', { skip }, async () => {
  const folder = dataFolder()
  const first = await startApp(folder)
  await using ann = await visit(first.url)
  const { page } = ann
  await send(page, '/filter block4_conv3 0-24 iterations:200 seed:7')
  await page.waitForSelector('.pictures img')
  await page.reload()
  await ready(page)
  await page.waitForSelector('.message[data-state=running]')

  assert.equal(await first.end('SIGKILL'), 'SIGKILL')
  await page.waitForSelector('.toast.failed')
  const { port } = new URL(first.url)
  const second = await startApp(folder, { DREAMBOT_PORT: port })
  await page.waitForSelector('.toast.info')
  await page.waitForSelector('.message[data-state=running] .pictures img')
  await page.click('[data-action=cancel]')
  await until(page, 'cancelled')
  assert.equal(await page.locator('.message').count(), 1)

  await send(page, '/filter block1_conv1 3 size:64 iterations:5')
  await until(page, 'done')
  assert.equal(await second.end('SIGTERM'), 0)
})
