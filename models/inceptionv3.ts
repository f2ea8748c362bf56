import { defineModel } from '../src/network/catalog/model.ts'
import { type PlannedLayer, plannedChannels } from '../src/network/formats/plan.ts'
import type { Pair } from '../src/network/graph/graph.ts'

/** A convolution of a branch: its number of filters and its kernel, a side or [height, width]. */
type Step = readonly [filters: number, kernel: number | Pair]

/**
 * Functions that append to `plan` and return the name of the last layer. Convolutions and pools get the names that Keras
 * gives to unnamed layers: their kind and number.
 */
function createBuilder(plan: PlannedLayer[]) {
  const counts = new Map<string, number>()
  const numbered = (kind: string) => {
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    return count === 0 ? kind : `${kind}_${count}`
  }
  const add = (layer: PlannedLayer) => {
    plan.push(layer)
    return layer.name
  }
  const convolution = (from: string | undefined, [filters, kernel]: Step, window: { stride?: number; pad?: 'valid' }) =>
    add({
      name: numbered('conv2d'),
      ...(from === undefined ? {} : { from }),
      filters,
      kernel,
      ...window,
      bias: false,
      batchNorm: { name: numbered('batch_normalization'), epsilon: 1e-3, scale: false },
      relu: true,
    })
  const branch = (from: string, ...steps: Step[]) => steps.reduce((source, step) => convolution(source, step, {}), from)
  return {
    numbered,
    convolution,
    branch,
    halved: (from: string, step: Step) => convolution(from, step, { stride: 2, pad: 'valid' }),
    average: (from: string, filters: number) =>
      branch(add({ name: numbered('average_pooling2d'), from, averagePool: 3, stride: 1, pad: 'same' }), [filters, 1]),
    largest: (from: string) => add({ name: numbered('max_pooling2d'), from, maxPool: 3, stride: 2 }),
    joined: (name: string, ...from: string[]) => add({ name, from, concat: true }),
  }
}

function inceptionV3(): PlannedLayer[] {
  const plan: PlannedLayer[] = []
  const { numbered, convolution, branch, halved, average, largest, joined } = createBuilder(plan)

  let x = convolution(undefined, [32, 3], { stride: 2, pad: 'valid' })
  x = convolution(x, [32, 3], { pad: 'valid' })
  x = largest(convolution(x, [64, 3], {}))
  x = convolution(x, [80, 1], {})
  x = largest(convolution(x, [192, 3], { pad: 'valid' }))

  for (const [i, pooled] of [32, 64, 64].entries())
    x = joined(
      `mixed${i}`,
      branch(x, [64, 1]),
      branch(x, [48, 1], [64, 5]),
      branch(x, [64, 1], [96, 3], [96, 3]),
      average(x, pooled),
    )
  x = joined('mixed3', halved(x, [384, 3]), halved(branch(x, [64, 1], [96, 3]), [96, 3]), largest(x))

  const wide: Pair = [1, 7]
  const tall: Pair = [7, 1]
  for (const [i, n] of [128, 160, 160, 192].entries())
    x = joined(
      `mixed${4 + i}`,
      branch(x, [192, 1]),
      branch(x, [n, 1], [n, wide], [192, tall]),
      branch(x, [n, 1], [n, tall], [n, wide], [n, tall], [192, wide]),
      average(x, 192),
    )
  x = joined(
    'mixed8',
    halved(branch(x, [192, 1]), [320, 3]),
    halved(branch(x, [192, 1], [192, wide], [192, tall]), [192, 3]),
    largest(x),
  )

  /** A 1x3 and a 3x1 convolution of the same input, joined. */
  const forked = (name: string, from: string) => joined(name, branch(from, [384, [1, 3]]), branch(from, [384, [3, 1]]))
  for (const i of [0, 1])
    x = joined(
      `mixed${9 + i}`,
      branch(x, [320, 1]),
      forked(`mixed9_${i}`, branch(x, [384, 1])),
      forked(numbered('concatenate'), branch(x, [448, 1], [384, 3])),
      average(x, 192),
    )
  return plan
}

const plan = inceptionV3()

export default defineModel({
  title: 'InceptionV3',
  licence: 'Apache 2.0',
  source:
    'Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015; weights of TensorFlow for Keras',
  weights: [
    {
      file: 'inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
      input: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
      bytes: 87_910_968,
      md5: 'bcbd6486424b2319ff4ef7d526e38f63',
    },
  ],
  layers: plannedChannels(plan),
  plan,
  dream: { layer: 'mixed5' },
  rank: { dream: 20, filter: 40 },
})
