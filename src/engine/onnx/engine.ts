/** The compute engine on ONNX Runtime: forward and backward pass compiled into one session for each (network, taps, form). */

import type { Graph, Network } from '../../network/graph/graph.ts'
import { inferShapes, needed, type Shape } from '../../network/graph/shapes.ts'
import { DeviceFailed, OutOfMemory, reportOutOfMemory } from '../device-errors.ts'
import type { Engine, Maps, OpenNetwork } from '../engine.ts'
import { checkObjective, coefficients, findLayer } from '../objective.ts'
import type { Feed } from './builder.ts'
import { compileForward, compileGradient } from './compile.ts'
import { winogradPays } from './operations/winograd.ts'
import { plan } from './plan.ts'
import { abilities } from './provider.ts'
import * as ort from './runtime.ts'
import { createSessions, type SessionOptions } from './sessions.ts'

/** Named `onnx-cpu`, `onnx-cuda` or `onnx-webgpu` after its execution provider. */
export function createOnnxEngine(options: SessionOptions = {}): Engine {
  const { provider = 'cpu' } = options
  return {
    name: `onnx-${provider}`,
    open: async (network) => openNetwork(network, options),
    ...(provider !== 'cpu' && { processor: createOnnxEngine({ cacheBytes: options.cacheBytes }) }),
  }
}

/** What a model wants to know of the pictures' shape, by the input's name. */
export function feedsFor(shapes: Shapes, feeds: ReadonlyMap<string, Feed>): Tensors {
  const shapeOf = (tensor: string) => shapes.get(tensor) as Shape
  return Object.fromEntries([...feeds].map(([name, of]) => [name, new ort.Tensor(of(shapeOf))]))
}

function openNetwork(network: Network, options: SessionOptions): OpenNetwork {
  const sessions = createSessions(options)
  const { provider = 'cpu' } = options
  const has = abilities(provider)

  /** Runs `model` on pictures for which its tensors have `shapes`. */
  async function run({ key, graph, tensors, compile, repeated }: Model, inputs: Tensors, shapes: Shapes) {
    const winograd = repeated && has.winograd && winogradPays(needed(graph, tensors), shapes)
    const build = () => compile(graph, tensors, { has, winograd })
    const { session, feeds } = await onDevice(true, () =>
      sessions.get(JSON.stringify([key, winograd]), build, bytesOf(shapes)),
    )
    return onDevice(false, () => session.run({ ...inputs, ...feedsFor(shapes, feeds) }))
  }

  async function onDevice<Value>(opening: boolean, work: () => Promise<Value>): Promise<Value> {
    try {
      return await reportOutOfMemory(work)
    } catch (error) {
      // What the sessions hold would be in the way of a smaller run too.
      if (error instanceof OutOfMemory) await sessions.clear()
      else if (provider !== 'cpu') throw new DeviceFailed((error as Error).message, { opening, cause: error })
      throw error
    }
  }

  return {
    async activations(images, layers) {
      const tensors = layers.map((layer) => findLayer(network, layer).tensor)
      const shapes = inferShapes({ input: network.input, nodes: needed(network, tensors) }, images.shape)
      const distinct = [...new Set(tensors)]
      const key = ['forward', ...distinct]
      const model = { key, graph: network, tensors: distinct, compile: compileForward, repeated: false }
      const outputs = await run(model, { images: toTensor(images) }, shapes)
      return tensors.map((tensor) => toMaps(outputs[`maps${distinct.indexOf(tensor)}`]))
    },

    async gradient(images, objective) {
      checkObjective(network, objective, images.shape[0])
      const { key, graph, taps } = plan(network, objective)
      const read = taps.flatMap(({ tensor, whole }) => [tensor, whole])
      const shapes = inferShapes({ input: graph.input, nodes: needed(graph, read) }, images.shape)
      const inputs: Tensors = { images: toTensor(images) }
      taps.forEach(({ tap, whole, channels }, i) => {
        const { linear, quadratic } = coefficients(tap, shapes.get(whole) as Shape, channels)
        inputs[`linear${i}`] = toTensor(linear)
        inputs[`quadratic${i}`] = toTensor(quadratic)
      })
      const tensors = taps.map(({ tensor }) => tensor)
      const model = { key: ['gradient', key], graph, tensors, compile: compileGradient, repeated: true }
      const { score, gradient } = await run(model, inputs, shapes)
      return { score: (score as ort.Tensor).data as Float32Array, gradient: toMaps(gradient) }
    },

    close: () => sessions.close(),
  }
}

interface Model {
  /** Equal for equal models. */
  readonly key: readonly string[]
  readonly graph: Graph
  readonly tensors: readonly string[]
  readonly compile: typeof compileForward
  /** It runs so often that it may open slowly. */
  readonly repeated: boolean
}

/** By tensor. */
type Shapes = ReadonlyMap<string, Shape>

/** Of all tensors together, in float32. The backward pass takes the place of what the forward pass no longer needs. */
function bytesOf(shapes: Shapes): number {
  return [...shapes.values()].reduce((sum, shape) => sum + 4 * shape.reduce((size, n) => size * n, 1), 0)
}

type Tensors = Record<string, ort.Tensor>

function toTensor({ data, shape }: Maps): ort.Tensor {
  return new ort.Tensor('float32', data, shape)
}

function toMaps(tensor: ort.Tensor | undefined): Maps {
  if (!tensor) throw new Error('the session lacks an output that it was compiled with')
  return { data: tensor.data as Float32Array, shape: tensor.dims as unknown as Maps['shape'] }
}
