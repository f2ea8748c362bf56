/** Endless dreams that end where they begin: out of the last frames grows the first one. */
import type { Images } from '../../engine/engine.ts'
import { resize } from '../resize.ts'
import { mirrored } from './gaussian-blur.ts'
import { zoomAndTurn } from './roll-and-zoom.ts'

interface LoopOptions {
  readonly frames: number
  /** See `EndlessOptions`. */
  readonly zoom: number
  readonly rotate: number
}

/** Of the frames, the share in which the first one shows through. */
const GROWING = 0.5

/**
 * What frame number `frame` becomes in a loop. The camera that goes on through the frames would find the first one again
 * after the last: so that lies in the middle of the frames before, as much smaller and turned back as they are away from
 * it, comes to light from its middle outwards, and in the last frame fills the picture. What moves moves on all the
 * while, and where one picture is still dreamt into the other is a soft ring. Beyond its sides the first frame goes on
 * mirrored, and fades. Frames must come in order from 0.
 */
export function createLoop({ frames, zoom, rotate }: LoopOptions): (image: Images, frame: number) => Images {
  let first: Images | undefined
  const growing = Math.ceil(GROWING * frames)
  return (image, frame) => {
    first ??= image
    const left = frames - frame
    if (frame === 0 || left > growing) return image
    const place = { scale: zoom ** left, degrees: -rotate * left }
    return blend(image, shrunk(first, place), place, 1 - left / (growing + 1))
  }
}

/** Where the first frame lies in a later one: so many times smaller, and turned. */
interface Place {
  readonly scale: number
  readonly degrees: number
}

/** The picture at its place in the middle of a frame of its size. */
function shrunk(image: Images, { scale, degrees }: Place): Images {
  const [, , height, width] = image.shape
  const [down, across] = [Math.ceil((BEYOND * height) / 2), Math.ceil((BEYOND * width) / 2)]
  const wide = crop(image, -down, -across, height + 2 * down, width + 2 * across)
  const [, , wideHeight, wideWidth] = wide.shape
  // What is finer than the smaller picture's pixels would flicker.
  const coarse = resize(wide, Math.ceil(wideHeight / scale), Math.ceil(wideWidth / scale))
  const placed = zoomAndTurn(resize(coarse, wideHeight, wideWidth), 1 / scale, degrees)
  return crop(placed, down, across, height, width)
}

/** The part that begins at [top, left]; what lies outside is mirrored. */
function crop(
  { shape: [n, channels, oldHeight, oldWidth], data }: Images,
  top: number,
  left: number,
  height: number,
  width: number,
): Images {
  const [rows, columns] = [mirrored(oldHeight, top, height), mirrored(oldWidth, left, width)]
  const result = new Float32Array(n * channels * height * width)
  for (let row = 0, to = 0; row < n * channels * height; row++) {
    const from = (Math.floor(row / height) * oldHeight + rows[row % height]!) * oldWidth
    for (let x = 0; x < width; x++) result[to++] = data[from + columns[x]!]!
  }
  return { shape: [n, channels, height, width], data: result }
}

/** `image`, and `over` where its own frame lies and as far from its middle as is shown, 0..1. */
function blend(image: Images, over: Images, { scale, degrees }: Place, shown: number): Images {
  const [, , height, width] = image.shape
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  const data = new Float32Array(image.data.length)
  const plane = height * width
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++, p++) {
      const [across, down] = [x - (width - 1) / 2, y - (height - 1) / 2]
      // In `over`'s own frame, from its middle, 0, to its sides, 1.
      const u = Math.abs(cos * across - sin * down) / (width / 2)
      const v = Math.abs(sin * across + cos * down) / (height / 2)
      const inFrame = smoothstep(1 + (1 - Math.max(u, v)) / BEYOND)
      const weight = inFrame * smoothstep((shown * (1 + RING) - Math.hypot(u, v) / Math.SQRT2) / RING)
      for (let i = p; i < data.length; i += plane) data[i] = (1 - weight) * image.data[i]! + weight * over.data[i]!
    }
  return { shape: image.shape, data }
}

/** How wide the ring is, from the middle of a frame to its corners 1. */
const RING = 0.6
/** How far the first frame goes on beyond its sides, of half a side. */
const BEYOND = 0.25

/** From 0 below 0 to 1 above 1, with no slope at either end. */
function smoothstep(t: number): number {
  const inside = Math.min(1, Math.max(0, t))
  return inside * inside * (3 - 2 * inside)
}
