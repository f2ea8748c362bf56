import { defineModel } from '../src/network/model.ts'

function fire(index: number, squeeze: number, expand: number): Record<string, number> {
  return {
    [`fire${index}/squeeze1x1`]: squeeze,
    [`fire${index}/expand1x1`]: expand,
    [`fire${index}/expand3x3`]: expand,
    [`fire${index}/concat`]: 2 * expand,
  }
}

export default defineModel({
  title: 'SqueezeNet 1.1',
  licence: 'BSD 2-Clause',
  source: 'Iandola et al., SqueezeNet, 2016; weights of the authors for Caffe',
  weights: [{ file: 'squeezenet1_1.onnx', input: { order: 'bgr', mean: [104, 117, 123] } }],
  layers: {
    conv1: 64,
    ...fire(2, 16, 64),
    ...fire(3, 16, 64),
    ...fire(4, 32, 128),
    ...fire(5, 32, 128),
    ...fire(6, 48, 192),
    ...fire(7, 48, 192),
    ...fire(8, 64, 256),
    ...fire(9, 64, 256),
    conv10: 1000,
    prob: 1000,
  },
  dream: { layer: 'fire7/concat' },
  classifier: { layer: 'conv10', labels: ['imagenet_synset_words.txt', 'synset.txt'], size: 224 },
})
