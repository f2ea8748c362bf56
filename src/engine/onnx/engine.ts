/**
 * The engine on ONNX Runtime. A network's graph, up to the tensors that are read, is compiled into one session for each
 * set of tensors; for gradients the session also holds the backward pass.
 */

import type { Graph, Network } from '../../network/graph/graph.ts'
import { inferShapes, needed, type Shape } from '../../network/graph/shapes.ts'
import { must } from '../../network/graph/walk.ts'
import { DeviceFailed, OutOfMemory, reportOutOfMemory } from '../device-errors.ts'
import type { Engine, Maps, OpenNetwork } from '../engine.ts'
import { checkObjective, coefficients, findLayer } from '../objective.ts'
import type { Feed } from './builder.ts'
import { compileForward, compileGradient } from './compile.ts'
import { winogradPays } from './operations/winograd.ts'
import { planObjective } from './plan.ts'
import { capabilitiesOf } from './provider.ts'
import * as ort from './runtime.ts'
import { createSessions, type SessionOptions } from './sessions.ts'

/**
 * An engine named `onnx-cpu`, `onnx-cuda` or `onnx-webgpu` after its execution provider. It opens nothing yet: a
 * provider that does not work here fails at the first call of a network.
 *
 * @example createOnnxEngine({ provider: 'cuda', device: 1 }) // `onnx-cuda`, on the second graphics card
 */
export function createOnnxEngine(options: SessionOptions = {}): Engine {
  const { provider = 'cpu' } = options
  return {
    name: `onnx-${provider}`,
    open: async (network) => openNetwork(network, options),
    processor: provider === 'cpu' ? undefined : createOnnxEngine({ cacheBytes: options.cacheBytes }),
  }
}

/**
 * The tensors that a model wants besides its pictures, by the input's name. `shapes` are those of the graph's tensors.
 */
export function feedTensors(shapes: Shapes, feeds: ReadonlyMap<string, Feed>): Tensors {
  const shapeOf = (tensor: string) => must(shapes, tensor)
  return Object.fromEntries([...feeds].map(([name, compute]) => [name, new ort.Tensor(compute(shapeOf))]))
}

function openNetwork(network: Network, options: SessionOptions): OpenNetwork {
  const sessions = createSessions(options)
  const { provider = 'cpu' } = options
  const capabilities = capabilitiesOf(provider)

  async function run({ key, graph, tensors, compile, isRepeated }: ModelRequest, { inputs, shapes }: RunInputs) {
    const useWinograd = isRepeated && capabilities.winograd && winogradPays(needed(graph, tensors), shapes)
    const build = () => compile(graph, tensors, { capabilities, useWinograd })
    const { session, feeds } = await reportErrors('open', () =>
      sessions.get(JSON.stringify([key, useWinograd]), build, bytesOf(shapes)),
    )
    return reportErrors('run', () => session.run({ ...inputs, ...feedTensors(shapes, feeds) }))
  }

  async function reportErrors<Value>(step: 'open' | 'run', work: () => Promise<Value>): Promise<Value> {
    try {
      return await reportOutOfMemory(work)
    } catch (error) {
      // A smaller call needs the memory that the sessions hold.
      if (error instanceof OutOfMemory) await sessions.clear()
      else if (provider !== 'cpu')
        throw new DeviceFailed((error as Error).message, { whileOpening: step === 'open', cause: error })
      throw error
    }
  }

  return {
    async activations(images, layers) {
      const tensors = layers.map((layer) => findLayer(network, layer).tensor)
      const shapes = inferShapes({ input: network.input, nodes: needed(network, tensors) }, images.shape)
      const distinct = [...new Set(tensors)]
      const key = ['forward', ...distinct]
      const model = { key, graph: network, tensors: distinct, compile: compileForward, isRepeated: false }
      const outputs = await run(model, { inputs: { images: toTensor(images) }, shapes })
      return tensors.map((tensor) => toMaps(outputs[`maps${distinct.indexOf(tensor)}`]!))
    },

    async gradient(images, objective) {
      checkObjective(network, objective, images.shape[0])
      const { key, graph, taps } = planObjective(network, objective)
      const read = taps.flatMap(({ tensor, whole }) => [tensor, whole])
      const shapes = inferShapes({ input: graph.input, nodes: needed(graph, read) }, images.shape)
      const inputs: Tensors = { images: toTensor(images) }
      taps.forEach(({ tap, whole, channels }, i) => {
        const { linear, quadratic } = coefficients(tap, { shape: must(shapes, whole), channels })
        inputs[`linear${i}`] = toTensor(linear)
        inputs[`quadratic${i}`] = toTensor(quadratic)
      })
      const tensors = taps.map(({ tensor }) => tensor)
      const model = { key: ['gradient', key], graph, tensors, compile: compileGradient, isRepeated: true }
      const { score, gradient } = await run(model, { inputs, shapes })
      return { score: score!.data as Float32Array, gradient: toMaps(gradient!) }
    },

    close: () => sessions.close(),
  }
}

/** A model to compile, unless its session is cached. */
interface ModelRequest {
  /** Equal for equal models. */
  readonly key: readonly string[]
  readonly graph: Graph
  /** The graph's tensors to read. */
  readonly tensors: readonly string[]
  readonly compile: typeof compileForward
  /** Whether it runs so often that a faster run outweighs a slower opening. */
  readonly isRepeated: boolean
}

interface RunInputs {
  readonly inputs: Tensors
  readonly shapes: Shapes
}

/** The shapes of a graph's tensors, by the tensor's name. */
type Shapes = ReadonlyMap<string, Shape>
type Tensors = Record<string, ort.Tensor>

/** Memory of all tensors together, in float32. The backward pass reuses what the forward pass no longer needs. */
function bytesOf(shapes: Shapes): number {
  return [...shapes.values()].reduce((sum, shape) => sum + 4 * shape.reduce((size, n) => size * n, 1), 0)
}

function toTensor({ data, shape }: Maps): ort.Tensor {
  return new ort.Tensor('float32', data, shape)
}

function toMaps({ data, dims }: ort.Tensor): Maps {
  return { data: data as Float32Array, shape: dims as unknown as Maps['shape'] }
}
