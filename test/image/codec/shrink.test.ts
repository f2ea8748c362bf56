import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import type { File, Format } from '../../../src/core/file-types.ts'
import { encodeAnimation, encodePicture } from '../../../src/image/codec/encode.ts'
import { shrink } from '../../../src/image/codec/shrink.ts'
import { gradient, noise } from '../pictures.ts'

/** The format, size, frames and delays that the file itself has. */
async function measure({ data }: File) {
  const { format, width, height, pageHeight, pages = 1, delay = [] } = await sharp(data, { pages: -1 }).metadata()
  return { format, width, height: pageHeight ?? height, pages, delay }
}

const file = (format: Format, data: Uint8Array): File => ({ name: `dream-7.${format}`, format, data, alt: 'a dream' })
const picture = file('png', await encodePicture(noise(256, 192), 'png'))
const frames = Array.from({ length: 12 }, (_, i) => noise(96, 64, i + 1))
const gif = file('gif', await encodeAnimation(frames, { format: 'gif', frameMs: 100 }))
const webp = file('webp', await encodeAnimation(frames, { format: 'webp', frameMs: 80 }))

test('a file that fits is returned unchanged', async () => {
  for (const each of [picture, gif, webp]) {
    assert.deepEqual(await shrink(each, each.data.length), { file: each, lost: [] })
  }
})

test('every limit is kept, and a higher limit loses no more', async () => {
  for (const each of [picture, gif, webp]) {
    let last = 0
    for (const share of [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95]) {
      const bytes = Math.round(each.data.length * share)
      const { file, lost } = await shrink(each, bytes)
      assert.ok(file.data.length <= bytes, `${file.name}: ${file.data.length} of ${bytes}`)
      assert.equal(file.name, `dream-7.${file.format}`)
      assert.equal(file.alt, each.alt)
      const { format, width, height, pages } = await measure(file)
      const was = await measure(each)
      assert.equal(format, file.format)
      assert.equal(lost.includes('size'), width < was.width)
      assert.equal(lost.includes('frames'), pages < was.pages)
      assert.ok(Math.abs(width / height - was.width / was.height) < 0.1)
      assert.ok(width >= last, 'more room, more pixels')
      last = each === picture ? width : 0
    }
  }
})

test('a picture loses quality before it loses pixels', async () => {
  const { file, lost } = await shrink(picture, picture.data.length * 0.45)
  assert.deepEqual([file.format, lost], ['webp', []])
  assert.deepEqual((await measure(file)).width, 256)
})

test('a JPEG stays a JPEG, and every picture becomes one where WebP is not allowed', async () => {
  const jpeg = file('jpeg', await encodePicture(noise(256, 192), 'jpeg'))
  for (const [each, formats] of [
    [jpeg, undefined],
    [picture, ['png', 'jpeg', 'gif']],
  ] as const) {
    const shrunk = (await shrink(each, each.data.length / 3, formats)).file
    assert.deepEqual([shrunk.format, shrunk.name, (await measure(shrunk)).format], ['jpeg', 'dream-7.jpeg', 'jpeg'])
  }
})

test('an animation loses every second frame first, and keeps its duration', async () => {
  const { file, lost } = await shrink(gif, gif.data.length * 0.6)
  assert.deepEqual([file.format, lost], ['gif', ['frames']])
  const { pages, width, delay } = await measure(file)
  assert.deepEqual([pages, width, delay], [6, 96, [200, 200, 200, 200, 200, 200]])
})

test('an animation stays an animation at every size, in an allowed format', async () => {
  for (const bytes of [6000, 2000]) {
    const { file } = await shrink(gif, bytes, ['png', 'jpeg', 'gif'])
    assert.equal(file.format, 'gif')
    assert.ok(file.data.length <= bytes)
    assert.equal((await measure(file)).pages, 6)
  }
  assert.equal((await shrink(webp, webp.data.length * 0.6)).file.format, 'webp')
})

test('a file that cannot become small enough is returned at a sixteenth of its width', async () => {
  const { file, lost } = await shrink(picture, 10)
  assert.deepEqual([(await measure(file)).width, lost], [16, ['size']])
  const small = { ...picture, data: await encodePicture(gradient(5, 3), 'png') }
  assert.equal((await measure((await shrink(small, 10)).file)).width, 1)
})

test('the same file and limit give the same bytes', async () => {
  for (const each of [picture, gif]) {
    const bytes = each.data.length * 0.3
    assert.deepEqual(await shrink(each, bytes), await shrink(each, bytes))
  }
})
