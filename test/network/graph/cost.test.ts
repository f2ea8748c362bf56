import assert from 'node:assert/strict'
import { test } from 'node:test'
import { multiplyAddsPerPixel } from '../../../src/network/graph/cost.ts'
import type { ConvNode, Graph, Node } from '../../../src/network/graph/graph.ts'

function conv(from: string, output: string, [out, into, side]: [number, number, number], stride = 1): ConvNode {
  const pad = (side - 1) / 2
  return {
    ...{ op: 'conv', inputs: [from], output, group: 1, dilations: [1, 1], strides: [stride, stride] },
    pads: [pad, pad, pad, pad],
    weight: { shape: [out, into, side, side], data: new Float32Array(out * into * side * side) },
    bias: new Float32Array(out),
  }
}

function graph(...nodes: Node[]): Graph {
  return { input: 'x', nodes }
}

test('a convolution costs its weights at each position', () => {
  assert.equal(multiplyAddsPerPixel(graph(conv('x', 'a', [8, 3, 3])), 'a'), 8 * 3 * 9)
})

test('after a stride of 2 a layer costs a quarter', () => {
  const net = graph(conv('x', 'a', [8, 3, 3], 2), conv('a', 'b', [16, 8, 1]))
  assert.equal(multiplyAddsPerPixel(net, 'b'), (8 * 3 * 9 + 16 * 8) / 4)
})

test('operations that the layer does not need are not counted', () => {
  const net = graph(conv('x', 'a', [8, 3, 3]), conv('a', 'side', [64, 8, 3]), conv('a', 'b', [4, 8, 1]))
  assert.equal(multiplyAddsPerPixel(net, 'b'), 8 * 3 * 9 + 4 * 8)
})

test('a layer that no size of picture reaches costs infinity', () => {
  const { pads: _, ...unreached } = conv('mean', 'a', [8, 3, 3])
  const net = graph({ op: 'globalAverage', inputs: ['x'], output: 'mean' }, { ...unreached, pads: [0, 0, 0, 0] })
  assert.equal(multiplyAddsPerPixel(net, 'a'), Number.POSITIVE_INFINITY)
})
