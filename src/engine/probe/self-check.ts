/**
 * The check that a graphics card has to pass before it is used: its engine must compute the gradients that the CPU
 * computes, and, where that is asked for, compute them faster. It runs a small network with fixed weights on fixed
 * pictures.
 */
import type { ConvNode, Network, Node } from '../../network/graph/graph.ts'
import type { Engine, Images, OpenNetwork } from '../engine.ts'

/** Sides of the square pictures, in pixels: one to compare gradients, one to compare times. */
const SMALL = 16
const LARGE = 128
/**
 * Largest norm of the difference of two gradients, relative to the norm of the CPU's. It allows for one ReLU that
 * rounding flips.
 */
const TOLERANCE = 1e-2
/**
 * Longest time of a graphics card for the small picture, in seconds. Software drivers take longer, and would take
 * minutes for the large picture.
 */
const SOFTWARE_SECONDS = 0.15
const ROUNDS = 3

interface CheckOptions {
  /** The engine on the CPU, to compare with. */
  readonly cpu: Engine
  /** Whether the candidate has to be faster than the CPU. */
  readonly mustBeFaster: boolean
}

/** Why `candidate` cannot be used, in a few words; undefined if it passes. Throws what the engines throw. */
export async function selfCheck(candidate: Engine, { cpu, mustBeFaster }: CheckOptions): Promise<string | undefined> {
  const own = await candidate.open(network)
  const reference = await cpu.open(network)
  try {
    const images = picture(SMALL)
    const found = await own.gradient(images, objective)
    const expected = await reference.gradient(images, objective)
    const error = relativeError(found.gradient.data, expected.gradient.data)
    // Also rejects NaN.
    if (!(error <= TOLERANCE)) return `its gradients are wrong by ${(100 * error).toFixed(1)} %`
    if (!mustBeFaster) return undefined
    const small = await timeOnce(own, SMALL)
    if (small > SOFTWARE_SECONDS) return `it is a software driver: ${inMs(small)} for a picture of ${SMALL} x ${SMALL}`
    const [ownTime, cpuTime] = [await bestTime(own, LARGE), await bestTime(reference, LARGE)]
    if (ownTime > cpuTime) return `it is slower than the CPU: ${inMs(ownTime)}, and the CPU takes ${inMs(cpuTime)}`
    return undefined
  } finally {
    await own.close()
    await reference.close()
  }
}

/** Seconds of one gradient of a picture of `size` x `size` pixels. */
async function timeOnce(network: OpenNetwork, size: number): Promise<number> {
  const images = picture(size)
  const start = performance.now()
  await network.gradient(images, objective)
  return (performance.now() - start) / 1000
}

/** The least of several times, after a first run that compiles what is compiled once. */
async function bestTime(network: OpenNetwork, size: number): Promise<number> {
  await network.gradient(picture(size), objective)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(await timeOnce(network, size))
  return Math.min(...times)
}

function inMs(seconds: number): string {
  return `${(1000 * seconds).toFixed(0)} ms`
}

/** norm(found - expected) / norm(expected) */
function relativeError(found: Float32Array, expected: Float32Array): number {
  let [difference, norm] = [0, 0]
  expected.forEach((value, i) => {
    difference += (found[i]! - value) ** 2
    norm += value ** 2
  })
  return Math.sqrt(difference / norm)
}

/**
 * Three convolutions with a pool between them: half the work of VGG16's first block, with the operations of most
 * networks.
 */
function makeNetwork(): Network {
  const nodes: Node[] = [
    conv('conv1', { input: 'images', from: 3, to: 64 }),
    { op: 'relu', inputs: ['conv1'], output: 'relu1' },
    conv('conv2', { input: 'relu1', from: 64, to: 64 }),
    { op: 'relu', inputs: ['conv2'], output: 'relu2' },
    {
      op: 'maxPool',
      inputs: ['relu2'],
      output: 'pool',
      kernel: [3, 3],
      strides: [2, 2],
      pads: [0, 0, 0, 0],
      ceil: true,
    },
    conv('conv3', { input: 'pool', from: 64, to: 64 }),
  ]
  const layers = new Map([['conv3', { name: 'conv3', tensor: 'conv3', channels: 64 }]])
  return { name: 'proof', hash: '', input: 'images', nodes, layers }
}

function conv(output: string, { input, from, to }: { input: string; from: number; to: number }): ConvNode {
  const shape = [to, from, 3, 3]
  const data = Float32Array.from({ length: to * from * 9 }, (_, i) => wave(i) * Math.sqrt(2 / (from * 9)))
  return {
    op: 'conv',
    inputs: [input],
    output,
    weight: { shape, data },
    bias: new Float32Array(to),
    strides: [1, 1],
    pads: [1, 1, 1, 1],
    dilations: [1, 1],
    group: 1,
  }
}

function picture(size: number): Images {
  return { shape: [1, 3, size, size], data: Float32Array.from({ length: 3 * size * size }, (_, i) => wave(i)) }
}

/** Values of variance 1, without a pattern that could hide a mistake, and the same on every machine. */
function wave(i: number): number {
  return Math.SQRT2 * Math.sin(i * i * 0.7 + i)
}

const network = makeNetwork()
const objective = [{ layer: 'conv3', quadratic: 1 }]
