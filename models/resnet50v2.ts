import { defineModel, type NamesByKind } from '../src/network/catalog/model.ts'
import { IMAGENET } from '../src/network/formats/input.ts'
import { type PlannedLayer, plannedChannels } from '../src/network/formats/plan.ts'

const epsilon = 1.001e-5

interface Block {
  /** The layer before it. */
  readonly from: string
  readonly filters: number
  /** Whether it is the first of its stack, whose shortcut is a convolution to as many channels as the block's output has. */
  readonly isFirst: boolean
  /** The name of the shortcut's pool, for a block that halves the size. */
  readonly halving?: string | undefined
}

/** A bottleneck with batch normalization before its convolutions, added to its input or to what a shortcut makes of it. */
function block(name: string, { from, filters, isFirst, halving }: Block): PlannedLayer[] {
  const stride = halving ? 2 : 1
  const preact = `${name}_preact_bn`
  const convolution = { bias: false, relu: true } as const
  const shortcut: PlannedLayer[] = isFirst
    ? [{ name: `${name}_0_conv`, from: preact, filters: 4 * filters, kernel: 1 }]
    : halving
      ? [{ name: halving, from, maxPool: 1, stride }]
      : []
  return [
    { name: preact, from, batchNorm: { epsilon }, relu: true },
    ...shortcut,
    {
      ...convolution,
      name: `${name}_1_conv`,
      from: preact,
      filters,
      kernel: 1,
      batchNorm: { name: `${name}_1_bn`, epsilon },
    },
    {
      ...convolution,
      name: `${name}_2_conv`,
      filters,
      kernel: 3,
      stride,
      pad: [1, 1, 1, 1],
      batchNorm: { name: `${name}_2_bn`, epsilon },
    },
    { name: `${name}_3_conv`, filters: 4 * filters, kernel: 1 },
    { name: `${name}_out`, from: [shortcut[0]?.name ?? from, `${name}_3_conv`], add: true },
  ]
}

interface Stack {
  /** The layer before it. */
  readonly from: string
  readonly filters: number
  /** The number of its blocks. */
  readonly blocks: number
  /** The name of the last block's pool, for a stack that halves the size. */
  readonly halving?: string
}

/** The blocks conv2_block1, conv2_block2, ... for the name conv2. */
function stack(name: string, { from, filters, blocks, halving }: Stack): PlannedLayer[] {
  return Array.from({ length: blocks }, (_, i) =>
    block(`${name}_block${i + 1}`, {
      from: i === 0 ? from : `${name}_block${i}_out`,
      filters,
      isFirst: i === 0,
      halving: i === blocks - 1 ? halving : undefined,
    }),
  ).flat()
}

const blocks = [3, 4, 6, 3].flatMap((count, i) => Array.from({ length: count }, (_, k) => `conv${i + 2}_block${k + 1}`))

const plan: PlannedLayer[] = [
  { name: 'conv1_conv', filters: 64, kernel: 7, stride: 2, pad: [3, 3, 3, 3] },
  // The convolution's output may be negative, so that these zeros, unlike padding, can be a maximum of the pool.
  { name: 'pool1_pad', zeroPad: [1, 1, 1, 1] },
  { name: 'pool1_pool', maxPool: 3, stride: 2 },
  ...stack('conv2', { from: 'pool1_pool', filters: 64, blocks: 3, halving: 'max_pooling2d' }),
  ...stack('conv3', { from: 'conv2_block3_out', filters: 128, blocks: 4, halving: 'max_pooling2d_1' }),
  ...stack('conv4', { from: 'conv3_block4_out', filters: 256, blocks: 6, halving: 'max_pooling2d_2' }),
  ...stack('conv5', { from: 'conv4_block6_out', filters: 512, blocks: 3 }),
  { name: 'post_bn', batchNorm: { epsilon }, relu: true },
]

/**
 * The names of this plan for the layers of MXNet Gluon's file. That network halves the size in the first block of a stack
 * instead of the last, and its file lists a shortcut after the convolutions that it bypasses. Its conv1_conv is followed
 * by a batch normalization and a ReLU.
 */
const names: NamesByKind = {
  conv: [
    'conv1_conv',
    ...blocks.flatMap((block) => {
      const convolutions = ['1', '2', '3', ...(block.endsWith('_block1') ? ['0'] : [])]
      return convolutions.map((number) => `${block}_${number}_conv`)
    }),
    'predictions',
  ],
  depthwise: [...blocks.map((block) => `${block}_preact_bn`), 'post_bn'],
  maxPool: ['pool1_pool'],
  add: blocks.map((block) => `${block}_out`),
}

export default defineModel({
  title: 'ResNet50V2',
  licence: 'BSD; the ONNX file Apache 2.0',
  source:
    'He et al., Identity Mappings in Deep Residual Networks, 2016; weights of fb.resnet.torch for Keras, or of MXNet Gluon',
  weights: [
    {
      file: 'resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      input: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      bytes: 94_668_760,
      md5: 'fac2f116257151a9d068a22e544a4917',
      last: 'post_bn',
    },
    {
      file: 'resnet50-v2-7.onnx',
      input: IMAGENET,
      names,
      url: 'https://media.githubusercontent.com/media/onnx/models/main/validated/vision/classification/resnet/model/resnet50-v2-7.onnx',
      bytes: 102_442_452,
      sha256: '79102261eb6e5fd7af5d27f41316293e388c5cb691e5d25bfb035c4f64fefe31',
    },
  ],
  layers: { ...plannedChannels(plan), predictions: 1000 },
  plan,
  dream: { layer: 'conv4_block5_out' },
  rank: { dream: 50, filter: 50 },
  classifier: { layer: 'predictions', labels: ['imagenet_synset_words.txt', 'synset.txt'], size: 224 },
})
