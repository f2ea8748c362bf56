import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Maps } from '../../../../src/engine/engine.ts'
import { createOnnxEngine } from '../../../../src/engine/onnx/engine.ts'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { NodeProto } from '../../../../src/network/formats/onnx/schema.ts'
import { randomImages } from '../../../contract/random.ts'
import { node, onnxFile, type Tensor, weights } from './onnx-file.ts'
import { assertSameAsFile } from './run-file.ts'

const input = { order: 'rgb', mean: [0, 0, 0] } as const
const read = (bytes: Uint8Array) => readOnnx(bytes, { name: 'windows', hash: '', input })

type Pads = { readonly auto_pad: string } | { readonly pads: readonly number[] }
const automatic = ['SAME_UPPER', 'SAME_LOWER', 'VALID', 'NOTSET'].map((auto_pad) => ({ auto_pad }))
const explicit = [
  [0, 0, 0, 0],
  [1, 0, 0, 1],
  [0, 1, 0, 0],
].map((pads) => ({ pads }))

/** Convolutions and pools with different windows, each reading the pictures. */
function windows(paddings: readonly Pads[], ceils: readonly number[]) {
  const nodes: NodeProto[] = []
  const constants: Record<string, Tensor> = {}
  for (const kernel of [
    [2, 3],
    [3, 2],
    [4, 5],
  ])
    for (const strides of [
      [1, 1],
      [2, 3],
      [3, 2],
      [4, 1],
    ])
      for (const padding of paddings) {
        const same = 'auto_pad' in padding && padding.auto_pad.startsWith('SAME')
        // ONNX Runtime refuses auto_pad for dilated windows, and for strides larger than the window.
        if (same && strides.some((stride, axis) => stride > (kernel[axis] ?? 0))) continue
        const attributes = { kernel_shape: kernel, strides, ...padding }
        for (const dilations of same
          ? [[1, 1]]
          : [
              [1, 1],
              [2, 1],
            ]) {
          const name = `conv ${nodes.length}`
          constants[`${name}.weight`] = weights(nodes.length, 2, 3, ...kernel)
          nodes.push(node('Conv', ['data', `${name}.weight`], name, { ...attributes, dilations }))
        }
        for (const ceil_mode of ceils) {
          const pool = { ...attributes, ...(ceil_mode && { ceil_mode }) }
          nodes.push(node('MaxPool', ['data'], `max ${nodes.length}`, pool))
          nodes.push(node('AveragePool', ['data'], `average ${nodes.length}`, pool))
          nodes.push(node('AveragePool', ['data'], `average ${nodes.length}`, { ...pool, count_include_pad: 1 }))
        }
      }
  const outputs = nodes.flatMap(({ output = [] }) => output)
  const file = (opset: number, ...size: (number | string)[]) =>
    onnxFile(nodes, constants, { opset, shape: [1, 3, ...size], outputs })
  return { file, outputs }
}

describe('windows are those of the file', () => {
  const { file, outputs } = windows(automatic, [0, 1])
  for (const opset of [11, 22]) {
    for (const [height, width] of [
      [12, 12],
      [13, 17],
      [23, 10],
    ] as const) {
      test(`auto_pad, for the size ${height} x ${width} that the file fixes, opset ${opset}`, async () => {
        const bytes = file(opset, height, width)
        await assertSameAsFile(read(bytes), bytes, randomImages(7, 1, height, width), input, outputs)
      })
    }
    test(`auto_pad, for free sizes that the strides divide, opset ${opset}`, async () => {
      const bytes = file(opset, 'h', 'w')
      for (const [height, width] of [
        [12, 24],
        [36, 12],
      ] as const)
        await assertSameAsFile(read(bytes), bytes, randomImages(8, 1, height, width), input, outputs)
    })
  }

  for (const opset of [11, 22])
    test(`explicit pads, rounded down or up, opset ${opset}`, async () => {
      const all = windows(explicit, [0, 1])
      const bytes = all.file(opset, 'h', 'w')
      for (const [height, width] of [
        [12, 12],
        [13, 17],
        [23, 10],
      ] as const)
        await assertSameAsFile(read(bytes), bytes, randomImages(9, 1, height, width), input, all.outputs)
    })
})

describe('a fully connected layer over maps', () => {
  /** Maps of [4, h - 2, w - 2], flattened twice. */
  const classifier = (size: readonly (number | string)[], flat: number, flatten = node('Flatten', ['relu'], 'flat')) =>
    onnxFile(
      [
        node('Conv', ['data', 'conv.weight'], 'conv'),
        node('Relu', ['conv'], 'relu'),
        flatten,
        node('Gemm', ['flat', 'hidden.weight', 'hidden.bias'], 'hidden', { transB: 1 }),
        node('Relu', ['hidden'], 'hidden/relu'),
        node('Gemm', ['hidden/relu', 'classes.weight'], 'classes'),
        node('Softmax', ['classes'], 'prob', { axis: -1 }),
      ],
      {
        'conv.weight': weights(1, 4, 3, 3, 3),
        'hidden.weight': weights(2, 6, flat),
        'hidden.bias': weights(3, 6),
        'classes.weight': weights(4, 6, 3),
      },
      { shape: [1, 3, ...size], outputs: ['relu', 'hidden/relu', 'classes', 'prob'] },
    )
  const outputs = ['relu', 'hidden/relu', 'classes', 'prob']

  for (const [height, width] of [
    [8, 8],
    [6, 11],
    [10, 3],
  ] as const)
    test(`of ${height - 2} x ${width - 2} is a convolution over the whole maps`, async () => {
      const bytes = classifier([height, width], 4 * (height - 2) * (width - 2))
      const network = read(bytes)
      await assertSameAsFile(network, bytes, randomImages(10, 1, height, width), input, outputs)
    })

  test('of a free size is taken for square', async () => {
    const bytes = classifier(['h', 'w'], 4 * 25)
    await assertSameAsFile(read(bytes), bytes, randomImages(11, 1, 7, 7), input, outputs)
    assert.deepEqual([...read(classifier(['h', 'w'], 4 * 24)).layers.keys()], ['conv'])
  })

  test('gives maps of classes for larger pictures', async () => {
    const open = await createOnnxEngine().open(read(classifier([8, 8], 4 * 36)))
    const [maps] = (await open.activations(randomImages(12, 1, 9, 11), ['prob'])) as [Maps]
    await open.close()
    assert.deepEqual(maps.shape, [1, 3, 2, 4])
    for (let p = 0; p < 8; p++) {
      const sum = [0, 8, 16].reduce((total, start) => total + (maps.data[start + p] ?? 0), 0)
      assert.ok(Math.abs(sum - 1) < 1e-6)
    }
  })
})
