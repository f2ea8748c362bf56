/** The size and type that a command expects are those of its result: real renders, really encoded. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decode } from '../../src/image/codec/decode.ts'
import { expectedBytes } from '../../src/image/codec/expected-size.ts'
import { encodeRendering } from '../../src/image/result-files.ts'
import { withoutFfmpeg } from '../support/ffmpeg.ts'
import { createKitchen } from './kitchen.ts'

const CAT = fileURLToPath(new URL('../../src/platforms/playground/page/examples/cat.jpg', import.meta.url))

const kitchen = await createKitchen()
const cat = await decode(readFileSync(CAT))

const DREAM = { layer: 'block3_conv2', octaves: 1, iterations: 3 }
const FILTER = { layer: 'block2_conv2', method: 'classic', iterations: 6 }
const FILM: [command: string, options: object] = ['dream', { ...DREAM, size: 120, frames: 4, format: 'mp4' }]
const cases: [command: string, options: object][] = [
  ['dream', { ...DREAM, size: 160 }],
  ['dream', { ...DREAM, size: 128, format: 'jpeg' }],
  ['dream', { ...DREAM, size: 128, format: 'webp' }],
  ['dream', { ...DREAM, size: 128, format: 'gif' }],
  ['dream', { ...DREAM, size: 120, frames: 4 }],
  ['dream', { ...DREAM, size: 120, frames: 4, format: 'webp' }],
  ...(withoutFfmpeg ? [] : [FILM]),
  ['filter', { ...FILTER, size: 96, filters: '0-2' }],
  ['filter', { ...FILTER, size: 96, filters: '3', format: 'jpeg' }],
  ['filter', { layer: 'block1_conv2', iterations: 4, size: 64, filters: '3,5', frames: 4 }],
]

for (const [name, options] of cases) {
  test(`${name} ${JSON.stringify(options)}`, async () => {
    const command = kitchen.commands.get(name)
    const image = name === 'dream' && { image: await kitchen.photo(cat.width, cat.height) }
    const job = await kitchen.order(name, { ...options, ...image, network: 'minivgg', seed: 1 })
    const kit = { ...(await kitchen.kit(job)), photo: async () => cat }
    const steps = command?.render?.(job, kit) ?? assert.fail('it renders nothing')
    let step = await steps.next()
    while (!step.done) step = await steps.next()
    const { files, size } = await encodeRendering(step.value, job)
    const expected = command?.expects?.(job, image ? cat : undefined) ?? assert.fail('it expects nothing')
    assert.deepEqual([expected.width, expected.height], size)
    assert.equal(expected.frames > 1, step.value.kind === 'animation')
    assert.equal(expected.format, files[0]?.format)
    const share = (files[0]?.data.length ?? 0) / expectedBytes(expected)
    assert.ok(share > 0.5 && share < 2, `${share.toFixed(2)} of what was expected`)
  })
}
