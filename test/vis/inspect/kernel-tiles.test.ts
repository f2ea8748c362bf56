import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kernels } from '../../../src/network/graph/kernels.ts'
import { kernelMatrix, kernelTiles } from '../../../src/vis/inspect/kernel-tiles.ts'
import { randomMaps } from '../../contract/random.ts'
import { pixel } from '../../image/pictures.ts'

function kernels(shape: [number, number, number, number], values?: readonly number[], colours = false): Kernels {
  const data = values ? Float32Array.from(values) : randomMaps(4, shape).data
  return { weights: { shape, data }, colours, parameters: data.length, group: 1, strides: [1, 1], dilations: [1, 1] }
}

const own = { range: 'own' } as const
const common = { range: 'common' } as const
/** The grey of a weight, given as a fraction -1..1 of the largest. */
const level = (share: number) => Math.round(127.5 + 127.5 * share)
const grey = (share: number) => [level(share), level(share), level(share)]

test('zero is mid-grey, the largest weight white or black, and the others are in proportion', () => {
  const [tile] = kernelTiles(kernels([1, 1, 2, 2], [0, 0.5, -1, 0.25]), [0], own)
  assert.deepEqual(
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ].map(([x = 0, y = 0]) => pixel(tile?.picture as never, x, y)),
    [grey(0), grey(0.5), grey(-1), grey(0.25)],
  )
  assert.equal(tile?.largest, 1)
})

test('kernels are drawn in their own range or in that of the largest', () => {
  const two = kernels([2, 1, 1, 2], [4, -2, 1, 0.5])
  const drawn = (look: typeof own | typeof common) =>
    kernelTiles(two, [0, 1], look).map(({ picture }) => pixel(picture, 0, 0))
  assert.deepEqual(drawn(own), [grey(1), grey(1)])
  assert.deepEqual(drawn(common), [grey(1), grey(0.25)])
  assert.deepEqual(
    kernelTiles(two, [1], common).map(({ picture }) => pixel(picture, 0, 0)),
    [grey(1)],
    'of those drawn',
  )
})

test('a tile is the mean over all channels, or the requested channel', () => {
  const some = kernels([1, 3, 1, 2], [1, 2, 3, 0, -1, 1])
  const at = (channel?: number) => {
    const [tile] = kernelTiles(some, [0], { range: 'own', channel })
    return [0, 1].map((x) => pixel(tile?.picture as never, x, 0)[0])
  }
  assert.deepEqual(at(), [level(1), level(1)])
  assert.equal(kernelTiles(some, [0], own)[0]?.largest, 1)
  assert.deepEqual(at(0), [level(0.5), level(1)])
  assert.deepEqual(at(1), [level(1), level(0)])
  assert.deepEqual(at(2), [level(-1), level(1)])
})

test('in a layer that reads the picture, the three channels are red, green and blue', () => {
  const some = kernels([1, 3, 1, 2], [1, -1, 0, 0.5, -0.5, 0], true)
  const [tile] = kernelTiles(some, [0], own)
  assert.deepEqual(pixel(tile?.picture as never, 0, 0), [level(1), level(0), level(-0.5)])
  assert.deepEqual(pixel(tile?.picture as never, 1, 0), [level(-1), level(0.5), level(0)])
  const [alone] = kernelTiles(some, [0], { range: 'own', channel: 1 })
  assert.deepEqual(pixel(alone?.picture as never, 1, 0), grey(1))
})

test('tiles come in the requested order, each with its own weights', () => {
  const many = kernels([5, 2, 3, 4])
  const all = kernelTiles(many, [0, 1, 2, 3, 4], own)
  const some = kernelTiles(many, [3, 1], own)
  assert.deepEqual(some, [all[3], all[1]])
  assert.deepEqual(
    some.map(({ picture: { width, height } }) => [width, height]),
    [
      [4, 3],
      [4, 3],
    ],
  )
})

test('a kernel of zeros is grey', () => {
  const [tile] = kernelTiles(kernels([1, 1, 2, 2], [0, 0, 0, 0]), [0], own)
  assert.ok(tile?.picture.data.every((value) => value === 128))
  assert.equal(tile?.largest, 0)
})

test('1x1 kernels form a matrix: a row for each filter, a column for each channel', () => {
  const some = kernels([3, 4, 1, 1], [1, 2, 3, 4, 0, -4, 0, 2, 8, 0, 0, 0])
  const { picture, largest } = kernelMatrix(some, [1, 2], { width: 3, range: 'own' })
  assert.deepEqual([picture.width, picture.height, largest], [3, 2, 8])
  const row = (y: number) => [0, 1, 2].map((x) => pixel(picture, x, y)[0])
  assert.deepEqual(row(0), [level(0), level(-1), level(0)])
  assert.deepEqual(row(1), [level(1), level(0), level(0)])
  const all = kernelMatrix(some, [0, 1, 2], { width: 4, range: 'common' }).picture
  assert.deepEqual(
    [0, 1, 2, 3].map((x) => pixel(all, x, 0)[0]),
    [1, 2, 3, 4].map((weight) => level(weight / 8)),
  )
})
