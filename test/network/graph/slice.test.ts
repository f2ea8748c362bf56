import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConvNode, Graph, Node, PoolNode } from '../../../src/network/graph/graph.ts'
import { channelCounts } from '../../../src/network/graph/layers.ts'
import { needed } from '../../../src/network/graph/shapes.ts'
import { sliceChannels } from '../../../src/network/graph/slice.ts'
import { must } from '../../../src/network/graph/walk.ts'
import { random } from '../../contract/random.ts'
import { type Plane, referenceForward } from '../../contract/reference.ts'
import { tinyNetwork } from '../../contract/tiny-network.ts'

const { normal, uniform } = random(81)

function conv(output: string, input: string, shape: [number, number, number, number], group = 1): ConvNode {
  const size = shape.reduce((product, n) => product * n, 1)
  const weight = { shape, data: Float32Array.from({ length: size }, normal) }
  const bias = Float32Array.from({ length: shape[0] }, normal)
  const pad = shape[2] >> 1
  const window = { strides: [1, 1], pads: [pad, pad, pad, pad], dilations: [1, 1] } as const
  return { op: 'conv', inputs: [input], output, weight, bias, ...window, group }
}

function pool(op: PoolNode['op'], output: string, input: string): PoolNode {
  return { op, inputs: [input], output, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 0, 0], ceil: true }
}

/** A network that can be sliced as a whole: residual, depthwise, with pools, and branches joined twice. */
const graph: Graph = {
  input: 'images',
  nodes: [
    conv('stem', 'images', [6, 3, 3, 3]),
    { op: 'relu', inputs: ['stem'], output: 'stem/relu' },
    conv('depthwise', 'stem/relu', [6, 1, 3, 3], 6),
    conv('branch', 'stem/relu', [6, 6, 1, 1]),
    { op: 'add', inputs: ['depthwise', 'branch'], output: 'sum' },
    { op: 'relu', inputs: ['sum'], output: 'sum/relu' },
    pool('maxPool', 'max', 'sum/relu'),
    pool('averagePool', 'average', 'sum/relu'),
    conv('pointwise', 'max', [4, 6, 1, 1]),
    { op: 'concat', inputs: ['max', 'average', 'pointwise'], output: 'joined' },
    { op: 'concat', inputs: ['joined', 'pointwise'], output: 'twice' },
    { op: 'globalAverage', inputs: ['twice'], output: 'mean' },
    { op: 'lrn', inputs: ['joined'], output: 'norm', size: 5, alpha: 1, beta: 0.75, bias: 1 },
    { op: 'softmax', inputs: ['mean'], output: 'probabilities' },
    { op: 'concat', inputs: ['pointwise', 'norm'], output: 'half mixed' },
    conv('grouped', 'joined', [8, 8, 1, 1], 2),
  ],
}
const image: Plane = { shape: [3, 9, 8], data: Float64Array.from({ length: 216 }, () => uniform(-2, 2)) }
const whole = referenceForward(graph, image)
const counts = channelCounts(graph)

/** Asserts that the slice's tensor holds just `channels` of `tensor`, and returns the nodes that it needs. */
function assertSlice(tensor: string, channels: readonly number[]): Node[] {
  const sliced = sliceChannels(graph, tensor, channels)
  assert.ok(sliced, `${tensor} is not sliced`)
  const { shape, data } = must(whole, tensor)
  const size = shape[1] * shape[2]
  const wanted = channels.flatMap((c) => [...data.subarray(c * size, (c + 1) * size)])
  const found = must(referenceForward(sliced.graph, image), sliced.tensor)
  assert.deepEqual(found, { shape: [channels.length, shape[1], shape[2]], data: Float64Array.from(wanted) })
  const names = sliced.graph.nodes.map(({ output }) => output)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(sliced.graph.nodes.slice(0, graph.nodes.length), graph.nodes)
  return needed(sliced.graph, [sliced.tensor])
}

describe('a slice holds the chosen channels of the whole', () => {
  for (const tensor of [
    'stem',
    'stem/relu',
    'depthwise',
    'branch',
    'sum',
    'sum/relu',
    'max',
    'average',
    'pointwise',
    'joined',
    'twice',
    'mean',
  ])
    test(tensor, () => {
      const count = counts.get(tensor) ?? 0
      const all = [...Array(count).keys()]
      for (const channels of [...all.map((c) => [c]), [0, count - 1], all.filter((c) => c % 3 !== 1), all])
        assertSlice(tensor, channels)
    })

  test('a slice can be sliced again', () => {
    const once = sliceChannels(graph, 'joined', [1, 4, 7, 13])
    assert.ok(once)
    const twice = sliceChannels(once.graph, once.tensor, [1, 3])
    assert.ok(twice)
    const direct = sliceChannels(graph, 'joined', [4, 13])
    assert.ok(direct)
    const found = must(referenceForward(twice.graph, image), twice.tensor)
    assert.deepEqual(found, must(referenceForward(direct.graph, image), direct.tensor))
  })
})

describe('a slice leaves out the work for the others', () => {
  const work = (nodes: readonly Node[]) =>
    nodes.reduce((sum, node) => sum + (node.op === 'conv' ? node.weight.data.length : 0), 0)

  test('branches of a concatenation without a chosen channel are dropped', () => {
    const outputs = assertSlice('joined', [12, 15]).map(({ output }) => output)
    assert.ok(outputs.some((output) => output.startsWith('pointwise [')))
    assert.ok(!outputs.some((output) => output.startsWith('average')))
    assert.ok(!assertSlice('joined', [7]).some(({ op }) => op === 'concat' || op === 'maxPool'))
  })

  test('the last convolution of each branch has only the chosen filters', () => {
    assert.equal(work(assertSlice('stem', [2])), 27)
    assert.equal(work(assertSlice('sum', [2, 3])), work(needed(graph, ['stem'])) + 2 * (27 + 9 + 6))
    assert.ok(work(assertSlice('twice', [0])) < work(needed(graph, ['twice'])))
  })
})

describe('there is no slice', () => {
  for (const tensor of ['norm', 'probabilities', 'half mixed', 'grouped', 'images'])
    test(`of ${tensor}`, () =>
      assert.equal(sliceChannels(graph, tensor, [1, counts.get(tensor) === 3 ? 2 : 5]), undefined))

  test('through an operation that mixes channels, but there is one of a branch beside it', () => {
    assert.equal(sliceChannels(graph, 'half mixed', [4]), undefined)
    assertSlice('half mixed', [0, 3])
  })

  test('through a depthwise convolution with several filters per channel', () => {
    assert.equal(sliceChannels(tinyNetwork(), 'depthwise', [3]), undefined)
  })
})
