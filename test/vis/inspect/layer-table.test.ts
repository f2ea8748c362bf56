import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { layerTable, mainLayers } from '../../../src/vis/inspect/layer-table.ts'
import { chain, names } from '../layers.ts'

describe('the main layers', () => {
  test('are the layers on the trunk that compute features', () => {
    const layers = chain(8, (i) => {
      if (i === 1) return { operation: 'maxPool' }
      if (i === 3 || i === 4) return { inputs: ['layer2'] }
      if (i === 5) return { operation: 'concat', inputs: ['layer3', 'layer4'] }
      if (i === 6) return { operation: 'lrn' }
      return {}
    })
    assert.equal(names(mainLayers(layers)), 'layer0 layer2 layer5 layer7')
  })

  test('do not include layers that only scale', () => {
    const scale = { group: 64, window: { kernel: [1, 1], strides: [1, 1], dilations: [1, 1] } } as const
    assert.equal(names(mainLayers(chain(3, (i) => (i === 1 ? scale : {})))), 'layer0 layer2')
    const depthwise = { group: 64 } as const
    assert.equal(names(mainLayers(chain(3, (i) => (i === 1 ? depthwise : {})))), 'layer0 layer1 layer2')
  })
})

describe('the layer table', () => {
  const pool = { kernel: [2, 2], dilations: [1, 1] } as const
  const layers = chain(6, (i) => {
    if (i === 1) return { inputs: ['layer0'], channels: 32 }
    if (i === 2)
      return { inputs: ['layer0'], window: { kernel: [1, 7], strides: [2, 2], dilations: [1, 1] }, size: [14, 14] }
    if (i === 3)
      return {
        operation: 'concat',
        window: undefined as never,
        inputs: ['layer1', 'layer2'],
        parameters: 0,
        multiplyAdds: 0,
        size: [14, 14],
      }
    if (i === 4) return { operation: 'maxPool', multiplyAdds: 0, window: { ...pool, strides: [2, 2] }, size: [7, 7] }
    return i === 5 ? { group: 4, size: undefined as never, field: { first: [-2, -9], last: [3, 9], jump: [4, 4] } } : {}
  })
  const { rows, columns, names: copied } = layerTable(layers, 224)

  test('has a row for the picture and for each layer, as wide as its columns', () => {
    assert.deepEqual(
      rows.map(({ cells }) => cells[0]),
      ['picture', ...layers.map(({ name }) => name)],
    )
    assert.ok(rows.every(({ cells }) => cells.length === columns.length))
    assert.deepEqual(
      rows.map(({ reads }) => reads),
      [[], [0], [1], [1], [2, 3], [4], [5]],
    )
    assert.deepEqual(copied, ['layer0', 'layer3', 'layer5'])
  })

  test('shows operation, map size, receptive field, parameters and work of each layer', () => {
    assert.deepEqual(rows[1]?.cells, ['layer0', 'conv 3×3', '64 × 28 × 28', '3', '100', '8.3%'])
    assert.deepEqual(rows[3]?.cells.slice(1, 3), ['conv 1×7 /2', '64 × 14 × 14'])
    assert.deepEqual(rows[4]?.cells.slice(1), ['concat', '64 × 14 × 14', '3', '', ''])
    assert.deepEqual(rows[5]?.cells[1], 'max pool 2×2 /2')
    assert.deepEqual(rows[6]?.cells.slice(1, 4), ['conv 3×3 in 4', '64 × –', '6×19'])
    const shares = rows.reduce((sum, { share }) => sum + share, 0)
    assert.ok(Math.abs(shares - 1) < 1e-9)
  })

  test('separates maps of another size and groups the layers of a module', () => {
    assert.deepEqual(
      rows.map(({ group }) => group),
      [undefined, undefined, 1, 1, 1, undefined, undefined],
    )
    assert.deepEqual(
      rows.map(({ parted }) => parted),
      [false, false, true, false, false, true, true],
    )
  })
})
