import { defineModel } from '../src/network/catalog/model.ts'
import { type PlannedLayer, plannedChannels } from '../src/network/formats/plan.ts'

/** A convolution without bias, followed by a batch normalization called `norm`. */
function normalized(norm: string) {
  return { bias: false, batchNorm: { name: norm, epsilon: 1e-3 } } as const
}

/** The number of filters and the stride of each block. */
const BLOCKS: readonly (readonly [filters: number, stride: 1 | 2])[] = [
  [16, 1],
  [24, 2],
  [24, 1],
  [32, 2],
  [32, 1],
  [32, 1],
  [64, 2],
  [64, 1],
  [64, 1],
  [64, 1],
  [96, 1],
  [96, 1],
  [96, 1],
  [160, 2],
  [160, 1],
  [160, 1],
  [320, 1],
]

interface Block {
  readonly index: number
  /** The layer before it. */
  readonly from: string
  /** The number of that layer's channels. */
  readonly inputs: number
  readonly filters: number
  readonly stride: 1 | 2
}

/**
 * An inverted residual: a convolution to six times as many channels, a depthwise one, and one to few channels. The input is
 * added where the shapes allow it.
 */
function block({ index, from, inputs, filters, stride }: Block): { layers: PlannedLayer[]; output: string } {
  const name = index === 0 ? 'expanded_conv' : `block_${index}`
  const expand: PlannedLayer = {
    ...normalized(`${name}_expand_BN`),
    name: `${name}_expand`,
    from,
    filters: 6 * inputs,
    kernel: 1,
    relu: 6,
  }
  const depthwise: PlannedLayer = {
    ...normalized(`${name}_depthwise_BN`),
    name: `${name}_depthwise`,
    depthwise: true,
    kernel: 3,
    stride,
    relu: 6,
  }
  const output = `${name}_project`
  const project: PlannedLayer = { ...normalized(`${name}_project_BN`), name: output, filters, kernel: 1 }
  const layers = index === 0 ? [depthwise, project] : [expand, depthwise, project]
  if (stride !== 1 || filters !== inputs) return { layers, output }
  const sum: PlannedLayer = { name: `${name}_add`, from: [from, output], add: true }
  return { layers: [...layers, sum], output: sum.name }
}

function mobileNetV2(): PlannedLayer[] {
  const plan: PlannedLayer[] = [
    { ...normalized('bn_Conv1'), name: 'Conv1', filters: 32, kernel: 3, stride: 2, relu: 6 },
  ]
  let [from, inputs] = ['Conv1', 32]
  for (const [index, [filters, stride]] of BLOCKS.entries()) {
    const { layers, output } = block({ index, from, inputs, filters, stride })
    plan.push(...layers)
    from = output
    inputs = filters
  }
  return [...plan, { ...normalized('Conv_1_bn'), name: 'Conv_1', filters: 1280, kernel: 1, relu: 6 }]
}

const plan = mobileNetV2()

export default defineModel({
  title: 'MobileNetV2',
  licence: 'Apache 2.0',
  source:
    'Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018; weights of TensorFlow for Keras',
  weights: [
    {
      file: 'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
      input: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
      bytes: 9_406_464,
    },
  ],
  layers: plannedChannels(plan),
  plan,
  dream: { layer: 'block_13_expand' },
  rank: { dream: 70, filter: 70 },
})
