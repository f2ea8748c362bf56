import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import type { Pixels } from '../../../src/core/pixels.ts'
import { decode, decodeOpacity, inspect } from '../../../src/image/codec/decode.ts'
import { difference, flat, gradient, noise, open, paint, pixel } from '../pictures.ts'

const picture = gradient(48, 32)

/** Checks that the file decodes to `expected`, with differences of at most `tolerance`, 0..255. */
async function assertDecodes(file: Uint8Array, expected: Pixels, tolerance: number): Promise<void> {
  const decoded = await decode(file)
  assert.equal(decoded.data.length, decoded.width * decoded.height * 3)
  const found = difference(decoded, expected)
  assert.ok(found <= tolerance, `off by ${found}, allowed ${tolerance}`)
}

const sharp444 = { quality: 100, chromaSubsampling: '4:4:4' } as const
const exact: Record<string, (image: Sharp) => Sharp> = {
  PNG: (image) => image.png(),
  'PNG, interlaced': (image) => image.png({ progressive: true }),
  'PNG, 16-bit': (image) => image.toColourspace('rgb16').png(),
  WebP: (image) => image.webp({ lossless: true }),
  TIFF: (image) => image.tiff({ compression: 'lzw' }),
  'TIFF, Lab': (image) => image.toColourspace('lab').tiff({ compression: 'lzw' }),
}
const lossy: Record<string, (image: Sharp) => Sharp> = {
  JPEG: (image) => image.jpeg(sharp444),
  'JPEG, progressive': (image) => image.jpeg({ ...sharp444, progressive: true }),
  AVIF: (image) => image.avif({ ...sharp444, effort: 0 }),
  'AVIF, 10-bit': (image) => image.avif({ ...sharp444, effort: 0, bitdepth: 10 }),
}

for (const [tolerance, encodings] of [
  [0, exact],
  [6, lossy],
] as const) {
  for (const [name, encode] of Object.entries(encodings)) {
    test(`${name} keeps its colours, and inspect agrees with decode`, async () => {
      const file = await encode(open(picture)).toBuffer()
      await assertDecodes(file, picture, tolerance)
      assert.deepEqual(await inspect(file), { width: 48, height: 32, format: name.split(',')[0], alpha: false })
    })
  }
}

test('grey becomes RGB, at 8 and at 16 bits', async () => {
  const grey = paint(48, 32, (x) => [x * 5, x * 5, x * 5])
  for (const space of ['b-w', 'grey16']) {
    const file = await open(grey).toColourspace(space).png().toBuffer()
    assert.equal((await sharp(file).metadata()).channels, 1)
    await assertDecodes(file, grey, 1)
  }
})

test('a palette of few colours decodes exactly', async () => {
  const stripes = paint(32, 32, (x) => (x % 4 < 2 ? [200, 30, 40] : [10, 60, 220]))
  for (const file of [await open(stripes).png({ palette: true }).toBuffer(), await open(stripes).gif().toBuffer()]) {
    assert.equal((await sharp(file).metadata()).isPalette, true)
    await assertDecodes(file, stripes, 0)
  }
})

test('CMYK becomes sRGB, with a profile and without', async () => {
  const muted = paint(32, 32, (x, y) => [90 + x * 2, 120, 110 + y * 2])
  const files = [
    await open(muted).toColourspace('cmyk').jpeg(sharp444).toBuffer(),
    await open(muted).withIccProfile('cmyk').jpeg(sharp444).toBuffer(),
  ]
  for (const [index, file] of files.entries()) {
    const { space, hasProfile } = await sharp(file).metadata()
    assert.deepEqual({ space, hasProfile }, { space: 'cmyk', hasProfile: index === 1 })
    await assertDecodes(file, muted, 20)
  }
})

test('a Display P3 profile is converted, at 8 and at 16 bits', async () => {
  const muted = paint(32, 32, (x, y) => [60 + x * 4, 100, 60 + y * 4])
  for (const space of ['srgb', 'rgb16']) {
    const file = await open(muted).toColourspace(space).withIccProfile('p3').png().toBuffer()
    const stored = await sharp(file, { ignoreIcc: true }).toColourspace('srgb').raw().toBuffer()
    assert.ok(difference({ ...muted, data: stored }, muted) > 8, 'the stored numbers differ from sRGB')
    await assertDecodes(file, muted, 2)
  }
})

test('transparent parts become middle grey, translucent parts mix with it', async () => {
  for (const [alpha, expected] of [
    [0, 128],
    [128, 191],
    [255, 255],
  ] as const) {
    const rgba = sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 255, g: 255, b: 255, alpha: alpha / 255 } },
    })
    for (const file of [
      await rgba.clone().png().toBuffer(),
      await rgba.clone().toColourspace('rgb16').png().toBuffer(),
      await rgba.clone().toColourspace('b-w').png().toBuffer(),
      await rgba.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      assert.ok((await sharp(file).metadata()).hasAlpha || alpha === 255)
      await assertDecodes(file, flat(4, 4, [expected, expected, expected]), 1)
    }
  }
})

test('the opacity is upright and eight-bit; a picture without an alpha channel has none', async () => {
  const alpha = Uint8Array.from({ length: 12 }, (_, i) => i * 20)
  const pixels = Uint8Array.from({ length: 48 }, (_, i) => (i % 4 === 3 ? (alpha[(i - 3) / 4] ?? 0) : 90))
  const rgba = () => sharp(pixels, { raw: { width: 4, height: 3, channels: 4 } })
  for (const file of [
    await rgba().png().toBuffer(),
    await rgba().toColourspace('rgb16').png().toBuffer(),
    await rgba().webp({ lossless: true }).toBuffer(),
  ]) {
    assert.equal((await inspect(file)).alpha, true)
    assert.deepEqual(await decodeOpacity(file), { width: 4, height: 3, data: alpha })
  }
  const turned = await rgba().withMetadata({ orientation: 6 }).png().toBuffer()
  const upright = await decodeOpacity(turned)
  assert.deepEqual([upright?.width, upright?.height], [3, 4])
  assert.deepEqual([...(upright?.data.subarray(0, 3) ?? [])], [alpha[8], alpha[4], alpha[0]])
  const opaque = await open(picture).png().toBuffer()
  assert.deepEqual([await decodeOpacity(opaque), (await inspect(opaque)).alpha], [undefined, false])
})

/** For each EXIF orientation, the place in the upright picture of the pixel that the file stores at (x, y). */
const held: readonly ((x: number, y: number, w: number, h: number) => [x: number, y: number])[] = [
  (x, y) => [x, y],
  (x, y, w) => [w - 1 - x, y],
  (x, y, w, h) => [w - 1 - x, h - 1 - y],
  (x, y, _, h) => [x, h - 1 - y],
  (x, y) => [y, x],
  (x, y, w) => [w - 1 - y, x],
  (x, y, w, h) => [w - 1 - y, h - 1 - x],
  (x, y, _, h) => [y, h - 1 - x],
]

for (const [index, upright] of held.entries()) {
  const orientation = index + 1
  test(`EXIF orientation ${orientation} is undone`, async () => {
    const { width, height } = picture
    const [w, h] = orientation < 5 ? [width, height] : [height, width]
    const stored = paint(w, h, (x, y) => pixel(picture, ...upright(x, y, width, height)))
    for (const [encode, tolerance] of [
      [exact.PNG, 0],
      [exact.WebP, 0],
      [exact.TIFF, 0],
      [lossy.JPEG, 6],
    ] as const) {
      const file = await (encode as (image: Sharp) => Sharp)(open(stored).withMetadata({ orientation })).toBuffer()
      assert.equal((await sharp(file).metadata()).orientation, orientation)
      await assertDecodes(file, picture, tolerance)
      const header = await inspect(file)
      assert.deepEqual([header.width, header.height], [width, height])
    }
  })
}

test('an animation or a document decodes to its first frame', async () => {
  const frames = [flat(20, 10, [255, 0, 0]), flat(20, 10, [0, 255, 0]), flat(20, 10, [0, 0, 255])]
  const data = Buffer.concat(frames.map((frame) => frame.data))
  const strip = () => sharp(data, { raw: { width: 20, height: 30, channels: 3, pageHeight: 10 } })
  for (const file of [
    await strip()
      .gif({ delay: [50, 50, 50] })
      .toBuffer(),
    await strip()
      .webp({ delay: [50, 50, 50], lossless: true })
      .toBuffer(),
    await strip().tiff({ compression: 'lzw' }).toBuffer(),
  ]) {
    assert.equal((await sharp(file).metadata()).pages, 3)
    await assertDecodes(file, frames[0] as Pixels, 0)
    const { width, height } = await inspect(file)
    assert.deepEqual({ width, height }, { width: 20, height: 10 })
  }
})

test('harmless flaws are ignored', async () => {
  const png = await open(picture).png().toBuffer()
  const jpeg = await open(picture).jpeg(sharp444).toBuffer()
  await assertDecodes(Buffer.concat([png, Buffer.from('junk after the end')]), picture, 0)
  await assertDecodes(Buffer.concat([jpeg, Buffer.from('junk after the end')]), picture, 6)
  await assertDecodes(insertChunk(png, 'iCCP', Buffer.from('broken\0\0not deflated')), picture, 0)
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]))
  await assertDecodes(Buffer.concat([jpeg.subarray(0, scan), Buffer.from('junk'), jpeg.subarray(scan)]), picture, 6)
  const exif = Buffer.from('Exif\0\0broken from here on')
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif])
  await assertDecodes(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]), picture, 6)
})

test('a view into a larger buffer is read within its bounds', async () => {
  const png = await open(picture).png().toBuffer()
  const around = Buffer.concat([noise(9, 9).data, png, noise(9, 9).data])
  await assertDecodes(new Uint8Array(around.buffer, around.byteOffset + 243, png.length), picture, 0)
})

/** Behind a PNG's header chunk, with a wrong checksum. */
function insertChunk(png: Buffer, type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([png.subarray(0, 33), length, Buffer.from(type), data, Buffer.alloc(4), png.subarray(33)])
}
