/**
 * The networks of Keras Applications as Keras builds them, layer by layer, in TensorFlow.js. They share no code with the
 * plans in `models/`, and have the layout of the files that Keras writes.
 */
import * as tf from '@tensorflow/tfjs'
import type { Images, Maps } from '../../../src/engine/engine.ts'
import type { StoredLayer } from './keras-file.ts'

type Tensor = tf.SymbolicTensor

export interface Reference {
  /** All layers in Keras' order, with small random weights; those without weights too. */
  readonly layers: readonly StoredLayer[]
  /** The outputs of the layers called `names`, for pictures in RGB, 0..255. */
  activations(images: Images, names: readonly string[]): Promise<Maps[]>
  dispose(): void
}

type Preprocess = 'caffe' | 'tf'

/** Names of layers as Keras counts them: the first of a kind is called "conv2d_1". */
function counter() {
  const counts = new Map<string, number>()
  return (kind: string) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return `${kind}_${count}`
  }
}

function conv2d(x: Tensor, name: string, filters: number, kernelSize: number | [number, number], options = {}): Tensor {
  const layer = tf.layers.conv2d({ name, filters, kernelSize, kernelInitializer: 'zeros', ...options })
  return layer.apply(x) as Tensor
}

function batchNorm(x: Tensor, name: string, epsilon: number, scale = true): Tensor {
  return tf.layers.batchNormalization({ name, epsilon, scale }).apply(x) as Tensor
}

function relu(x: Tensor, name: string, maxValue?: number): Tensor {
  return tf.layers.reLU(maxValue === undefined ? { name } : { name, maxValue }).apply(x) as Tensor
}

function pad(x: Tensor, name: string, before: number, after: number): Tensor {
  const padding: [[number, number], [number, number]] = [
    [before, after],
    [before, after],
  ]
  return tf.layers.zeroPadding2d({ name, padding }).apply(x) as Tensor
}

function maxPool(x: Tensor, name: string, poolSize: number, strides: number): Tensor {
  return tf.layers.maxPooling2d({ name, poolSize, strides }).apply(x) as Tensor
}

function add(name: string, ...inputs: Tensor[]): Tensor {
  return tf.layers.add({ name }).apply(inputs) as Tensor
}

function picture(): Tensor {
  return tf.input({ shape: [null, null, 3], name: 'input_1' })
}

export function vgg19(): Reference {
  const input = picture()
  let x = input
  for (const [i, [count, filters]] of (
    [
      [2, 64],
      [2, 128],
      [4, 256],
      [4, 512],
      [4, 512],
    ] as const
  ).entries()) {
    for (let k = 1; k <= count; k++)
      x = conv2d(x, `block${i + 1}_conv${k}`, filters, 3, { padding: 'same', activation: 'relu' })
    x = maxPool(x, `block${i + 1}_pool`, 2, 2)
  }
  return reference(input, x, 'caffe')
}

export function resnet50v2(): Reference {
  const epsilon = 1.001e-5
  const automatic = counter()
  const block = (x: Tensor, name: string, filters: number, stride: number, wider: boolean) => {
    const preact = relu(batchNorm(x, `${name}_preact_bn`, epsilon), `${name}_preact_relu`)
    const shortcut = wider
      ? conv2d(preact, `${name}_0_conv`, 4 * filters, 1, { strides: stride })
      : stride > 1
        ? maxPool(x, automatic('max_pooling2d'), 1, stride)
        : x
    let y = conv2d(preact, `${name}_1_conv`, filters, 1, { useBias: false })
    y = relu(batchNorm(y, `${name}_1_bn`, epsilon), `${name}_1_relu`)
    y = conv2d(pad(y, `${name}_2_pad`, 1, 1), `${name}_2_conv`, filters, 3, { strides: stride, useBias: false })
    y = relu(batchNorm(y, `${name}_2_bn`, epsilon), `${name}_2_relu`)
    return add(`${name}_out`, shortcut, conv2d(y, `${name}_3_conv`, 4 * filters, 1))
  }
  const input = picture()
  let x = conv2d(pad(input, 'conv1_pad', 3, 3), 'conv1_conv', 64, 7, { strides: 2 })
  x = maxPool(pad(x, 'pool1_pad', 1, 1), 'pool1_pool', 3, 2)
  for (const [name, filters, blocks, last] of [
    ['conv2', 64, 3, 2],
    ['conv3', 128, 4, 2],
    ['conv4', 256, 6, 2],
    ['conv5', 512, 3, 1],
  ] as const)
    for (let i = 1; i <= blocks; i++) x = block(x, `${name}_block${i}`, filters, i === blocks ? last : 1, i === 1)
  x = relu(batchNorm(x, 'post_bn', epsilon), 'post_relu')
  return reference(input, x, 'tf')
}

export function inceptionV3(): Reference {
  const automatic = counter()
  const conv = (
    x: Tensor,
    filters: number,
    height: number,
    width: number,
    padding: 'same' | 'valid' = 'same',
    strides = 1,
  ) => {
    let y = conv2d(x, automatic('conv2d'), filters, [height, width], { strides, padding, useBias: false })
    y = batchNorm(y, automatic('batch_normalization'), 1e-3, false)
    return relu(y, automatic('activation'))
  }
  const concatenate = (inputs: Tensor[], name = automatic('concatenate')) =>
    tf.layers.concatenate({ name, axis: 3 }).apply(inputs) as Tensor
  const average = (x: Tensor) => {
    const layer = { name: automatic('average_pooling2d'), poolSize: 3, strides: 1, padding: 'same' } as const
    return tf.layers.averagePooling2d(layer).apply(x) as Tensor
  }
  const largest = (x: Tensor) => maxPool(x, automatic('max_pooling2d'), 3, 2)

  const input = picture()
  let x = conv(input, 32, 3, 3, 'valid', 2)
  x = conv(x, 32, 3, 3, 'valid')
  x = conv(x, 64, 3, 3)
  x = largest(x)
  x = conv(x, 80, 1, 1, 'valid')
  x = conv(x, 192, 3, 3, 'valid')
  x = largest(x)

  for (const [i, pooled] of [32, 64, 64].entries()) {
    const one = conv(x, 64, 1, 1)
    let five = conv(x, 48, 1, 1)
    five = conv(five, 64, 5, 5)
    let three = conv(x, 64, 1, 1)
    three = conv(three, 96, 3, 3)
    three = conv(three, 96, 3, 3)
    const pool = conv(average(x), pooled, 1, 1)
    x = concatenate([one, five, three, pool], `mixed${i}`)
  }
  {
    const three = conv(x, 384, 3, 3, 'valid', 2)
    let double = conv(x, 64, 1, 1)
    double = conv(double, 96, 3, 3)
    double = conv(double, 96, 3, 3, 'valid', 2)
    x = concatenate([three, double, largest(x)], 'mixed3')
  }
  for (const [i, n] of [128, 160, 160, 192].entries()) {
    const one = conv(x, 192, 1, 1)
    let seven = conv(x, n, 1, 1)
    seven = conv(seven, n, 1, 7)
    seven = conv(seven, 192, 7, 1)
    let double = conv(x, n, 1, 1)
    double = conv(double, n, 7, 1)
    double = conv(double, n, 1, 7)
    double = conv(double, n, 7, 1)
    double = conv(double, 192, 1, 7)
    const pool = conv(average(x), 192, 1, 1)
    x = concatenate([one, seven, double, pool], `mixed${4 + i}`)
  }
  {
    let three = conv(x, 192, 1, 1)
    three = conv(three, 320, 3, 3, 'valid', 2)
    let seven = conv(x, 192, 1, 1)
    seven = conv(seven, 192, 1, 7)
    seven = conv(seven, 192, 7, 1)
    seven = conv(seven, 192, 3, 3, 'valid', 2)
    x = concatenate([three, seven, largest(x)], 'mixed8')
  }
  for (const i of [0, 1]) {
    const one = conv(x, 320, 1, 1)
    let three = conv(x, 384, 1, 1)
    const left = conv(three, 384, 1, 3)
    const right = conv(three, 384, 3, 1)
    three = concatenate([left, right], `mixed9_${i}`)
    let double = conv(x, 448, 1, 1)
    double = conv(double, 384, 3, 3)
    const first = conv(double, 384, 1, 3)
    const second = conv(double, 384, 3, 1)
    double = concatenate([first, second])
    const pool = conv(average(x), 192, 1, 1)
    x = concatenate([one, three, double, pool], `mixed${9 + i}`)
  }
  return reference(input, x, 'tf')
}

export function mobileNetV2(): Reference {
  const norm = (x: Tensor, name: string) => batchNorm(x, name, 1e-3)
  const block = (x: Tensor, filters: number, stride: number, expansion: number, id: number) => {
    const channels = x.shape[3] as number
    const prefix = id > 0 ? `block_${id}_` : 'expanded_conv_'
    let y = x
    if (id > 0) {
      y = conv2d(y, `${prefix}expand`, expansion * channels, 1, { padding: 'same', useBias: false })
      y = relu(norm(y, `${prefix}expand_BN`), `${prefix}expand_relu`, 6)
    }
    if (stride === 2) y = pad(y, `${prefix}pad`, 0, 1)
    y = tf.layers
      .depthwiseConv2d({
        name: `${prefix}depthwise`,
        kernelSize: 3,
        strides: stride,
        useBias: false,
        padding: stride === 1 ? 'same' : 'valid',
        depthwiseInitializer: 'zeros',
      })
      .apply(y) as Tensor
    y = relu(norm(y, `${prefix}depthwise_BN`), `${prefix}depthwise_relu`, 6)
    y = conv2d(y, `${prefix}project`, filters, 1, { padding: 'same', useBias: false })
    y = norm(y, `${prefix}project_BN`)
    return channels === filters && stride === 1 ? add(`${prefix}add`, x, y) : y
  }
  const input = picture()
  let x = conv2d(input, 'Conv1', 32, 3, { strides: 2, padding: 'same', useBias: false })
  x = relu(norm(x, 'bn_Conv1'), 'Conv1_relu', 6)
  let id = 0
  for (const [filters, stride, count] of [
    [16, 1, 1],
    [24, 2, 2],
    [32, 2, 3],
    [64, 2, 4],
    [96, 1, 3],
    [160, 2, 3],
    [320, 1, 1],
  ] as const)
    for (let i = 0; i < count; i++) x = block(x, filters, i === 0 ? stride : 1, 6, id++)
  x = relu(norm(conv2d(x, 'Conv_1', 1280, 1, { useBias: false }), 'Conv_1_bn'), 'out_relu', 6)
  return reference(input, x, 'tf')
}

/** The kinds of weights in Keras' order, with Keras' names and the values to fill them with. */
const FILLS: Readonly<Record<string, (shape: readonly number[]) => { mean: number; spread: number }>> = {
  kernel: ([height = 1, width = 1, inputs = 1]) => ({ mean: 0, spread: Math.sqrt(6 / (height * width * inputs)) }),
  depthwise_kernel: ([height = 1, width = 1]) => ({ mean: 0, spread: Math.sqrt(6 / (height * width)) }),
  bias: () => ({ mean: 0, spread: 0.2 }),
  gamma: () => ({ mean: 1, spread: 0.4 }),
  beta: () => ({ mean: 0.1, spread: 0.4 }),
  moving_mean: () => ({ mean: 0, spread: 0.4 }),
  moving_variance: () => ({ mean: 1, spread: 0.5 }),
}

/** The network from `input` to `output`, with small weights of a fixed seed. */
export function reference(input: Tensor, output: Tensor | Tensor[], preprocess: Preprocess): Reference {
  const model = tf.model({ inputs: input, outputs: output })
  let seed = 1
  const layers = model.layers.map((layer): StoredLayer => {
    const stored = layer.weights.map((weight) => {
      const kind = weight.originalName.replace(/^.*\//, '').replace(/_\d+$/, '')
      const fill = FILLS[kind]
      if (!fill) throw new Error(`${layer.name} has ${weight.originalName}`)
      const shape = weight.shape as number[]
      return [`${layer.name}/${kind}:0`, { shape, data: noise(seed++, shape, fill(shape)) }] as const
    })
    layer.setWeights(stored.map(([, { shape, data }]) => tf.tensor(data, shape)))
    return { name: layer.name, tensors: Object.fromEntries(stored) }
  })
  return {
    layers,
    async activations(images, names) {
      const outputs = names.map((name) => model.getLayer(name).output as Tensor)
      const part = tf.model({ inputs: input, outputs })
      const maps = tf.tidy(() => {
        const x = preprocessed(tf.transpose(tf.tensor4d(images.data, [...images.shape]), [0, 2, 3, 1]), preprocess)
        const values = part.predict(x, { batchSize: images.shape[0] })
        return [values].flat().map((value) => tf.transpose(value as tf.Tensor4D, [0, 3, 1, 2]))
      })
      return Promise.all(
        maps.map(async (map) => {
          const data = (await map.data()) as Float32Array
          map.dispose()
          return { shape: map.shape as Maps['shape'], data }
        }),
      )
    },
    dispose: () => model.dispose(),
  }
}

function preprocessed(x: tf.Tensor4D, mode: Preprocess): tf.Tensor4D {
  if (mode === 'tf') return tf.sub(tf.div(x, 127.5), 1)
  return tf.sub(tf.reverse(x, 3), tf.tensor1d([103.939, 116.779, 123.68]))
}

/** Numbers within `spread` of `mean`. Fast, because there are millions of them. */
function noise(seed: number, shape: readonly number[], { mean, spread }: { mean: number; spread: number }) {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  const data = new Float32Array(shape.reduce((product, n) => product * n, 1))
  for (let i = 0; i < data.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    data[i] = mean + (state / 2 ** 31) * spread
  }
  return data
}
