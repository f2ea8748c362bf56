/** Makes an endless zoom a seamless loop: in the last frames the first one grows from the centre. */
import type { Images } from '../../engine/engine.ts'
import { resize } from '../resize.ts'
import { mirroredIndices } from './gaussian-blur.ts'
import { zoomAndRotate } from './roll-and-zoom.ts'

interface LoopOptions {
  readonly frames: number
  /** See `EndlessZoomOptions`. */
  readonly zoom: number
  readonly rotate: number
}

/** The share of the frames in which the first one shows. */
const FADE_SHARE = 0.5

/**
 * Returns the function that makes frame number `frame` one of a loop; frames must come in order from 0. The frame after
 * the last is to be the first again. So the first frame is placed in the centre of the frames before it, scaled down
 * and rotated back as the camera will enlarge and rotate it from there. It appears from its centre outwards within a
 * soft ring, and fills the last frame. Beyond its sides it is mirrored, and fades out.
 */
export function createLoop({ frames, zoom, rotate }: LoopOptions): (image: Images, frame: number) => Images {
  let first: Images | undefined
  const fadeFrames = Math.ceil(FADE_SHARE * frames)
  return (image, frame) => {
    first ??= image
    const left = frames - frame
    if (frame === 0 || left > fadeFrames) return image
    const placement = { scale: zoom ** left, degrees: -rotate * left }
    return blend(image, { inner: placeFirstFrame(first, placement), placement, shown: 1 - left / (fadeFrames + 1) })
  }
}

/** The placement of the first frame in a later one: scaled down by `scale` and rotated about the centre. */
interface Placement {
  readonly scale: number
  readonly degrees: number
}

/** Places a picture in the centre of a frame of its own size. */
function placeFirstFrame(image: Images, { scale, degrees }: Placement): Images {
  const [, , height, width] = image.shape
  const [down, across] = [Math.ceil((BORDER * height) / 2), Math.ceil((BORDER * width) / 2)]
  const wide = crop(image, { top: -down, left: -across, height: height + 2 * down, width: width + 2 * across })
  const [, , wideHeight, wideWidth] = wide.shape
  // Detail finer than the pixels of the scaled picture would flicker.
  const coarse = resize(wide, Math.ceil(wideHeight / scale), Math.ceil(wideWidth / scale))
  const placed = zoomAndRotate(resize(coarse, wideHeight, wideWidth), 1 / scale, degrees)
  return crop(placed, { top: down, left: across, height, width })
}

interface Area {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/** Crops an area; what lies outside the picture is mirrored. */
function crop({ shape: [n, channels, oldHeight, oldWidth], data }: Images, { top, left, height, width }: Area): Images {
  const [rows, columns] = [mirroredIndices(oldHeight, top, height), mirroredIndices(oldWidth, left, width)]
  const result = new Float32Array(n * channels * height * width)
  for (let row = 0, to = 0; row < n * channels * height; row++) {
    const from = (Math.floor(row / height) * oldHeight + rows[row % height]!) * oldWidth
    for (let x = 0; x < width; x++) result[to++] = data[from + columns[x]!]!
  }
  return { shape: [n, channels, height, width], data: result }
}

interface Inner {
  /** The placed first frame, of the size of the picture that it is blended with. */
  readonly inner: Images
  readonly placement: Placement
  /** The part of it that is shown, from its centre outwards, 0..1. */
  readonly shown: number
}

/** Blends `image` with the inner picture. */
function blend(image: Images, { inner, placement: { scale, degrees }, shown }: Inner): Images {
  const [, , height, width] = image.shape
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  const data = new Float32Array(image.data.length)
  const plane = height * width
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++, p++) {
      const [across, down] = [x - (width - 1) / 2, y - (height - 1) / 2]
      // Coordinates within the first frame: 0 at its centre, 1 at its sides.
      const u = Math.abs(cos * across - sin * down) / (width / 2)
      const v = Math.abs(sin * across + cos * down) / (height / 2)
      const inFrame = smoothstep(1 + (1 - Math.max(u, v)) / BORDER)
      const inRing = smoothstep((shown * (1 + RING_WIDTH) - Math.hypot(u, v) / Math.SQRT2) / RING_WIDTH)
      const weight = inFrame * inRing
      for (let i = p; i < data.length; i += plane) data[i] = (1 - weight) * image.data[i]! + weight * inner.data[i]!
    }
  return { shape: image.shape, data }
}

/** The width of the soft ring, relative to the distance from the centre of the first frame to its corners. */
const RING_WIDTH = 0.6
/** The width of the mirrored border around the first frame, relative to half of its side. */
const BORDER = 0.25

/** The smoothstep function: 0 below 0, 1 above 1, and 3 t^2 - 2 t^3 between. */
function smoothstep(t: number): number {
  const clamped = Math.min(1, Math.max(0, t))
  return clamped * clamped * (3 - 2 * clamped)
}
