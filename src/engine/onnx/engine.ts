/** The compute engine on ONNX Runtime: forward and backward pass compiled into one session per (network, taps). */
import * as ort from 'onnxruntime-node'
import type { Network } from '../../network/graph.ts'
import { inferShapes, needed, type Shape } from '../../network/shapes.ts'
import type { Engine, Maps, OpenNetwork } from '../engine.ts'
import { checkObjective, coefficients, findLayer } from '../objective.ts'
import { compileForward, compileGradient } from './compile.ts'
import { plan } from './plan.ts'
import { createSessions, type SessionOptions } from './sessions.ts'

/** Named `onnx-cpu`, `onnx-cuda` or `onnx-webgpu` after its execution provider. */
export function createOnnxEngine(options: SessionOptions = {}): Engine {
  return {
    name: `onnx-${options.provider ?? 'cpu'}`,
    open: async (network) => openNetwork(network, options),
  }
}

function openNetwork(network: Network, options: SessionOptions): OpenNetwork {
  const sessions = createSessions(options)
  return {
    async activations(images, layers) {
      const tensors = layers.map((layer) => findLayer(network, layer).tensor)
      const shapes = inferShapes({ input: network.input, nodes: needed(network, tensors) }, images.shape)
      const distinct = [...new Set(tensors)]
      const key = JSON.stringify(['forward', ...distinct])
      const session = await sessions.get(key, () => compileForward(network, distinct), bytesOf(shapes))
      const outputs = await session.run({ images: toTensor(images) })
      return tensors.map((tensor) => toMaps(outputs[`maps${distinct.indexOf(tensor)}`]))
    },

    async gradient(images, objective) {
      checkObjective(network, objective, images.shape[0])
      const { key, graph, taps } = plan(network, objective)
      const read = taps.flatMap(({ tensor, whole }) => [tensor, whole])
      const shapes = inferShapes({ input: graph.input, nodes: needed(graph, read) }, images.shape)
      const feeds: Record<string, ort.Tensor> = { images: toTensor(images) }
      taps.forEach(({ tap, whole, channels }, i) => {
        const { linear, quadratic } = coefficients(tap, shapes.get(whole) as Shape, channels)
        feeds[`linear${i}`] = toTensor(linear)
        feeds[`quadratic${i}`] = toTensor(quadratic)
      })
      const tensors = taps.map(({ tensor }) => tensor)
      const session = await sessions.get(`gradient ${key}`, () => compileGradient(graph, tensors), bytesOf(shapes))
      const { score, gradient } = await session.run(feeds)
      return { score: (score as ort.Tensor).data as Float32Array, gradient: toMaps(gradient) }
    },

    close: () => sessions.close(),
  }
}

/** Of all tensors together, in float32. The backward pass takes the place of what the forward pass no longer needs. */
function bytesOf(shapes: ReadonlyMap<string, Shape>): number {
  return [...shapes.values()].reduce((sum, shape) => sum + 4 * shape.reduce((size, n) => size * n, 1), 0)
}

function toTensor({ data, shape }: Maps): ort.Tensor {
  return new ort.Tensor('float32', data, shape)
}

function toMaps(tensor: ort.Tensor | undefined): Maps {
  if (!tensor) throw new Error('the session lacks an output that it was compiled with')
  return { data: tensor.data as Float32Array, shape: tensor.dims as unknown as Maps['shape'] }
}
