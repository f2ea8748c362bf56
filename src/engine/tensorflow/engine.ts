/**
 * The engine on TensorFlow.js and its own automatic differentiation. Its pure JavaScript backend is slow but
 * independent: the compiled gradients are tested against it, and it runs where no native runtime does.
 */
import type * as Tf from '@tensorflow/tfjs'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Graph, Network } from '../../network/graph/graph.ts'
import { inferShapes, needed, type Shape } from '../../network/graph/shapes.ts'
import { must } from '../../network/graph/walk.ts'
import { reportOutOfMemory } from '../device-errors.ts'
import type { Engine, Images, Maps, OpenNetwork } from '../engine.ts'
import { checkObjective, coefficients, findLayer, resolveTaps } from '../objective.ts'
import { loadKernels } from './kernels.ts'
import { pureJavaScript } from './load.ts'
import { runGraph } from './operations.ts'

/** Imports TensorFlow.js and chooses its backend. */
type LoadTensorflow = () => Promise<typeof Tf>

/**
 * The engine named `tensorflow`. `load` defaults to the pure JavaScript backend. Throws `UserError` engine where
 * `@tensorflow/tfjs` is not installed.
 */
export async function createTensorflowEngine(load: LoadTensorflow = pureJavaScript): Promise<Engine> {
  const tf = await load().catch((error) => {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('@tensorflow/tfjs')) throw error
    throw new UserError('engine', phrase`TensorFlow.js is not installed.`, 'npm install @tensorflow/tfjs')
  })
  // Otherwise it prints a greeting on the console and searches every result for NaN.
  tf.enableProdMode()
  return { name: 'tensorflow', open: async (network) => openNetwork(tf, network) }
}

function openNetwork(tf: typeof Tf, network: Network): OpenNetwork {
  const kernels = loadKernels(tf, network)
  let isOpen = true

  /**
   * Checks that `tensors` can be computed for `images`. Returns the shapes of all tensors that they need, and a forward
   * pass.
   */
  const prepare = (graph: Graph, images: Images, tensors: readonly string[]) => {
    if (!isOpen) throw new Error(`${network.name} has been closed`)
    const part = { input: graph.input, nodes: needed(graph, tensors) }
    const shapes = inferShapes(part, images.shape)
    const run = (input: Tf.Tensor4D) => runGraph(tf, { graph: part, kernels, input: toChannelsLast(tf, input) })
    return { run, shapes }
  }

  return {
    async activations(images, layers) {
      const tensors = layers.map((name) => findLayer(network, name).tensor)
      const { run } = prepare(network, images, tensors)
      return reportOutOfMemory(() => {
        const maps = tf.tidy(() => {
          const values = run(toTensor(tf, images))
          return tensors.map((tensor) => toPlanar(tf, must(values, tensor)))
        })
        return Promise.all(maps.map((value) => read(value)))
      })
    },

    async gradient(images, objective) {
      checkObjective(network, objective, images.shape[0])
      const { graph, tensors } = resolveTaps(network, objective)
      const { run, shapes } = prepare(graph, images, tensors)
      const scores = (input: Tf.Tensor) => {
        const values = run(input as Tf.Tensor4D)
        const terms = objective.map((tap, i) => {
          const tensor = tensors[i]!
          return score(tf, must(values, tensor), coefficients(tap, { shape: must(shapes, tensor) }))
        })
        return tf.addN(terms)
      }
      // Images are independent: the gradient of the sum of all scores with respect to an image is that of its own
      // score.
      return reportOutOfMemory(async () => {
        const { value, grad } = tf.tidy(() => tf.valueAndGrad(scores)(toTensor(tf, images), tf.ones([images.shape[0]])))
        const [{ data }, gradient] = await Promise.all([read(value), read(grad)])
        return { score: data, gradient }
      })
    },

    async close() {
      if (isOpen) for (const { parts, bias } of kernels.values()) tf.dispose([...parts, bias])
      isOpen = false
    },
  }
}

/** sum(linear * A + 0.5 * quadratic * A^2) for each image: [n]. */
function score(
  tf: typeof Tf,
  activation: Tf.Tensor4D,
  { linear, quadratic }: { readonly linear: Maps; readonly quadratic: Maps },
): Tf.Tensor {
  const half = tf.mul(toChannelsLast(tf, toTensor(tf, quadratic)), 0.5)
  const slope = tf.add(toChannelsLast(tf, toTensor(tf, linear)), tf.mul(half, activation))
  return tf.sum(tf.mul(activation, slope), [1, 2, 3])
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

/** Copies a tensor's numbers out, and frees the tensor. */
async function read(tensor: Tf.Tensor): Promise<{ shape: Shape; data: Float32Array }> {
  const data = Float32Array.from(await tensor.data())
  const [n = 1, channels = 1, height = 1, width = 1] = tensor.shape
  tensor.dispose()
  return { shape: [n, channels, height, width], data }
}
