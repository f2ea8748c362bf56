import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { UserError } from '../../src/core/errors.ts'
import { DECODE_LIMITS, decode, inspect } from '../../src/image/codec/decode.ts'
import { gradient, noise, open } from './pictures.ts'

/** Checks that an error is one sentence that matches, with a remedy, and without the decoder's own words. */
function isRefusal(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UserError, `${error}`)
    assert.equal(error.code, 'bad-image')
    assert.match(error.message, message)
    assert.match(error.message, /^The [^\n]{10,150}\.$/)
    assert.match(error.hint, /^[A-Z][^\n]+\.$/)
    assert.doesNotMatch(error.message + error.hint, /vips|buffer|sharp|libpng|undefined|NaN/i)
    return true
  }
}

async function assertRefused(file: Uint8Array, message: RegExp): Promise<void> {
  await assert.rejects(inspect(file), isRefusal(message))
  await assert.rejects(decode(file), isRefusal(message))
}

/** A PNG whose header declares a size, without the pixels for it. */
async function claiming(width: number, height: number): Promise<Buffer> {
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  png.writeUInt32BE(width, 16)
  png.writeUInt32BE(height, 20)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}

// The first test, while the peak memory of the process is still small.
test('a decompression bomb is refused by its header, without memory for its pixels', async () => {
  const bomb = await claiming(60000, 60000)
  const before = process.resourceUsage().maxRSS
  await assertRefused(bomb, /60000 x 60000 pixels, 3600 megapixels, and the limit is 50\./)
  const grown = process.resourceUsage().maxRSS - before
  assert.ok(grown < 64 * 1024, `grew by ${grown} KiB`)
})

test('an empty file is refused', () => assertRefused(new Uint8Array(0), /0 bytes/))

test('a file over the byte limit is refused, and one at the limit is not', async () => {
  const jpeg = await open(gradient(48, 32)).jpeg().toBuffer()
  const padded = (size: number) => Buffer.concat([jpeg, Buffer.alloc(size - jpeg.length)])
  assert.equal((await inspect(padded(DECODE_LIMITS.bytes))).width, 48)
  await assertRefused(padded(DECODE_LIMITS.bytes + 1), /25\.1 MB.*limit is 25 MB/)
})

test('51 megapixels are refused, and 50 are not', async () => {
  const blank = (width: number) => sharp({ create: { width, height: 5000, channels: 3, background: 'grey' } })
  const [over, under] = await Promise.all([
    blank(10_200).toColourspace('b-w').jpeg().toBuffer(),
    claiming(10_000, 5000),
  ])
  await assertRefused(over, /10200 x 5000 pixels, 51 megapixels, and the limit is 50\./)
  assert.equal((await inspect(under)).width, 10_000)
})

test('a file that is no picture, or of a kind that is not readable, is refused with its kind', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'
  const brand = (name: string) => Buffer.from(`\0\0\0\x18ftyp${name}\0\0\0\0mif1${name}some data`, 'latin1')
  const files: Record<string, readonly [file: string | Buffer, message: RegExp]> = {
    text: ['Dear bot, please dream this.', /not a picture.*JPEG, PNG, WebP, GIF, AVIF and TIFF/],
    'one byte': ['x', /not a picture/],
    'a web page': ['<!doctype html><title>404</title>', /not a picture/],
    svg: [svg, /format SVG/],
    'svg with a prologue': [`\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n${svg}`, /format SVG/],
    'svg behind a GIF signature': [`GIF89a${svg}`, /GIF picture cannot be read/],
    pdf: ['%PDF-1.7\n1 0 obj', /format PDF/],
    heic: [brand('heic'), /format HEIC/],
    video: [Buffer.from('\0\0\0\x14ftypisom\0\0\0\0mp42moov', 'latin1'), /MP4 video/],
    bmp: [Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'), /format BMP/],
    'avif in name only': [brand('avif'), /AVIF picture cannot be read/],
    'raw pixels': [Buffer.from(noise(20, 20).data), /not a picture/],
  }
  for (const [name, [file, message]] of Object.entries(files)) {
    await assertRefused(Buffer.from(file as string), message).catch((error) => assert.fail(`${name}: ${error}`))
  }
})

test('decoders of other formats are blocked for every file', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
  await assert.rejects(sharp(Buffer.from(svg)).metadata(), /unsupported image format/)
})

test('files cut short anywhere are refused, in every format', async () => {
  const image = open(noise(64, 48))
  const files = {
    JPEG: await image.clone().jpeg().toBuffer(),
    'JPEG, progressive': await image.clone().jpeg({ progressive: true }).toBuffer(),
    PNG: await image.clone().png().toBuffer(),
    'PNG, interlaced': await image.clone().png({ progressive: true }).toBuffer(),
    WebP: await image.clone().webp().toBuffer(),
    GIF: await image.clone().gif().toBuffer(),
    AVIF: await image.clone().avif({ effort: 0 }).toBuffer(),
    TIFF: await image.clone().tiff().toBuffer(),
  }
  for (const [name, file] of Object.entries(files)) {
    await decode(file)
    const format = name.split(',')[0]
    for (const share of [0.05, 0.3, 0.5, 0.8, 0.98]) {
      const cut = file.subarray(0, Math.floor(file.length * share))
      await assert.rejects(
        decode(cut),
        isRefusal(new RegExp(`^The ${format} picture.*cut short`)),
        `${name} at ${share}`,
      )
    }
  }
})

test('a picture damaged in the middle is refused', async () => {
  const png = await open(noise(64, 48)).png().toBuffer()
  png.fill(0x5a, 4000, 4040)
  await assert.rejects(decode(png), isRefusal(/PNG picture cannot be read: its file is damaged/))
})
