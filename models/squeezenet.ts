import { defineModel } from '../src/network/catalog/model.ts'
import { IMAGENET } from '../src/network/formats/input.ts'

/** The layers of a fire module with their numbers of filters. */
function fire(index: number, squeeze: number, expand: number): Record<string, number> {
  return {
    [`fire${index}/squeeze1x1`]: squeeze,
    [`fire${index}/expand1x1`]: expand,
    [`fire${index}/expand3x3`]: expand,
    [`fire${index}/concat`]: 2 * expand,
  }
}

const layers = {
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
}
const names = Object.keys(layers)

export default defineModel({
  title: 'SqueezeNet 1.1',
  licence: 'BSD 2-Clause; squeezenet1.1-7.onnx Apache 2.0',
  source: 'Iandola et al., SqueezeNet, 2016; weights of the authors for Caffe, or of MXNet Gluon',
  weights: [
    { file: 'squeezenet1_1.onnx', input: { order: 'bgr', mean: [104, 117, 123] } },
    {
      file: 'squeezenet1.1-7.onnx',
      input: IMAGENET,
      names: {
        conv: names.filter((name) => !name.endsWith('/concat')),
        concat: names.filter((name) => name.endsWith('/concat')),
      },
      url: 'https://media.githubusercontent.com/media/onnx/models/main/validated/vision/classification/squeezenet/model/squeezenet1.1-7.onnx',
      bytes: 4_956_208,
      sha256: '1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088',
    },
  ],
  layers: { ...layers, prob: 1000 },
  dream: { layer: 'fire7/concat' },
  rank: { dream: 60, filter: 60 },
  classifier: { layer: 'conv10', labels: ['imagenet_synset_words.txt', 'synset.txt'], size: 224 },
})
