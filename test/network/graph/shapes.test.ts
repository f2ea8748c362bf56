import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConvNode, Node, PoolNode } from '../../../src/network/graph/graph.ts'
import { inferShapes, minimumSize, needed, outputSize } from '../../../src/network/graph/shapes.ts'
import { makeNetwork, tinyNetwork } from '../../contract/tiny-network.ts'

const tiny = tinyNetwork()

describe('shapes', () => {
  test('a window has a position wherever it fits; rounding up adds one that starts before the end, if pixels are left over', () => {
    for (const [kernel, stride, before, after] of combinations([1, 2, 3, 5], [1, 2, 3], [0, 1, 2], [0, 1, 2]))
      for (const dilation of [1, 2])
        for (let size = 1; size <= 12; size++) {
          const count = (reach: number, over: number) => {
            let windows = 0
            for (let start = -before; start < size; start += stride) if (start + reach - over <= size + after) windows++
            return windows
          }
          const what = JSON.stringify({ kernel, stride, before, after, dilation, size })
          if (after < kernel) {
            const node = pool(kernel, stride, before, after)
            assert.equal(outputSize(node, 0, size), count(kernel, stride - 1), what)
            assert.equal(outputSize({ ...node, ceil: false }, 0, size), count(kernel, 0), what)
            const reach = dilation * (kernel - 1) + 1
            assert.equal(outputSize(conv(kernel, stride, before, after, dilation), 0, size), count(reach, 0), what)
          }
        }
  })

  test('sizes are those that other frameworks give', () => {
    const sizes: [PoolNode | ConvNode, number, number][] = [
      [conv(7, 2, 3, 3, 1), 224, 112],
      [pool(3, 2, 0, 0), 112, 56],
      [{ ...pool(3, 2, 0, 0), ceil: false }, 112, 55],
      [pool(2, 2, 1, 1), 3, 2],
      [pool(3, 2, 0, 0), 2, 1],
      [pool(3, 2, 0, 0), 1, 0],
      [conv(3, 1, 2, 2, 2), 1, 1],
      [conv(3, 1, 0, 0, 2), 4, 0],
    ]
    for (const [node, size, wanted] of sizes) assert.equal(outputSize(node, 1, size), wanted)
  })

  test('every tensor has its shape', () => {
    const shapes = inferShapes(tiny, [2, 3, 39, 31])
    assert.equal(shapes.size, tiny.nodes.length + 1)
    assert.deepEqual(shapes.get('images'), [2, 3, 39, 31])
    assert.deepEqual(shapes.get('stem'), [2, 8, 20, 16])
    assert.deepEqual(shapes.get('pool'), [2, 8, 10, 8])
    assert.deepEqual(shapes.get('block'), [2, 16, 10, 8])
    assert.deepEqual(shapes.get('depthwise'), [2, 32, 10, 4])
    assert.deepEqual(shapes.get('global'), [2, 24, 1, 1])
    assert.deepEqual(shapes.get('probabilities'), [2, 10, 1, 1])
  })

  test('a graph that contradicts itself throws a plain Error, not a UserError', () => {
    const bug = (nodes: Node[]) =>
      assert.throws(() => inferShapes({ input: 'images', nodes }, [1, 3, 9, 9]), { name: 'Error' })
    bug([{ ...conv(1, 1, 0, 0, 1), weight: { shape: [1, 4, 1, 1], data: new Float32Array(4) } }])
    bug([{ op: 'relu', inputs: ['nothing'], output: 'relu' }])
    bug([conv(1, 1, 0, 0, 1), { op: 'add', inputs: ['images', 'conv'], output: 'sum' }])
  })

  test('a picture for which joined branches differ in size is refused', () => {
    const nodes: Node[] = [pool(2, 2, 0, 0), { ...pool(2, 1, 1, 0), output: 'other' }]
    const graph = {
      input: 'images',
      nodes: [...nodes, { op: 'add', inputs: ['pool', 'other'], output: 'sum' } as const],
    }
    assert.throws(() => inferShapes(graph, [1, 3, 8, 8]), { code: 'bad-image', message: /8 x 8.*sum.*4 x 4 and 8 x 8/ })
    assert.deepEqual(inferShapes(graph, [1, 3, 1, 1]).get('sum'), [1, 3, 1, 1])
  })
})

describe('the minimum size', () => {
  for (const { output } of tiny.nodes) {
    test(`of ${output} works, as all larger sizes do; one pixel less does not`, () => {
      const side = minimumSize(tiny, output)
      const graph = { input: tiny.input, nodes: needed(tiny, [output]) }
      for (let size = side; size < side + 20; size++) inferShapes(graph, [1, 3, size, size])
      if (side > 1)
        assert.throws(() => inferShapes(graph, [1, 3, side - 1, side - 1]), {
          code: 'too-small',
          message: new RegExp(
            `^A picture of ${side - 1} x ${side - 1} is too small for .* at least (${side} x|\\d+ x ${side}\\b)`,
          ),
        })
    })
  }

  test('is given for each side in the error', () => {
    const flat: Node = { ...conv(1, 1, 0, 0, 1), weight: { shape: [1, 3, 2, 9], data: new Float32Array(54) } }
    const graph = makeNetwork('flat', [flat])
    assert.equal(minimumSize(graph, 'conv'), 9)
    inferShapes(graph, [1, 3, 2, 9])
    assert.throws(() => inferShapes(graph, [1, 3, 50, 8]), { message: /8 x 50 is too small for conv.* 9 x 2\./ })
  })

  test('is infinity where no picture is large enough', () => {
    const graph = makeNetwork('endless', [
      { op: 'globalAverage', inputs: ['images'], output: 'global' },
      { ...conv(3, 1, 0, 0, 1), inputs: ['global'] },
    ])
    assert.equal(minimumSize(graph, 'conv'), Number.POSITIVE_INFINITY)
    assert.throws(() => inferShapes(graph, [1, 3, 500, 500]), { code: 'too-small', message: /conv\.$/ })
  })
})

describe('the nodes that tensors depend on', () => {
  test('are in running order, without others', () => {
    const outputs = needed(tiny, ['block/project', 'norm']).map(({ output }) => output)
    const wanted = [
      'input/range',
      'stem/conv',
      'stem',
      'pool',
      'norm',
      'block/pool',
      'block/project/conv',
      'block/project',
    ]
    assert.deepEqual(outputs, wanted)
    assert.deepEqual(needed(tiny, ['probabilities']).length < tiny.nodes.length, true)
    assert.deepEqual(needed(tiny, ['images']), [])
  })

  test('cannot be listed for a tensor that the graph lacks', () => {
    assert.throws(() => needed(tiny, ['nothing']), /nothing/)
  })
})

function conv(kernel: number, stride: number, before: number, after: number, dilation: number): ConvNode {
  return {
    op: 'conv',
    inputs: ['images'],
    output: 'conv',
    weight: { shape: [1, 3, kernel, kernel], data: new Float32Array(3 * kernel ** 2) },
    bias: new Float32Array(1),
    strides: [stride, stride],
    pads: [before, before, after, after],
    dilations: [dilation, dilation],
    group: 1,
  }
}

function pool(kernel: number, stride: number, before: number, after: number): PoolNode {
  return {
    op: 'maxPool',
    inputs: ['images'],
    output: 'pool',
    kernel: [kernel, kernel],
    strides: [stride, stride],
    pads: [before, before, after, after],
    ceil: true,
  }
}

type Four = [number, number, number, number]
function combinations(...lists: number[][]): Four[] {
  return lists.reduce<number[][]>(
    (all, list) => all.flatMap((head) => list.map((item) => [...head, item])),
    [[]],
  ) as Four[]
}
