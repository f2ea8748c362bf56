/** Whether an engine computes what the processor computes, and sooner: what is asked of a graphics card before it is taken. */
import type { ConvNode, Network, Node } from '../../network/graph/graph.ts'
import type { Engine, Images, OpenNetwork } from '../engine.ts'

/** Per side, in pixels: for the numbers, and for the time. */
const [SMALL, LARGE] = [16, 128]
/** Of the gradients, norm by norm. Other roundings are allowed, and a ReLU that falls to its other side for one. */
const TOLERANCE = 1e-2
/** What no graphics card takes for the small picture: drivers that are software do, and would take minutes for the large. */
const SOFTWARE_SECONDS = 0.15
const ROUNDS = 3

/**
 * Why `engine` is not to be taken, in a few words; undefined if nothing speaks against it.
 *
 * @param oracle The processor's engine.
 * @param mustWin It is to be faster than the oracle too.
 */
export async function selfCheck(engine: Engine, oracle: Engine, mustWin: boolean): Promise<string | undefined> {
  const [one, other] = [await engine.open(network), await oracle.open(network)]
  try {
    const images = picture(SMALL)
    const [found, wanted] = [await one.gradient(images, objective), await other.gradient(images, objective)]
    const apart = distance(found.gradient.data, wanted.gradient.data)
    if (!(apart <= TOLERANCE)) return `its gradients are wrong by ${(100 * apart).toFixed(1)} %`
    if (!mustWin) return undefined
    const small = await seconds(one, SMALL, 1)
    if (small > SOFTWARE_SECONDS) return `it is software: ${text(small)} for what takes the processor no time`
    const [mine, theirs] = [await seconds(one, LARGE, ROUNDS), await seconds(other, LARGE, ROUNDS)]
    if (mine > theirs) return `it is slower than the processor: ${text(mine)} for what takes that ${text(theirs)}`
    return undefined
  } finally {
    await one.close()
    await other.close()
  }
}

/** The least of a few times, after one that counts for nothing: what is compiled then is compiled once. */
async function seconds(network: OpenNetwork, size: number, rounds: number): Promise<number> {
  const images = picture(size)
  if (rounds > 1) await network.gradient(images, objective)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await network.gradient(images, objective)
    times.push((performance.now() - start) / 1000)
  }
  return Math.min(...times)
}

function text(seconds: number): string {
  return `${(1000 * seconds).toFixed(0)} ms`
}

function distance(found: Float32Array, wanted: Float32Array): number {
  let [apart, whole] = [0, 0]
  wanted.forEach((value, i) => {
    apart += ((found[i] ?? Number.NaN) - value) ** 2
    whole += value ** 2
  })
  return Math.sqrt(apart / whole)
}

/** Three convolutions, a pool between them: half the work of a VGG16's first block, with what most networks are made of. */
function makeNetwork(): Network {
  const nodes: Node[] = [
    conv('conv1', 'images', 3, 64),
    { op: 'relu', inputs: ['conv1'], output: 'relu1' },
    conv('conv2', 'relu1', 64, 64),
    { op: 'relu', inputs: ['conv2'], output: 'relu2' },
    {
      ...{ op: 'maxPool', inputs: ['relu2'], output: 'pool', ceil: true },
      ...{ kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] },
    },
    conv('conv3', 'pool', 64, 64),
  ]
  const layers = new Map([['conv3', { name: 'conv3', tensor: 'conv3', channels: 64 }]])
  return { name: 'proof', hash: '', input: 'images', nodes, layers }
}

function conv(output: string, input: string, from: number, to: number): ConvNode {
  const shape = [to, from, 3, 3]
  const data = Float32Array.from({ length: to * from * 9 }, (_, i) => wave(i) * Math.sqrt(2 / (from * 9)))
  return {
    ...{ op: 'conv', inputs: [input], output, weight: { shape, data }, bias: new Float32Array(to) },
    ...{ strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], group: 1 },
  }
}

function picture(size: number): Images {
  return { shape: [1, 3, size, size], data: Float32Array.from({ length: 3 * size * size }, (_, i) => wave(i)) }
}

/** Numbers without a pattern that a mistake could hide in, of variance 1, the same on every machine. */
function wave(i: number): number {
  return Math.SQRT2 * Math.sin(i * i * 0.7 + i)
}

const network = makeNetwork()
const objective = [{ layer: 'conv3', quadratic: 1 }]
