import { defineModel } from '../src/network/catalog/model.ts'
import { type PlannedLayer, plannedChannels } from '../src/network/formats/plan.ts'

/** A convolution without bias; `norm` is the name of the batch normalization behind it. */
function normalized(norm: string) {
  return { bias: false, batchNorm: { name: norm, epsilon: 1e-3 } } as const
}

/** Filters and stride of each block. */
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

/** Six times as many channels, a depthwise convolution, and back to few; added to its input where the shapes allow. */
function block(index: number, from: string, inputs: number): PlannedLayer[] {
  const [filters = 0, stride = 1] = BLOCKS[index] ?? []
  const name = index === 0 ? 'expanded_conv' : `block_${index}`
  const expand: PlannedLayer = {
    ...normalized(`${name}_expand_BN`),
    name: `${name}_expand`,
    from,
    filters: 6 * inputs,
    kernel: 1,
    relu: 6,
  }
  const sum: PlannedLayer = { name: `${name}_add`, from: [from, `${name}_project`], add: true }
  return [
    ...(index === 0 ? [] : [expand]),
    {
      ...normalized(`${name}_depthwise_BN`),
      name: `${name}_depthwise`,
      depthwise: true,
      kernel: 3,
      stride,
      relu: 6,
    },
    { ...normalized(`${name}_project_BN`), name: `${name}_project`, filters, kernel: 1 },
    ...(stride === 1 && filters === inputs ? [sum] : []),
  ]
}

function mobileNetV2(): PlannedLayer[] {
  const plan: PlannedLayer[] = [
    { ...normalized('bn_Conv1'), name: 'Conv1', filters: 32, kernel: 3, stride: 2, relu: 6 },
  ]
  BLOCKS.forEach((_, i) => {
    plan.push(...block(i, plan.at(-1)?.name ?? '', i === 0 ? 32 : (BLOCKS[i - 1]?.[0] ?? 0)))
  })
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
