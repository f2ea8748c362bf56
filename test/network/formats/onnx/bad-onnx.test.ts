import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UserError } from '../../../../src/core/errors.ts'
import { DataType, encodeModel, type ModelProto } from '../../../../src/network/formats/onnx/schema.ts'
import { inferShapes } from '../../../../src/network/graph/shapes.ts'
import { random } from '../../../contract/random.ts'
import { assertRefused, assertSentence, read } from '../refused.ts'
import { type FileOptions, node, onnxFile, onnxModel, weights } from './onnx-file.ts'

describe('an ONNX file', () => {
  const nodes = [node('Conv', ['data', 'conv.weight'], 'conv'), node('Relu', ['conv'], 'relu')]
  const constants = { 'conv.weight': weights(1, 4, 3, 3, 3) }
  const good = (options?: FileOptions) => onnxModel(nodes, constants, options)
  const changed = (change: (model: Required<NonNullable<ModelProto['graph']>>, whole: ModelProto) => void) => {
    const model = good()
    change(model.graph as Required<NonNullable<ModelProto['graph']>>, model)
    return encodeModel(model)
  }

  test('that is cut off anywhere', async () => {
    const bytes = encodeModel(good())
    assert.equal((await read('onnx', bytes)).layers.size, 1)
    for (let end = 1; end < bytes.length; end++) {
      await assertRefused(
        'onnx',
        bytes.subarray(0, end),
        /^it (is incomplete or in another format|holds no network.*)$/,
        /^a whole ONNX file$/,
      )
    }
  })

  const cases: Record<string, [Uint8Array, RegExp, RegExp]> = {
    'of opset 6': [encodeModel(good({ opset: 6 })), /^it is written in ONNX opset 6$/, /^7 to 22$/],
    'of opset 99': [encodeModel(good({ opset: 99 })), /^it is written in ONNX opset 99$/, /^7 to 22$/],
    'without nodes': [onnxFile([], constants), /^it holds no network/, /^a whole ONNX file$/],
    'for grey pictures': [
      encodeModel(good({ shape: ['n', 1, 28, 28] })),
      /^its input data has the shape \[n, 1, 28, 28\]$/,
      /^\[n, 3, height, width\]$/,
    ],
    'for pictures with alpha': [
      encodeModel(good({ shape: ['n', 4, 'h', 'w'] })),
      /\[n, 4, h, w\]$/,
      /^\[n, 3, height, width\]$/,
    ],
    'for channels last': [
      encodeModel(good({ shape: [1, 224, 224, 3] })),
      /\[1, 224, 224, 3\]$/,
      /^\[n, 3, height, width\]$/,
    ],
    'for audio': [encodeModel(good({ shape: [1, 16000] })), /\[1, 16000\]$/, /^\[n, 3, height, width\]$/],
    'without an input': [changed((graph) => graph.input.pop()), /^it has no input$/, /^one input, for pictures$/],
    'with two inputs': [
      changed((graph) => graph.input.push({ name: 'mask' })),
      /^it has 2 inputs, data and mask$/,
      /^one input, for pictures$/,
    ],
    'with a float16 input': [
      changed((graph) => Object.assign(graph.input[0]?.type?.tensorType ?? {}, { elemType: DataType.float16 })),
      /^its input data is float16$/,
      /^float32$/,
    ],
    'with an input of bytes': [
      changed((graph) => Object.assign(graph.input[0]?.type?.tensorType ?? {}, { elemType: 2 })),
      /^its input data is uint8$/,
      /^float32$/,
    ],
    'without convolutions': [
      onnxFile([node('Relu', ['data'], 'relu')], {}),
      /^it has no convolution$/,
      /^a convolutional network over RGB pictures$/,
    ],
    'with fully connected layers alone': [
      onnxFile(
        [node('Flatten', ['data'], 'flat'), node('Gemm', ['flat', 'matrix'], 'classes')],
        { matrix: weights(1, 48, 2) },
        { shape: [1, 3, 4, 4] },
      ),
      /^it has no convolution$/,
      /^a convolutional network over RGB pictures$/,
    ],
    'that begins with an unsupported operation': [
      onnxFile([node('Sigmoid', ['data'], 'squashed'), node('Conv', ['squashed', 'conv.weight'], 'conv')], constants),
      /^it has no convolution before its operation Sigmoid, which is not supported$/,
      /^a convolutional network over RGB pictures$/,
    ],
    'whose first operations are unsupported, in another order': [
      onnxFile([node('Div', ['scale', 'data'], 'scaled'), node('Conv', ['scaled', 'conv.weight'], 'conv')], {
        ...constants,
        scale: weights(2, 3, 1, 1),
      }),
      /before its operation Div, which /,
      /^a convolutional/,
    ],
    'with weights shorter than their shape': [
      changed((graph) => graph.initializer[0]?.dims?.splice(0, 1, 5)),
      /^conv.weight has 108 values$/,
      /^135 for its shape 5 x 3 x 3 x 3$/,
    ],
    'with a number cut in half': [
      changed(({ initializer: [tensor] }) =>
        Object.assign(tensor ?? {}, { rawData: tensor?.rawData?.subarray(0, 430) }),
      ),
      /^conv.weight has 107.5 values$/,
      /^108 for/,
    ],
    'with weights in another file': [
      changed(({ initializer: [tensor] }) => Object.assign(tensor ?? {}, { rawData: undefined, dataLocation: 1 })),
      /^conv.weight is stored in another file$/,
      /^all weights in this file$/,
    ],
    'with weights of strings': [
      changed(({ initializer: [tensor] }) => Object.assign(tensor ?? {}, { dataType: 8 })),
      /^conv.weight is string$/,
      /^float32, int32, int64, float16, float64$/,
    ],
    'without its weights': [changed((graph) => graph.initializer.pop()), /^it lacks conv.weight$/, /^all its weights$/],
  }
  for (const [what, [bytes, found, expected]] of Object.entries(cases)) {
    test(what, () => assertRefused('onnx', bytes, found, expected))
  }

  test('with a free number of channels is read', async () => {
    assert.equal((await read('onnx', encodeModel(good({ shape: ['n', 'c', 'h', 'w'] })))).layers.size, 1)
  })

  test('with any bytes changed is read as a consistent network, or refused', async () => {
    const bytes = encodeModel(good())
    const { uniform } = random(6)
    let refused = 0
    for (let i = 0; i < 400; i++) {
      const damaged = Uint8Array.from(bytes)
      for (let k = 0; k < 1 + (i % 3); k++) damaged[Math.floor(uniform(0, bytes.length))] = uniform(0, 256)
      await read('onnx', damaged).then(
        (network) => {
          try {
            inferShapes(network, [1, 3, 64, 64])
          } catch (error) {
            assert.ok(error instanceof UserError, String(error))
          }
        },
        (error) => {
          refused++
          assertSentence(error, 'onnx')
        },
      )
    }
    assert.ok(refused > 50 && refused < 390, `${refused} refused`)
  })
})
