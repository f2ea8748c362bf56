import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import type { Format } from '../../../src/command.ts'
import { openDatabase } from '../../../src/database.ts'
import { encodePicture } from '../../../src/image/encode.ts'
import { serveFile } from '../../../src/platforms/playground/pictures.ts'
import { createResults } from '../../../src/platforms/playground/results.ts'
import { dataFolder } from '../../house.ts'
import { noise, open } from '../../image/pictures.ts'
import { createStage, isOver, type Visitor } from './stage.ts'

async function refusal(visitor: Visitor, bytes: Uint8Array): Promise<string> {
  const response = await visitor.upload(bytes)
  assert.equal(response.status, 400)
  return ((await response.json()) as { text: string }).text
}

test('what is no photo is refused in the bot’s own words', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  assert.match(await refusal(ann, Buffer.from(svg)), /The file is in the format SVG, and only JPEG, .* can be read/)
  assert.match(await refusal(ann, Buffer.from('<html>')), /The file is not a picture/)
  assert.match(await refusal(ann, new Uint8Array()), /The picture is empty/)
  assert.match(await refusal(ann, new Uint8Array(30e6)), /more than 25 MB\. Send a smaller one/)
  const whole = await encodePicture(noise(64, 64), 'png')
  assert.equal((await ann.upload(whole)).status, 200)
})

test('an upload that never ends is ended', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  await ann.cards()
  let sent = 0
  const status = await new Promise((resolve) => {
    const headers = { cookie: ann.cookie(), 'x-dreambot': 'page', 'transfer-encoding': 'chunked' }
    const upload = request(new URL('/api/photos', stage.url), { method: 'POST', headers }, ({ statusCode }) => {
      resolve(statusCode)
      upload.destroy()
    })
    const go = () => {
      sent += 1e6
      upload.write(new Uint8Array(1e6))
    }
    upload.on('drain', go)
    upload.on('error', () => {})
    go()
  })
  assert.equal(status, 400)
  assert.ok(sent < 60e6, `${sent} bytes`)
})

test('a photo is served as what it is, upright or small, and as nothing else', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  const picture = open(noise(80, 60))
  const kinds = {
    jpeg: 'image/jpeg',
    png: 'image/png',
    webp: 'image/webp',
    avif: 'image/avif',
    tiff: 'image/jpeg',
  } as const
  for (const [format, type] of Object.entries(kinds)) {
    const bytes = await picture
      .clone()
      .toFormat(format as keyof typeof kinds)
      .toBuffer()
    const { photo } = (await (await ann.upload(bytes)).json()) as { photo: string }
    const whole = await ann.request(`/photos/${photo}`)
    assert.equal(whole.headers.get('content-type'), type, format)
    assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
    assert.match(whole.headers.get('content-security-policy') ?? '', /sandbox/)
    const small = await ann.request(`/photos/${photo}/small`)
    const { width } = await sharp(await small.arrayBuffer()).metadata()
    assert.deepEqual([small.headers.get('content-type'), width], ['image/jpeg', 80])
  }
  for (const key of ['x', 'a'.repeat(64), '..%2f..%2fpackage.json']) {
    assert.equal((await ann.request(`/photos/${key}`)).status, 400, key)
  }
})

test('a result has a safe name, its own type, and never runs', () => {
  for (const [name, safe] of [
    ['dream-minivgg.png', 'dream-minivgg.png'],
    ['<img onerror=alert(1)>.png', '_img_onerror_alert_1_.png'],
    ['a"\r\nset-cookie: b.png', 'a_set-cookie_b.png'],
    ['träume.png', 'tr_ume.png'],
  ] as const) {
    const { headers } = serveFile({ name, format: 'png' as Format, data: new Uint8Array() }, true)
    assert.equal(headers['content-disposition'], `attachment; filename="${safe}"`)
    assert.equal(headers['content-type'], 'image/png')
  }
})

test('past its limit the folder loses its oldest pictures, and what a killed process has left', async () => {
  const folder = dataFolder()
  const database = openDatabase(folder)
  const results = createResults({ folder: join(folder, 'playground'), database, mostBytes: 250 })
  const file = { name: 'x.png', format: 'png', data: new Uint8Array(100), alt: '' } as const
  const [first = ''] = await results.keep('ann', 'one', [file])
  const [second = ''] = await results.keep('ann', 'two', [file])
  const [third = ''] = await results.keep('ann', 'three', [file])
  assert.equal(await results.read('ann', first), undefined)
  assert.equal((await results.read('ann', second))?.data.length, 100)
  assert.equal(await results.read('ben', second), undefined)
  // Kept anew, as by a job that is posted twice.
  const [again = ''] = await results.keep('ann', 'three', [file])
  assert.equal(await results.read('ann', third), undefined)
  assert.deepEqual(new Set(readdirSync(join(folder, 'playground'))), new Set([second, again]))
  writeFileSync(join(folder, 'playground', 'half.part'), 'half')
  await results.clean()
  assert.deepEqual(new Set(readdirSync(join(folder, 'playground'))), new Set([second, again]))
  await results.remove('ann', 'two')
  assert.equal(await results.read('ann', second), undefined)
  database.close()
})

test('a picture that is gone leaves its card', async () => {
  await using stage = await createStage({ mostBytes: 1 })
  const ann = stage.visitor()
  const done = await ann.until(await ann.say('/echo'), isOver)
  assert.equal(done.state, 'done')
  assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 404)
})
