/**
 * The engine on TensorFlow.js and its own automatic differentiation. Its pure JavaScript backend is slow, and written by
 * others: what the compiled gradients are checked against, and a way to run where no native runtime does.
 */
import type * as Tf from '@tensorflow/tfjs'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Graph, Network } from '../../network/graph/graph.ts'
import { inferShapes, needed, type Shape } from '../../network/graph/shapes.ts'
import { reportOutOfMemory } from '../device-errors.ts'
import type { Engine, Images, Maps, OpenNetwork } from '../engine.ts'
import { checkObjective, coefficients, findLayer, tapped } from '../objective.ts'
import { loadKernels } from './kernels.ts'
import { pureJavaScript } from './load.ts'
import { runNodes } from './operations.ts'

/** Imports TensorFlow.js and chooses its backend. */
type LoadTensorflow = () => Promise<typeof Tf>

/** Throws `UserError` engine where `@tensorflow/tfjs` is not installed. `load` defaults to its pure JavaScript backend. */
export async function createTensorflowEngine(load: LoadTensorflow = pureJavaScript): Promise<Engine> {
  const tf = await load().catch((error) => {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('@tensorflow/tfjs')) throw error
    throw new UserError('engine', phrase`TensorFlow.js is not installed.`, 'npm install @tensorflow/tfjs')
  })
  tf.enableProdMode() // or it greets on the console and searches every result for NaN
  return { name: 'tensorflow', open: async (network) => openNetwork(tf, network) }
}

function openNetwork(tf: typeof Tf, network: Network): OpenNetwork {
  const kernels = loadKernels(tf, network)
  let open = true

  /** Checks that `tensors` can be computed for `images`; gives their shapes, and all that leads to them, by name. */
  const prepare = (graph: Graph, images: Images, tensors: readonly string[]) => {
    if (!open) throw new Error(`${network.name} has been closed`)
    const part = { input: graph.input, nodes: needed(graph, tensors) }
    const shapes = inferShapes(part, images.shape)
    const run = (input: Tf.Tensor4D) => runNodes(tf, part, kernels, toChannelsLast(tf, input))
    return { run, shapes }
  }

  return {
    async activations(images, layers) {
      const tensors = layers.map((name) => findLayer(network, name).tensor)
      const { run } = prepare(network, images, tensors)
      return reportOutOfMemory(() => {
        const maps = tf.tidy(() => {
          const values = run(toTensor(tf, images))
          return tensors.map((tensor) => toPlanar(tf, get(values, tensor)))
        })
        return Promise.all(maps.map((value) => read(value)))
      })
    },

    async gradient(images, objective) {
      checkObjective(network, objective, images.shape[0])
      const { graph, tensors } = tapped(network, objective)
      const { run, shapes } = prepare(graph, images, tensors)
      const scores = (input: Tf.Tensor) => {
        const values = run(input as Tf.Tensor4D)
        const terms = objective.map((tap, i) => {
          const tensor = tensors[i] ?? ''
          const { linear, quadratic } = coefficients(tap, get(shapes, tensor))
          return score(tf, get(values, tensor), linear, quadratic)
        })
        return tf.addN(terms)
      }
      // Images don't mix, so the gradient of the sum of scores is each image's own.
      return reportOutOfMemory(async () => {
        const { value, grad } = tf.tidy(() => tf.valueAndGrad(scores)(toTensor(tf, images), tf.ones([images.shape[0]])))
        const [{ data }, gradient] = await Promise.all([read(value), read(grad)])
        return { score: data, gradient }
      })
    },

    async close() {
      if (open) for (const { parts, bias } of kernels.values()) tf.dispose([...parts, bias])
      open = false
    },
  }
}

/** sum(linear * A + 0.5 * quadratic * A^2) for each image: [n]. */
function score(tf: typeof Tf, activation: Tf.Tensor4D, linear: Maps, quadratic: Maps): Tf.Tensor {
  const half = tf.mul(toChannelsLast(tf, toTensor(tf, quadratic)), 0.5)
  const slope = tf.add(toChannelsLast(tf, toTensor(tf, linear)), tf.mul(half, activation))
  return tf.sum(tf.mul(activation, slope), [1, 2, 3])
}

function get<T>(values: ReadonlyMap<string, T>, name: string): T {
  const value = values.get(name)
  if (value === undefined) throw new Error(`Nothing writes ${name}`)
  return value
}

function toTensor(tf: typeof Tf, { shape, data }: Maps): Tf.Tensor4D {
  return tf.tensor4d(data, [...shape])
}

function toChannelsLast(tf: typeof Tf, planar: Tf.Tensor4D): Tf.Tensor4D {
  return tf.transpose(planar, [0, 2, 3, 1])
}

function toPlanar(tf: typeof Tf, channelsLast: Tf.Tensor4D): Tf.Tensor4D {
  return tf.transpose(channelsLast, [0, 3, 1, 2])
}

/** Copies a tensor's numbers out and frees it. */
async function read(tensor: Tf.Tensor): Promise<{ shape: Shape; data: Float32Array }> {
  const data = Float32Array.from(await tensor.data())
  const [n = 1, channels = 1, height = 1, width = 1] = tensor.shape
  tensor.dispose()
  return { shape: [n, channels, height, width], data }
}
