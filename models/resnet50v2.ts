import { defineModel, type NamesByKind } from '../src/network/catalog/model.ts'
import { IMAGENET } from '../src/network/formats/input.ts'
import { type PlannedLayer, plannedChannels } from '../src/network/formats/plan.ts'

const epsilon = 1.001e-5

/**
 * A bottleneck that is normalized before its convolutions. The first block of a stack widens its shortcut by a
 * convolution, the others pass their input on; the last may halve the size, its shortcut too.
 */
function block(name: string, from: string, filters: number, first: boolean, halving?: string): PlannedLayer[] {
  const stride = halving ? 2 : 1
  const preact = `${name}_preact_bn`
  const convolution = { bias: false, relu: true } as const
  const shortcut: PlannedLayer[] = first
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

/** Blocks conv2_block1, conv2_block2, ... behind `from`; `halving` is the name of the last one's pool, if it has one. */
function stack(name: string, from: string, filters: number, blocks: number, halving?: string): PlannedLayer[] {
  return Array.from({ length: blocks }, (_, i) => {
    const source = i === 0 ? from : `${name}_block${i}_out`
    return block(`${name}_block${i + 1}`, source, filters, i === 0, i === blocks - 1 ? halving : undefined)
  }).flat()
}

const blocks = [3, 4, 6, 3].flatMap((count, i) => Array.from({ length: count }, (_, k) => `conv${i + 2}_block${k + 1}`))

const plan: PlannedLayer[] = [
  { name: 'conv1_conv', filters: 64, kernel: 7, stride: 2, pad: [3, 3, 3, 3] },
  // Nothing bounds what the convolution gives, and so these zeros can be the largest in the pool's window.
  { name: 'pool1_pad', zeroPad: [1, 1, 1, 1] },
  { name: 'pool1_pool', maxPool: 3, stride: 2 },
  ...stack('conv2', 'pool1_pool', 64, 3, 'max_pooling2d'),
  ...stack('conv3', 'conv2_block3_out', 128, 4, 'max_pooling2d_1'),
  ...stack('conv4', 'conv3_block4_out', 256, 6, 'max_pooling2d_2'),
  ...stack('conv5', 'conv4_block6_out', 512, 3),
  { name: 'post_bn', batchNorm: { epsilon }, relu: true },
]

/**
 * Of MXNet Gluon's, which halves the size in the first block of a stack, not the last, and whose shortcuts are written
 * behind the convolutions that they pass by. Its conv1_conv is normalized and has a ReLU.
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
