import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { decode, decodeOpacity } from '../../../src/image/codec/decode.ts'
import { encodeAnimation, encodePicture } from '../../../src/image/codec/encode.ts'
import { difference, flat, gradient, noise, open, paint } from '../pictures.ts'

const picture = gradient(96, 64)
const frames = [1, 2, 3, 4].map((seed) => noise(64, 48, seed))

test('a PNG keeps every pixel exactly, a JPEG and a WebP nearly', async () => {
  assert.equal(difference(await decode(await encodePicture(noise(64, 48), 'png')), noise(64, 48)), 0)
  for (const format of ['jpeg', 'webp'] as const) {
    const off = difference(await decode(await encodePicture(picture, format)), picture)
    assert.ok(off > 0 && off <= 12, `${format} is off by ${off}`)
  }
})

test('PNG and WebP keep the opacity, and the colours of transparent pixels', async () => {
  const alpha = Uint8Array.from({ length: 96 * 64 }, (_, i) => (i % 96 < 10 ? 0 : i % 256))
  for (const format of ['png', 'webp'] as const) {
    const file = await encodePicture({ ...picture, alpha }, format)
    assert.deepEqual((await decodeOpacity(file))?.data, alpha)
  }
  const file = await encodePicture({ ...picture, alpha }, 'png')
  assert.deepEqual(new Uint8Array(await sharp(file).removeAlpha().raw().toBuffer()), new Uint8Array(picture.data))
})

test('red lines one pixel wide keep their colour in JPEG', async () => {
  const lines = paint(64, 64, (x) => (x % 8 === 7 ? [240, 20, 20] : [20, 20, 20]))
  const off = difference(await decode(await encodePicture(lines, 'jpeg')), lines)
  assert.ok(off <= 20, `off by ${off}`)
})

test('256 colours are enough for a GIF of a smooth picture', async () => {
  const file = await encodeAnimation([picture, picture], { format: 'gif', frameMs: 80 })
  const off = difference(await decode(file), picture)
  assert.ok(off <= 30, `off by ${off}`)
})

for (const format of ['gif', 'webp'] as const) {
  test(`${format}: keeps all frames, their size and their delays, and loops forever`, async () => {
    for (const frameMs of [40, 80, 500]) {
      const file = await encodeAnimation(frames, { format, frameMs })
      const found = await sharp(file, { pages: -1 }).metadata()
      assert.deepEqual(
        [found.format, found.pages, found.width, found.pageHeight, found.loop, found.delay],
        [format, 4, 64, 48, 0, [frameMs, frameMs, frameMs, frameMs]],
      )
    }
  })

  test(`${format}: frames keep their order and their colours`, async () => {
    const colours = [
      [220, 40, 30],
      [30, 200, 60],
      [40, 60, 210],
    ]
    const file = await encodeAnimation(
      colours.map((colour) => flat(32, 32, colour)),
      { format, frameMs: 100 },
    )
    for (const [page, colour] of colours.entries()) {
      const found = await sharp(file, { page }).removeAlpha().raw().toBuffer()
      const off = difference({ width: 32, height: 32, data: found }, flat(32, 32, colour))
      assert.ok(off <= 6, `frame ${page} is off by ${off}`)
    }
  })

  test(`${format}: a frame that repeats does not shorten the animation`, async () => {
    const [a, b] = frames as [(typeof frames)[0], (typeof frames)[0]]
    const file = await encodeAnimation([a, a, b, a], { format, frameMs: 100 })
    const { delay } = await sharp(file, { pages: -1 }).metadata()
    assert.equal(
      delay?.reduce((sum, ms) => sum + ms, 0),
      400,
    )
  })

  test(`${format}: an animation may have a single frame`, async () => {
    const file = await encodeAnimation(frames.slice(0, 1), { format, frameMs: 100 })
    const { width, height } = await sharp(file).metadata()
    assert.deepEqual({ width, height }, { width: 64, height: 48 })
  })
}

test('the delay of a GIF is at least 20 ms, the shortest delay that browsers respect', async () => {
  const { delay } = await sharp(await encodeAnimation(frames, { format: 'gif', frameMs: 4 }), { pages: -1 }).metadata()
  assert.deepEqual(delay, [20, 20, 20, 20])
})

test('the same pixels give the same bytes', async () => {
  const encoders = [
    ...(['png', 'jpeg', 'webp'] as const).map((format) => () => encodePicture(frames[0] as (typeof frames)[0], format)),
    ...(['gif', 'webp'] as const).map((format) => () => encodeAnimation(frames, { format, frameMs: 80 })),
  ]
  for (const encode of encoders) assert.deepEqual(await encode(), await encode())
})

test('no metadata of an upload reaches a result', async () => {
  const upload = await open(picture)
    .withExif({ IFD0: { Copyright: 'secret', ImageDescription: 'secret' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
    .withIccProfile('p3')
    .jpeg()
    .toBuffer()
  const carried = await sharp(upload).metadata()
  assert.ok(carried.exif && carried.xmp && carried.icc)

  const decoded = await decode(upload)
  const results = [
    ...(await Promise.all((['png', 'jpeg', 'webp'] as const).map((format) => encodePicture(decoded, format)))),
    ...(await Promise.all(
      (['gif', 'webp'] as const).map((format) => encodeAnimation([decoded, picture], { format, frameMs: 80 })),
    )),
  ]
  for (const result of results) {
    const { exif, xmp, icc, iptc, comments, orientation } = await sharp(result).metadata()
    assert.deepEqual([exif, xmp, icc, iptc, comments, orientation], Array(6).fill(undefined))
    assert.doesNotMatch(Buffer.from(result).toString('latin1'), /secret|Exif|iCCP|iTXt|tEXt|xmp/i)
  }
})

test('no frames, or frames of different sizes, are an error', async () => {
  const options = { format: 'gif', frameMs: 80 } as const
  await assert.rejects(encodeAnimation([], options), /at least one/)
  await assert.rejects(encodeAnimation([flat(8, 8, [0, 0, 0]), flat(8, 9, [0, 0, 0])], options), /8 x 8 and 8 x 9/)
})
