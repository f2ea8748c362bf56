import { defineModel } from '../src/network/catalog/model.ts'
import { plannedChannels, vgg } from '../src/network/formats/plan.ts'

const plan = vgg([
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
])
const input = { order: 'bgr', mean: [103.939, 116.779, 123.68] } as const

export default defineModel({
  title: 'VGG16',
  licence: 'CC BY 4.0',
  source: 'Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014',
  weights: [
    {
      file: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
      input,
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
      bytes: 58_889_256,
      md5: '6d6bbae143d832006294945121d1f1fc',
    },
    // The same weights up to block3_conv3: an eighth of the size.
    { file: 'vgg16_blocks1-3.h5', input, last: 'block3_conv3' },
  ],
  layers: plannedChannels(plan),
  plan,
  dream: { layer: 'block4_conv3' },
  rank: { dream: 30, filter: 10 },
})
