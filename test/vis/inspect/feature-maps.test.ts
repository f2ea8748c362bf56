import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import type { Maps } from '../../../src/engine/engine.ts'
import { createEngine } from '../../../src/engine/select.ts'
import { COLORMAPS } from '../../../src/image/draw/colormap.ts'
import type { ConvNode, Network } from '../../../src/network/graph/graph.ts'
import { type ReceptiveField, receptiveFields } from '../../../src/network/graph/receptive-field.ts'
import { toImages } from '../../../src/vis/images.ts'
import {
  formatStrength,
  type MapOptions,
  mapTiles,
  rankFilters,
  tileSize,
} from '../../../src/vis/inspect/feature-maps.ts'
import { randomMaps } from '../../contract/random.ts'
import { makeNetwork } from '../../contract/tiny-network.ts'
import { flat, paint, pixel } from '../../image/pictures.ts'
import { paint as paintMaps } from '../networks.ts'

const plain: MapOptions = { range: 'own', colours: 'magma', height: 60, width: 80 }

/** Maps [1, channels, height, width] that are zero except at the given positions. */
function maps(
  channels: number,
  height: number,
  width: number,
  lit: readonly [c: number, y: number, x: number, value: number][],
): Maps {
  return paintMaps(
    height,
    width,
    (y, x, c) => lit.find(([k, j, i]) => k === c && j === y && i === x)?.[3] ?? 0,
    channels,
  )
}

function draw(all: Maps, look: Partial<MapOptions> = {}): Pixels[] {
  return mapTiles(all, rankFilters(all), { ...plain, ...look }).map(({ picture }) => picture)
}

/** The sum of a pixel's channels, 0..765. */
const light = (picture: Pixels, x: number, y: number) => pixel(picture, x, y).reduce((sum, level) => sum + level, 0)

const { magma } = COLORMAPS

describe('the ranking of filters', () => {
  test('is by the largest activation at any position, equal ones by number', () => {
    const all = randomMaps(5, [1, 40, 6, 7])
    const order = rankFilters(all)
    assert.deepEqual(
      order.map(({ filter }) => filter).sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i),
    )
    for (const [i, { filter, value }] of order.entries()) {
      assert.equal(value, Math.max(...all.data.subarray(filter * 42, (filter + 1) * 42)))
      assert.ok(value <= (order[i - 1]?.value ?? Number.POSITIVE_INFINITY))
    }
    const equal = maps(4, 2, 2, [
      [0, 1, 1, 3],
      [2, 0, 0, 5],
      [3, 0, 1, 3],
    ])
    assert.deepEqual(
      rankFilters(equal).map(({ filter }) => filter),
      [2, 0, 3, 1],
    )
  })

  test('is not by the mean: one strong position counts more than weak ones everywhere', () => {
    const all = maps(2, 3, 3, [[1, 2, 2, 9]])
    all.data.fill(5, 0, 9)
    assert.deepEqual(
      rankFilters(all).map(({ filter }) => filter),
      [1, 0],
    )
  })

  test('is refused if an activation is not finite', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => rankFilters(maps(3, 2, 2, [[1, 0, 0, wrong]])), { code: 'engine' })
  })
})

describe('a tile', () => {
  test('is bright where its map is strong and black elsewhere, at any size', () => {
    for (const [rows, columns] of [
      [2, 3],
      [15, 20],
      [60, 80],
      [45, 61],
      [300, 401],
      [121, 90],
    ] as const)
      for (const [y, x] of [
        [0, 0],
        [0, columns - 1],
        [rows - 1, 0],
        [rows - 1, columns - 1],
      ] as const) {
        const [picture] = draw(maps(1, rows, columns, [[0, y, x, 7]]))
        assert.ok(picture)
        const at = (j: number, i: number) => light(picture, i === 0 ? 0 : 79, j === 0 ? 0 : 59)
        for (const j of [0, rows - 1])
          for (const i of [0, columns - 1]) {
            const lit = j === y && i === x
            assert.ok(lit ? at(j, i) > 380 : at(j, i) < 60, `${rows} x ${columns}: ${j}, ${i} is ${at(j, i)}`)
          }
      }
  })

  test('shows each position as a rectangle of one colour where there is room', () => {
    const all = randomMaps(7, [1, 1, 6, 8])
    const [picture] = draw(all)
    const most = Math.max(...all.data)
    for (let y = 0; y < 60; y++)
      for (let x = 0; x < 80; x++) {
        const value = all.data[Math.floor(y / 10) * 8 + Math.floor(x / 10)] ?? 0
        assert.deepEqual(pixel(picture as Pixels, x, y), [...magma(Math.max(0, value) / most)])
      }
  })

  test('keeps a single strong position of a map that is much larger than the tile', () => {
    const [picture] = draw(maps(1, 480, 640, [[0, 237, 401, 3]]))
    const lights = Array.from({ length: 4800 }, (_, i) => light(picture as Pixels, i % 80, Math.floor(i / 80)))
    const brightest = lights.indexOf(Math.max(...lights))
    assert.deepEqual([brightest % 80, Math.floor(brightest / 80)], [50, 29])
    assert.ok((lights[brightest] ?? 0) > 400)
  })

  test('ranges to its own maximum, or to that of the strongest map', () => {
    const all = maps(3, 2, 2, [
      [0, 0, 0, 8],
      [1, 0, 0, 4],
      [2, 0, 0, -1],
    ])
    const peaks = (range: MapOptions['range']) => draw(all, { range }).map((picture) => pixel(picture, 0, 0))
    assert.deepEqual(peaks('own'), [[...magma(1)], [...magma(1)], [...magma(0)]])
    assert.deepEqual(peaks('common'), [[...magma(1)], [...magma(0.5)], [...magma(0)]])
  })

  test('is labelled with its number and its strength', () => {
    const tiles = mapTiles(maps(2, 2, 2, [[1, 0, 0, 12.345]]), [{ filter: 1, value: 12.345 }], plain)
    assert.deepEqual(
      tiles.map(({ label, value }) => [label, value]),
      [['1', '12.3']],
    )
    assert.deepEqual([0, 0.00123456, 1.004, 99.96, 1234.5, -3].map(formatStrength), [
      '0',
      '0.00123',
      '1',
      '100',
      '1235',
      '-3',
    ])
  })

  test('has the proportions of the input and is at most 1.5 times as high as its nominal side', () => {
    assert.deepEqual(tileSize([300, 450], 220), [147, 220])
    assert.deepEqual(tileSize([450, 450], 220), [220, 220])
    assert.deepEqual(tileSize([500, 450], 220), [244, 220])
    assert.deepEqual(tileSize([900, 90], 220), [330, 33])
  })
})

describe('over a photo', () => {
  const photo = paint(96, 72, (x, y) => [(x * 5) % 256, (y * 7) % 256, 90])
  /** Two convolutions and a pool with odd strides and pads, so that receptive fields are far from a stretched map. */
  const network = centred()
  const field = receptiveFields(network).get('conv2') as ReceptiveField

  test('a strong position lies where the picture excites it', async () => {
    const open = await (await createEngine('onnx-cpu')).open(network)
    /** The distances in pixels for a map that is merely stretched over the photo. */
    const off: number[] = []
    for (const [x, y] of [
      [20, 20],
      [60, 40],
      [44, 51],
      [75, 21],
    ] as const) {
      // One bright spot on black, and a network that responds to brightness.
      const spot = paint(96, 72, (i, j) => (Math.hypot(i - x, j - y) < 5 ? [255, 255, 255] : [0, 0, 0]))
      const [found] = await open.activations(toImages(spot), ['conv2'])
      assert.ok(found)
      const over = { photo: flat(96, 72, [0, 0, 0]), inputSize: [72, 96] as const, field }
      const [picture] = draw(found, { over })
      const centre = centreOf(picture as Pixels)
      assert.ok(Math.hypot(centre.x - x, centre.y - y) < 2, `${centre.x}, ${centre.y} for ${x}, ${y}`)
      const stretched = centreOf(draw(found, { height: 72, width: 96 })[0] as Pixels)
      off.push(Math.hypot(stretched.x - x, stretched.y - y))
      // The same at half the size.
      const [half] = draw(found, { over: { ...over, photo: flat(48, 36, [0, 0, 0]) } })
      const small = centreOf(half as Pixels)
      assert.ok(Math.hypot(2 * small.x + 0.5 - x, 2 * small.y + 0.5 - y) < 3)
    }
    assert.ok(Math.max(...off) > 4, `${off}`)
    await open.close()
  })

  test('the photo shows through in dimmed grey where nothing fires', () => {
    const over = { photo, inputSize: [72, 96] as const, field }
    const [picture] = draw(maps(1, 8, 11, [[0, 0, 0, 5]]), { over })
    for (const [x, y] of [
      [80, 60],
      [50, 50],
      [90, 20],
    ] as const) {
      const [red = 0, green = 0, blue = 0] = pixel(photo, x, y)
      const [r, g, b] = pixel(picture as Pixels, x, y)
      assert.ok(r === g && g === b)
      assert.ok(Math.abs((r ?? 0) - 0.75 * (0.299 * red + 0.587 * green + 0.114 * blue)) <= 1)
    }
  })

  test('the single position after a global mean lies over the whole photo', () => {
    const end = Number.POSITIVE_INFINITY
    const whole: ReceptiveField = { first: [-end, -end], last: [end, end], jump: [16, 16] }
    const [picture] = draw(maps(1, 1, 1, [[0, 0, 0, 2]]), { over: { photo, inputSize: [72, 96], field: whole } })
    for (const [x, y] of [
      [0, 0],
      [95, 71],
      [50, 30],
    ] as const)
      assert.deepEqual(pixel(picture as Pixels, x, y), [...magma(1)])
  })

  test('a map finer than its tile keeps its positions too', () => {
    const fine: ReceptiveField = { first: [-1, -1], last: [1, 1], jump: [1, 1] }
    // Sixteen positions for one pixel.
    const lit = paintMaps(288, 384, (y, x) => (y >> 2 === 50 && x >> 2 === 25 ? 4 : 0), 1)
    const over = { photo: flat(96, 72, [0, 0, 0]), inputSize: [288, 384] as const, field: fine }
    const { x, y } = centreOf(draw(lit, { over })[0] as Pixels)
    assert.ok(Math.hypot(x - 25, y - 50) < 0.05, `${x}, ${y}`)
  })
})

/** The centre of mass of the brightness. */
function centreOf({ width, data }: Pixels) {
  let [sum, across, down] = [0, 0, 0]
  for (let i = 0; i < data.length; i += 3) {
    const value = Math.max(0, (data[i] ?? 0) - 8) ** 2
    sum += value
    across += value * ((i / 3) % width)
    down += value * Math.floor(i / 3 / width)
  }
  return { x: across / sum, y: down / sum }
}

function centred(): Network {
  const conv = (from: string, output: string, inputs: number, side: number, stride: number, pad: number): ConvNode => {
    return {
      ...{ op: 'conv', inputs: [from], output, group: 1, dilations: [1, 1], strides: [stride, stride] },
      pads: [pad, pad, pad, pad],
      weight: { shape: [1, inputs, side, side], data: new Float32Array(inputs * side * side).fill(1) },
      bias: new Float32Array(1),
    }
  }
  return makeNetwork('centred', [
    conv('images', 'conv1', 3, 3, 2, 0),
    {
      ...{ op: 'averagePool', inputs: ['conv1'], output: 'pool', kernel: [3, 3], strides: [2, 2], ceil: false },
      pads: [0, 0, 0, 0],
    },
    conv('pool', 'conv2', 1, 3, 1, 0),
  ])
}
