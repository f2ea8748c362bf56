import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { atlasJob } from '../../../../src/atlas/jobs.ts'
import { encodeTile } from '../../../../src/atlas/tile-file.ts'
import type { Format } from '../../../../src/core/file-types.ts'
import { encodePicture } from '../../../../src/image/codec/encode.ts'
import { createResults } from '../../../../src/platforms/playground/deliver/results.ts'
import { serveFile } from '../../../../src/platforms/playground/deliver/served-files.ts'
import { openDatabase } from '../../../../src/storage/database.ts'
import { noise, open } from '../../../image/pictures.ts'
import { dataFolder } from '../../../support/house.ts'
import { createStage, isOver, type Visitor } from '../stage.ts'

async function refusal(visitor: Visitor, bytes: Uint8Array): Promise<string> {
  const response = await visitor.upload(bytes)
  assert.equal(response.status, 400)
  return ((await response.json()) as { text: string }).text
}

test('an upload that is no photo is refused with the reason', async () => {
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

test('an endless upload is cut off', async () => {
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

test('a photo is served with its own media type, and as a small JPEG', async () => {
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

test('pictures of filters are listed and served to visitors, if there are any', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  const about = 'network=minivgg&layer=block1_conv2'
  assert.deepEqual(await ann.json(`/api/tiles?${about}`), [])
  const plate = stage.atlas.choice('minivgg', 'block1_conv2')
  const data = await encodeTile(noise(16, 16), { fired: true, engine: 'echo' })
  // Filter 30 is beyond those that an atlas shows.
  await stage.atlas.keep(['3', '12', '30'].map((filter) => ({ job: atlasJob(plate, filter), data })))
  assert.deepEqual(await ann.json(`/api/tiles?${about}`), [3, 12])
  const tile = await ann.request(`/tiles?${about}&filter=12`)
  assert.deepEqual([tile.status, tile.headers.get('content-type')], [200, 'image/png'])
  assert.match(tile.headers.get('content-security-policy') ?? '', /sandbox/)
  assert.deepEqual(new Uint8Array(await tile.arrayBuffer()), new Uint8Array(data))
  const again = { headers: { 'if-none-match': tile.headers.get('etag') ?? '' } }
  assert.equal((await ann.request(`/tiles?${about}&filter=12`, again)).status, 304)
  assert.equal((await ann.request(`/tiles?${about}&filter=4`)).status, 404)
  assert.equal((await ann.request(`/tiles?${about}&filter=../12`)).status, 400)
  assert.equal((await ann.request('/tiles?network=minivgg&layer=nope&filter=3')).status, 400)
  assert.equal((await fetch(new URL(`/tiles?${about}&filter=12`, stage.url))).status, 401)
  // A network that is not installed has no pictures, which is no error.
  assert.deepEqual(await ann.json('/api/tiles?network=vgg16&layer=block1_conv1'), [])
  assert.equal((await ann.request('/api/tiles?network=nope&layer=x')).status, 400)
})

test('a result is served with a safe file name and its media type', () => {
  for (const [name, safe] of [
    ['dream-minivgg.png', 'dream-minivgg.png'],
    ['<img onerror=alert(1)>.png', '_img_onerror_alert_1_.png'],
    ['a"\r\nset-cookie: b.png', 'a_set-cookie_b.png'],
    ['träume.png', 'tr_ume.png'],
  ] as const) {
    const { headers } = serveFile({ name, format: 'png' as Format, data: new Uint8Array() }, { download: true })
    assert.equal(headers['content-disposition'], `attachment; filename="${safe}"`)
    assert.equal(headers['content-type'], 'image/png')
  }
})

test('a video is served in the byte ranges that browsers ask for', async () => {
  const data = Uint8Array.from({ length: 100 }, (_, i) => i)
  const serve = (range?: string) => {
    const { status = 200, headers, body } = serveFile({ name: 'a.mp4', format: 'mp4', data }, { range })
    assert.deepEqual([headers['content-type'], headers['accept-ranges']], ['video/mp4', 'bytes'])
    return [status, headers['content-range'], body[0], body.length]
  }
  assert.deepEqual(serve('bytes=0-1'), [206, 'bytes 0-1/100', 0, 2])
  assert.deepEqual(serve('bytes=0-'), [206, 'bytes 0-99/100', 0, 100])
  assert.deepEqual(serve('bytes=90-1000'), [206, 'bytes 90-99/100', 90, 10])
  assert.deepEqual(serve('bytes=-30'), [206, 'bytes 70-99/100', 70, 30])
  assert.deepEqual(serve('bytes=-300'), [206, 'bytes 0-99/100', 0, 100])
  for (const all of [undefined, 'bytes=-', 'bytes=-0', 'bytes=5-4', 'bytes=100-', 'bytes=0-1,5-6', 'lines=0-1']) {
    assert.deepEqual(serve(all), [200, undefined, 0, 100], all)
  }
  await using stage = await createStage()
  const ann = stage.visitor()
  const done = await ann.until(await ann.send('/echo'), isOver)
  const part = await ann.request(done.files?.[0]?.url ?? '', { headers: { range: 'bytes=1-3' } })
  assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer()).toString('latin1')], [206, 'PNG'])
})

test('the oldest pictures above the limit are removed, and so are files that a killed process left', async () => {
  const folder = dataFolder()
  const database = openDatabase(folder)
  const results = createResults({ folder: join(folder, 'playground'), database, mostBytes: 250 })
  const file = { name: 'x.png', format: 'png', data: new Uint8Array(100), alt: '' } as const
  const [first = ''] = await results.save('ann', 'one', [file])
  const [second = ''] = await results.save('ann', 'two', [file])
  const [third = ''] = await results.save('ann', 'three', [file])
  assert.equal(await results.read('ann', first), undefined)
  assert.equal((await results.read('ann', second))?.data.length, 100)
  assert.equal(await results.read('ben', second), undefined)
  // Saved again, as for a job that is posted twice.
  const [again = ''] = await results.save('ann', 'three', [file])
  assert.equal(await results.read('ann', third), undefined)
  assert.deepEqual(new Set(readdirSync(join(folder, 'playground'))), new Set([second, again]))
  writeFileSync(join(folder, 'playground', 'half.part'), 'half')
  await results.removeOrphans()
  assert.deepEqual(new Set(readdirSync(join(folder, 'playground'))), new Set([second, again]))
  await results.remove('ann', 'two')
  assert.equal(await results.read('ann', second), undefined)
  database.close()
})

test('a card stays when its picture has been removed', async () => {
  await using stage = await createStage({ mostBytes: 1 })
  const ann = stage.visitor()
  const done = await ann.until(await ann.send('/echo'), isOver)
  assert.equal(done.state, 'done')
  assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 404)
})
