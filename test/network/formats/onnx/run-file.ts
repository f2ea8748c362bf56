/** The tensors that ONNX Runtime computes from an ONNX file itself, without this project's graph. */
import assert from 'node:assert/strict'
import type { Images, Maps } from '../../../../src/engine/engine.ts'
import { createOnnxEngine } from '../../../../src/engine/onnx/engine.ts'
import * as ort from '../../../../src/engine/onnx/runtime.ts'
import type { InputRange } from '../../../../src/network/formats/input.ts'
import type { Network } from '../../../../src/network/graph/graph.ts'
import { assertWithin, relativeErrors } from '../../../contract/compare.ts'

/** The tensors `names`, by name; flattened ones as maps of one position. */
export async function runFile(
  bytes: Uint8Array,
  images: Images,
  range: InputRange,
  names: readonly string[],
): Promise<Map<string, Maps>> {
  const session = await ort.InferenceSession.create(bytes, { graphOptimizationLevel: 'basic', logSeverityLevel: 3 })
  const [input = ''] = session.inputNames
  const outputs = await session.run({ [input]: new ort.Tensor('float32', ranged(images, range), images.shape) }, names)
  await session.release()
  return new Map(
    Object.entries(outputs).map(([name, { dims, data }]) => {
      const [n = 0, channels = 0, height = 1, width = 1] = dims
      return [name, { shape: [n, channels, height, width], data: data as Float32Array }]
    }),
  )
}

/** Asserts that every layer of `network` that is an output of the file has its activations, and that there are `count` of them. */
export async function assertSameAsFile(
  network: Network,
  bytes: Uint8Array,
  images: Images,
  range: InputRange,
  tensors: readonly string[],
): Promise<void> {
  const layers = [...network.layers.values()].filter(({ tensor }) => tensors.includes(tensor))
  assert.deepEqual(layers.map(({ tensor }) => tensor).toSorted(), [...tensors].toSorted())
  const wanted = await runFile(bytes, images, range, tensors)
  const open = await createOnnxEngine().open(network)
  const maps = await open.activations(
    images,
    layers.map(({ name }) => name),
  )
  await open.close()
  layers.forEach(({ name, tensor, channels }, i) => {
    const [got, file] = [maps[i] as Maps, wanted.get(tensor) as Maps]
    assert.equal(got.shape[1], channels, name)
    assert.ok(
      file.data.some((value) => value !== 0),
      `${name} is zero everywhere`,
    )
    assertWithin(relativeErrors(got, file), 1e-5, name)
  })
}

/** Maps pictures to the network's range. */
function ranged({ shape: [n, , height, width], data }: Images, { order, mean, std = [1, 1, 1] }: InputRange) {
  const area = height * width
  const result = new Float32Array(data.length)
  for (let image = 0; image < n; image++)
    for (const channel of [0, 1, 2] as const)
      for (let p = 0; p < area; p++) {
        const from = (image * 3 + (order === 'rgb' ? channel : 2 - channel)) * area + p
        result[(image * 3 + channel) * area + p] = ((data[from] ?? 0) - mean[channel]) / std[channel]
      }
  return result
}
