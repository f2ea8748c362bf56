/**
 * Small changes of pictures that what is drawn should survive, so that it is no pattern that only this one grid of pixels
 * has. Each is (config) => (random) => differentiable function: every step draws anew.
 */
import type { Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import { createWarp } from './warp.ts'

/** What one step does to all pictures of the batch; `done` is the share of the steps before it, 0..1. */
export type Transform = (random: Random, done: number) => Differentiable

/** Lucid's standard transforms; scale and rotation, about one centre, are one resampling. Source: optvis/transform.py. */
export function standardTransforms(): Transform {
  return compose([pad(12), jitter(8), scaleAndRotate([0.9, 1.1], [-10, 10]), jitter(4)])
}

/**
 * Lucid's for the first half of the steps, and then hardly any: what has become a form there grows into what the picture
 * as it stands excites most. Scores of plain pictures rise by a third, and their looks stay (bench/quality.ts).
 */
export function settlingTransforms(): Transform {
  const [moved, still] = [standardTransforms(), compose([pad(1), jitter(2)])]
  return (random, done) => (done < 0.5 ? moved : still)(random, done)
}

export function compose(transforms: readonly Transform[]): Transform {
  return (random, done) => chain(transforms.map((transform) => transform(random, done)))
}

/** A border of `edge` pixels of one grey, 0..255. */
export function pad(edge: number, grey = 127.5): Transform {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return () => (x) => {
    const [n, channels, height, width] = x.shape
    const y = forward([n, channels, height + 2 * edge, width + 2 * edge])
    y.data.fill(grey)
    copyWindow(x, y, [0, 0], [edge, edge], [height, width])
    return {
      y,
      back: (gradient) => {
        const g = backward(x.shape)
        copyWindow(gradient, g, [edge, edge], [0, 0], [height, width])
        return g
      },
    }
  }
}

/** A window that is `by` pixels smaller each way, anywhere. */
export function jitter(by: number): Transform {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (random) => {
    const corner = [random.integer(0, by), random.integer(0, by)] as const
    return (x) => {
      const [n, channels, height, width] = x.shape
      const size = [height - by, width - by] as const
      const y = forward([n, channels, ...size])
      copyWindow(x, y, corner, [0, 0], size)
      return {
        y,
        back: (gradient) => {
          const g = backward(x.shape)
          g.data.fill(0)
          copyWindow(gradient, g, [0, 0], corner, size)
          return g
        },
      }
    }
  }
}

/** Zoomed and turned about the centre, each uniform in its range: factors, and degrees counterclockwise. */
export function scaleAndRotate(zooms: Range, degrees: Range): Transform {
  const warp = createWarp()
  return (random) => {
    const zoom = uniform(random, zooms)
    const angle = (uniform(random, degrees) * Math.PI) / 180
    const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom]
    return (x) => {
      const [, , height, width] = x.shape
      const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2]
      return warp({
        height,
        width,
        start: [middleY - cos * middleY - sin * middleX, middleX - cos * middleX + sin * middleY],
        down: [cos, -sin],
        right: [sin, cos],
      })(x)
    }
  }
}

/** Normal noise of this standard deviation, 0..255: each plane gets another piece of one tape in every step. */
export function addNoise(deviation: number): Transform {
  const forward = createBuffer()
  const tape = new Float32Array(TAPE)
  let recorded = false
  return (random) => (x) => {
    if (!recorded) for (let i = 0; i < TAPE; i++) tape[i] = deviation * random.normal()
    recorded = true
    const [n, channels, height, width] = x.shape
    const y = forward(x.shape)
    for (let plane = 0, i = 0; plane < n * channels; plane++) {
      const start = random.integer(0, TAPE - 1)
      for (let p = 0; p < height * width; p++, i++) y.data[i] = x.data[i]! + tape[(start + p) % TAPE]!
    }
    return { y, back: (gradient) => gradient }
  }
}

/** A prime: no piece is in step with a picture's rows. */
const TAPE = 65_537

type Range = readonly [from: number, to: number]
/** Down and across. */
type Pair = readonly [number, number]

function uniform(random: Random, [from, to]: Range): number {
  return from + (to - from) * random.uniform()
}

function copyWindow(
  { shape: [n, channels, fromHeight, fromWidth], data: from }: Maps,
  { shape: [, , toHeight, toWidth], data: to }: Maps,
  [fromY, fromX]: Pair,
  [toY, toX]: Pair,
  [height, width]: Pair,
): void {
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < height; y++) {
      const start = (plane * fromHeight + fromY + y) * fromWidth + fromX
      const end = (plane * toHeight + toY + y) * toWidth + toX
      // Rows are short: views of them would cost more than the values.
      for (let x = 0; x < width; x++) to[end + x] = from[start + x]!
    }
}
