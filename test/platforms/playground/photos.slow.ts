import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { encodePicture } from '../../../src/image/codec/encode.ts'
import { noise } from '../../image/pictures.ts'
import { closeBrowser, holds, until, visit, withoutChromium } from './browser.ts'
import { createStage } from './stage.ts'

const skip = withoutChromium
after(closeBrowser)
const PHOTO = Buffer.from(await encodePicture(noise(64, 48), 'png'))

/** Drops a file on the page, or pastes it from the clipboard. */
async function give(page: Page, event: 'paste' | 'drop', bytes: Buffer, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ({ base64, name }) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      transfer.items.add(new File([bytes], name, { type: 'image/png' }))
      return transfer
    },
    { base64: bytes.toString('base64'), name },
  )
  await page.evaluate(
    ({ data, event }) => {
      const init = { bubbles: true, cancelable: true }
      const made =
        event === 'paste'
          ? new ClipboardEvent(event, { ...init, clipboardData: data })
          : new DragEvent(event, { ...init, dataTransfer: data })
      document.body.dispatchEvent(made)
    },
    { data, event },
  )
}

for (const event of ['paste', 'drop'] as const) {
  test(`${event}: a photo is attached, a command is proposed, and Enter sends both`, { skip }, async () => {
    await using stage = await createStage()
    await using ann = await visit(stage.url)
    const { page, faults } = ann
    await give(page, event, PHOTO, 'mine.png')
    await page.waitForSelector('#chips img')
    await holds(page, '#line', '/dream ')
    await page.press('#line', 'Enter')
    await until(page, 'done')
    assert.equal(await page.locator('.asked .photos img').count(), 1)
    assert.equal(await page.locator('#chips li').count(), 0)
    // A click on the request brings it back to the command line, with its photo.
    await page.click('.asked .line')
    assert.equal(await page.locator('#chips img').count(), 1)
    await page.click('#chips button')
    assert.equal(await page.locator('#chips li').count(), 0)
    assert.deepEqual(faults, [])
  })
}

test('the page says why it refuses a file, and keeps the photos that are attached', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page } = ann
  const choose = async (name: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('.composer [data-attach]')])
    await chooser.setFiles({ name, mimeType: 'image/svg+xml', buffer })
  }
  await choose('mine.png', PHOTO)
  await page.waitForSelector('#chips img')
  await choose('large.jpg', Buffer.alloc(30e6))
  await page.waitForSelector('.toast:has-text("more than 25 MB. Send a smaller one.")')
  await choose(
    'drawing.svg',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="owned"</script></svg>'),
  )
  await page.waitForSelector('.toast:has-text("in the format SVG")')
  assert.equal(await page.locator('#chips img').count(), 1)
  assert.equal(await page.title(), 'Dreambot')
})

test('a form has a field for each photo option, and optional photos can be removed', {
  skip,
}, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  await page.click('#fill')
  await page.selectOption('#form [name=command]', 'dream')
  const fields = page.locator('#form .field.photo')
  assert.equal(await fields.count(), 2)
  const choose = async (index: number, name: string) => {
    const choosing = fields.nth(index).locator('button:has-text("Choose a photo")').click()
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choosing])
    await chooser.setFiles({ name, mimeType: 'image/png', buffer: PHOTO })
    await fields.nth(index).locator(`span:has-text("${name}")`).waitFor()
  }
  const remove = (index: number) => fields.nth(index).locator('button:has-text("Remove this photo")')
  await choose(0, 'mine.png')
  await choose(1, 'guide.png')
  assert.equal(await remove(0).isVisible(), false, 'it must be there')
  await remove(1).click()
  await fields.nth(1).locator('span:has-text("No photo yet")').waitFor()
  assert.equal(await remove(1).isVisible(), false)
  await choose(1, 'other.png')
  await page.click('#form [type=submit]')
  await until(page, 'done')
  assert.equal(await page.locator('.message .photos img').count(), 2)
  assert.deepEqual(faults, [])
})

test('names and lines that look like markup are shown as text', { skip }, async () => {
  await using stage = await createStage()
  await using ann = await visit(stage.url)
  const { page, faults } = ann
  const evil = '<img src=x onerror="document.title=1">'
  await give(page, 'drop', PHOTO, evil)
  await page.waitForSelector('#chips img')
  assert.equal(await page.locator('#chips span').textContent(), evil)
  await page.fill('#line', `/help ${evil}`)
  await page.press('#line', 'Enter')
  await until(page, 'failed')
  assert.equal(await page.locator('.line code').textContent(), `/help ${evil}`)
  assert.equal(await page.locator('.message [onerror], #chips [onerror]').count(), 0)
  assert.equal(await page.title(), 'Dreambot')
  assert.deepEqual(faults, [])
})
