import { defineModel } from '../src/network/catalog/model.ts'
import { plannedChannels, vgg } from '../src/network/formats/plan.ts'

const plan = vgg([
  [64, 64],
  [128, 128],
  [256, 256, 256, 256],
  [512, 512, 512, 512],
  [512, 512, 512, 512],
])

export default defineModel({
  title: 'VGG19',
  licence: 'CC BY 4.0',
  source: 'Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014',
  weights: [
    {
      file: 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
      input: { order: 'bgr', mean: [103.939, 116.779, 123.68] },
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
      bytes: 80_134_624,
      md5: '253f8cb515780f3b799900260a226db6',
    },
  ],
  layers: plannedChannels(plan),
  plan,
  dream: { layer: 'block4_conv3' },
  rank: { dream: 40, filter: 20 },
})
