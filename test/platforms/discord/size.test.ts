/** Pictures that are too large for where they go arrive all the same. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Locale } from 'discord.js'
import type { Address } from '../../../src/core/platform.ts'
import { encodeAnimation, encodePicture } from '../../../src/image/codec/encode.ts'
import { noise } from '../../image/pictures.ts'
import { lookInto, within, withoutFfmpeg } from '../../support/ffmpeg.ts'
import { createBare, DONE } from './bare.ts'
import { textOf } from './reading.ts'
import { refusals } from './refusals.ts'

const bare = await createBare()
after(() => bare[Symbol.asyncDispose]())
const { world, discord } = bare
const data = await encodePicture(noise(300, 200), 'png')
const picture = { name: 'a.png', format: 'png', data, alt: 'noise' } as const
const done = { ...DONE, files: [picture] }

async function post(address: Address, reply = done) {
  const { message } = await discord.post(address, reply)
  const shown = world.messages.find(({ id }) => id === message)
  assert.ok(shown?.files[0])
  return { shown, file: shown.files[0] }
}

/** Bytes of the files that were sent since. */
const sent = (since: number) =>
  world.requests.slice(since).flatMap(({ files }) => files.map((file) => file.data.length))

test('a picture within the limit is sent unchanged', async () => {
  const { address } = await bare.ask({ attachmentSizeLimit: data.length })
  const { file } = await post(address)
  assert.ok(file.data.equals(data))
})

test('a picture over the interaction’s limit is shrunk before it is sent', async () => {
  const { address } = await bare.ask({ attachmentSizeLimit: 60_000 })
  const before = world.requests.length
  const { shown, file } = await post(address)
  assert.deepEqual([file.name, file.type, file.description], ['a.webp', 'image/webp', 'noise'])
  assert.ok(file.data.length <= 60_000)
  assert.equal(sent(before).length, 1)
  assert.equal(textOf(shown), `### echo\n-# <@${world.userId('ann')}>\n-# a caption`)
})

test('a note says that a picture lost pixels, in the person’s language', async () => {
  const { address } = await bare.ask({ attachmentSizeLimit: 5_000, locale: Locale.German })
  const { shown, file } = await post(address)
  assert.ok(file.data.length <= 5_000)
  assert.match(textOf(shown), /-# .*zu groß für Discord/)
})

test('a note says that an animation lost frames', async () => {
  const frames = Array.from({ length: 8 }, (_, i) => noise(60, 60, i))
  const gif = await encodeAnimation(frames, { format: 'gif', frameMs: 100 })
  const { address } = await bare.ask({ attachmentSizeLimit: Math.ceil(gif.length * 0.6) })
  const files = [{ name: 'a.gif', format: 'gif', data: gif, alt: 'noise' }]
  const { shown, file } = await post(address, { ...DONE, files } as never)
  assert.equal(file.name, 'a.gif')
  assert.match(textOf(shown), /-# Every second frame is left out/)
})

test('a video that is too large is shrunk with ffmpeg, and refused with a sentence without it', {
  skip: withoutFfmpeg,
}, async () => {
  const frames = Array.from({ length: 8 }, (_, i) => noise(200, 160, i))
  const mp4 = await encodeAnimation(frames, { format: 'mp4', frameMs: 100 })
  const films = { ...DONE, files: [{ name: 'a.mp4', format: 'mp4', data: mp4, alt: 'noise' }] } as never
  const ask = async () => (await bare.ask({ attachmentSizeLimit: Math.ceil(mp4.length * 0.6) })).address
  const { file } = await post(await ask(), films)
  assert.deepEqual([file.name, file.type], ['a.mp4', 'video/mp4'])
  assert.ok(file.data.length <= mp4.length * 0.6 && lookInto(file.data).nb_frames === 8)
  const address = await ask()
  await within({ PATH: '' }, () =>
    assert.rejects(Promise.resolve(discord.post(address, films)), {
      message: /^The mp4 has .*B, and at most .*B can be posted here\.$/,
    }),
  )
})

test('a picture that Discord rejects for its size is sent smaller until it is accepted', async () => {
  const html = { status: 413, body: '<html>413</html>', headers: { 'content-type': 'text/html' } }
  for (const refusal of [refusals.tooLarge, html]) {
    const { address } = await bare.ask()
    world.fail(/^PATCH \/webhooks/, refusal, 2)
    const before = world.requests.length
    await post(address)
    const sizes = sent(before)
    assert.equal(sizes.length, 3)
    const [first = 0, second = 0, third = 0] = sizes
    assert.ok(second <= first / 2 && third <= second / 2, String(sizes))
  }
})

test('a channel with a lower limit gets a picture that fits there', async () => {
  const { address } = await bare.ask({ at: 'elsewhere', user: 'bob' })
  world.advance(16 * 60_000)
  world.setFileLimit(50_000)
  const { file } = await post(address)
  world.setFileLimit(10 * 1024 * 1024)
  assert.ok(file.data.length <= 50_000)
})
