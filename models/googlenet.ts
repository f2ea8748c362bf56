import { defineModel } from '../src/network/catalog/model.ts'

const input = { order: 'bgr', mean: [104, 117, 123] } as const

/** The layers of an inception module with their numbers of filters, in the order of the file. */
function inception(
  name: string,
  inputs: number,
  [one, threeReduce, three, fiveReduce, five, pool]: readonly [number, number, number, number, number, number],
): Record<string, number> {
  return {
    [`inception_${name}/1x1`]: one,
    [`inception_${name}/3x3_reduce`]: threeReduce,
    [`inception_${name}/3x3`]: three,
    [`inception_${name}/5x5_reduce`]: fiveReduce,
    [`inception_${name}/5x5`]: five,
    [`inception_${name}/pool`]: inputs,
    [`inception_${name}/pool_proj`]: pool,
    [`inception_${name}/output`]: one + three + five + pool,
  }
}

export default defineModel({
  title: 'GoogLeNet',
  licence: 'BVLC: unrestricted use',
  source: 'Szegedy et al., Going Deeper with Convolutions, 2014; weights of BVLC Caffe',
  weights: [
    { file: 'googlenet.onnx', input },
    {
      file: 'googlenet-12.onnx',
      input,
      url: 'https://media.githubusercontent.com/media/onnx/models/main/validated/vision/classification/inception_and_googlenet/googlenet/model/googlenet-12.onnx',
      bytes: 28_021_836,
      sha256: 'c99c507058eaf41de8723408fdda7db8325cb57f0a89f2ee07a716d6e963e14e',
    },
  ],
  layers: {
    'conv1/7x7_s2': 64,
    'pool1/3x3_s2': 64,
    'pool1/norm1': 64,
    'conv2/3x3_reduce': 64,
    'conv2/3x3': 192,
    'conv2/norm2': 192,
    'pool2/3x3_s2': 192,
    ...inception('3a', 192, [64, 96, 128, 16, 32, 32]),
    ...inception('3b', 256, [128, 128, 192, 32, 96, 64]),
    'pool3/3x3_s2': 480,
    ...inception('4a', 480, [192, 96, 208, 16, 48, 64]),
    ...inception('4b', 512, [160, 112, 224, 24, 64, 64]),
    ...inception('4c', 512, [128, 128, 256, 24, 64, 64]),
    ...inception('4d', 512, [112, 144, 288, 32, 64, 64]),
    ...inception('4e', 528, [256, 160, 320, 32, 128, 128]),
    'pool4/3x3_s2': 832,
    ...inception('5a', 832, [256, 160, 320, 32, 128, 128]),
    ...inception('5b', 832, [384, 192, 384, 48, 128, 128]),
    'loss3/classifier': 1000,
    prob: 1000,
  },
  dream: { layer: 'inception_4c/output' },
  rank: { dream: 10, filter: 30 },
  classifier: { layer: 'loss3/classifier', labels: ['imagenet_synset_words.txt', 'synset.txt'], size: 224 },
})
