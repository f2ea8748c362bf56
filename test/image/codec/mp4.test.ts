/** MP4 files of the real ffmpeg, decoded again. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../src/core/errors.ts'
import type { Pixels } from '../../../src/core/pixels.ts'
import { checkEncoder, encodeAnimation, encodedSize } from '../../../src/image/codec/encode.ts'
import { shrink } from '../../../src/image/codec/shrink.ts'
import { framesOf, lookInto, within, withoutFfmpeg } from '../../support/ffmpeg.ts'
import { difference, flat, gradient, noise } from '../pictures.ts'

const skip = withoutFfmpeg

const folder = mkdtempSync(join(tmpdir(), 'dreambot-film-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const encode = (frames: readonly Pixels[], frameMs = 100, signal?: AbortSignal) =>
  encodeAnimation(frames, { format: 'mp4', frameMs, signal })

const colours = [
  [220, 40, 30],
  [30, 200, 60],
  [40, 60, 210],
]

test('an MP4 keeps all frames, their order, size and duration, and nearly their colours', { skip }, async () => {
  for (const frameMs of [40, 333]) {
    const { duration, ...rest } = lookInto(await encode(Array(5).fill(noise(64, 48)), frameMs))
    assert.deepEqual(rest, { codec_name: 'h264', pix_fmt: 'yuv420p', width: 64, height: 48, nb_frames: 5 })
    assert.ok(Math.abs(duration - 0.005 * frameMs) < 0.005, `${duration}`)
  }
  const film = framesOf(await encode(colours.map((colour) => flat(64, 48, colour))))
  for (const [i, frame] of film.entries()) {
    const off = difference(frame, flat(64, 48, colours[i] ?? []))
    assert.ok(off <= 6, `frame ${i} is off by ${off}`)
  }
  const off = difference(framesOf(await encode([gradient(96, 64)]))[0] as Pixels, gradient(96, 64))
  assert.ok(off <= 16, `off by ${off}`)
})

test('an odd edge is cut off, and a side of one pixel becomes two', { skip }, async () => {
  for (const [width, height, size] of [
    [65, 48, [64, 48]],
    [33, 35, [32, 34]],
    [1, 1, [2, 2]],
    [1, 301, [2, 300]],
  ] as const) {
    const found = lookInto(await encode([noise(width, height), noise(width, height)]))
    assert.deepEqual([found.width, found.height], size)
    assert.deepEqual(encodedSize({ width, height }, 'mp4'), size)
  }
  // The rest of the picture is not shifted.
  const off = difference(framesOf(await encode([gradient(97, 65)]))[0] as Pixels, cut(gradient(97, 65), 96, 64))
  assert.ok(off <= 16, `off by ${off}`)
})

function cut({ width, data }: Pixels, across: number, down: number): Pixels {
  const rows = Array.from({ length: down }, (_, y) => data.subarray(y * width * 3, (y * width + across) * 3))
  return { width: across, height: down, data: Buffer.concat(rows) }
}

test('an MP4 begins with its index, has no metadata about the machine, and is the same each time', {
  skip,
}, async () => {
  const data = Buffer.from(await encode([noise(64, 48), noise(64, 48, 2)]))
  assert.ok(data.indexOf('moov') < data.indexOf('mdat'))
  assert.doesNotMatch(data.toString('latin1'), /Lavf\d|creation_time|dreambot/)
  assert.deepEqual(Buffer.from(await encode([noise(64, 48), noise(64, 48, 2)])), data)
})

test('an MP4 that is too large shrinks, and keeps its frames and duration', { skip }, async () => {
  const data = await encode(Array.from({ length: 12 }, (_, i) => noise(96, 65, i)))
  const file = { name: 'dream-7.mp4', format: 'mp4', data, alt: 'a dream' } as const
  for (const share of [0.6, 0.25, 0.08]) {
    const { file: smaller, lost } = await shrink(file, Math.round(data.length * share), ['png', 'mp4'])
    assert.deepEqual([smaller.name, smaller.format, smaller.alt], [file.name, 'mp4', 'a dream'])
    assert.ok(smaller.data.length <= data.length * share)
    const { width, nb_frames: frames, duration } = lookInto(smaller.data)
    assert.deepEqual([frames, duration, lost], [12, 1.2, width < 96 ? ['size'] : []])
  }
  assert.deepEqual(await shrink(file, data.length), { file, lost: [] })
  assert.equal(lookInto((await shrink(file, 10)).file.data).width, 6)
})

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error = await work().then(
    () => assert.fail('it was made'),
    (reason) => reason,
  )
  assert.ok(error instanceof UserError, String(error))
  return `${error.message} ${error.hint}`
}

test('a missing or unsuitable ffmpeg causes an error before the render, and when a file is shrunk', {
  skip,
}, async () => {
  const file = { name: 'a.mp4', format: 'mp4', data: await encode([noise(64, 48)]), alt: '' } as const
  await checkEncoder('mp4')
  await within({ PATH: join(folder, 'nothing') }, async () => {
    const none = 'No mp4 can be made: this bot’s machine has no ffmpeg. Ask for gif or webp.'
    assert.equal(await refusal(() => checkEncoder('mp4')), none)
    assert.equal(await refusal(() => encode([noise(64, 48)])), none)
    for (const format of ['png', 'gif', 'webp'] as const) await checkEncoder(format)
    assert.match(
      await refusal(() => shrink(file, 900)),
      /^The mp4 has [\d.]+ kB, and at most 0\.9 kB can be posted here\. Ask for a smaller size/,
    )
    assert.equal((await shrink(file, 1e6)).file, file)
  })
  await within({ PATH: program('few', 'echo " V..... mpeg4  MPEG-4 part 2"') }, async () => {
    assert.match(await refusal(() => checkEncoder('mp4')), /^No mp4 can be made: the ffmpeg .* has no x264\./)
  })
})

/** A PATH that begins with a folder whose `ffmpeg` is a script. */
function program(name: string, script: string): string {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'ffmpeg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return `${join(folder, name)}:${process.env.PATH}`
}

test('a cancelled or killed encoding leaves no file behind', { skip }, async () => {
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  const real = spawnSync('which', ['ffmpeg'], { encoding: 'utf8' }).stdout.trim()
  const held = join(folder, 'held')
  // Writes its file, and then hangs.
  const PATH = program('slow', `${real} "$@" < /dev/null; touch ${held}; exec sleep 1000`)
  await within({ TMPDIR: temporary, PATH }, async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled')
    const cancelled = encode([noise(64, 48)], 100, controller.signal)
    while (!readdirSync(folder).includes('held')) await sleep(20)
    assert.equal(readdirSync(temporary).length, 1)
    controller.abort(reason)
    await assert.rejects(cancelled, reason)
    assert.deepEqual(readdirSync(temporary), [])
  })
  await within({ TMPDIR: temporary, PATH: program('killed', 'kill -9 $$') }, async () => {
    const many = Array.from({ length: 20 }, () => noise(256, 256))
    assert.match(await refusal(() => encode(many)), /^No mp4 can be made: ffmpeg was stopped\. Ask for gif/)
    assert.deepEqual(readdirSync(temporary), [])
  })
  await within({ TMPDIR: join(folder, 'missing') }, async () => {
    assert.match(await refusal(() => encode([noise(64, 48)])), /: there is no folder for temporary files \(ENOENT\)\./)
  })
  // An error of ffmpeg is reported without the path in it.
  const damaged = { name: 'a.mp4', format: 'mp4', data: new Uint8Array(5000), alt: '' } as const
  assert.equal(
    await refusal(() => shrink(damaged, 1000)),
    'No mp4 can be made: Invalid data found when processing input. Ask for gif or webp.',
  )
})
