/** Finished renders out, as files: Pixels -> bytes. The same pixels give the same bytes, sRGB, without any metadata. */
import sharp, { type Sharp } from 'sharp'
import type { Pixels } from './pixels.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'
export type AnimationFormat = 'gif' | 'webp'

/**
 * One picture as a file: PNG exact, JPEG and WebP at `quality`, 1..100, by default one where loss is hard to see.
 */
export async function encodePicture(picture: Pixels, format: PictureFormat, quality?: number): Promise<Uint8Array> {
  const { width, height, data } = picture
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  return bytes(pictures[format](image, quality))
}

/** A small JPEG of a picture that will change again: its longer side at most `PREVIEW_SIZE` pixels. */
export async function encodePreview({ width, height, data }: Pixels): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  const small = image.resize(PREVIEW_SIZE, PREVIEW_SIZE, { fit: 'inside', withoutEnlargement: true })
  return bytes(small.jpeg({ quality: 80 }))
}

const PREVIEW_SIZE = 320

export interface AnimationOptions {
  readonly format: AnimationFormat
  /** How long each frame is shown, in milliseconds. */
  readonly frameMs: number
  /** Of a WebP, 1..100. Default one where loss is hard to see. */
  readonly quality?: number | undefined
}

/**
 * An animation that loops forever. `frames` are one or more of equal size; in a GIF their time is rounded to hundredths
 * of a second and at least 20 ms, below which browsers fall back to 100 ms.
 */
export async function encodeAnimation(frames: readonly Pixels[], options: AnimationOptions): Promise<Uint8Array> {
  const { format, frameMs } = options
  const [first] = frames
  if (!first) throw new Error('An animation needs at least one frame.')
  const { width, height } = first
  const odd = frames.find((frame) => frame.width !== width || frame.height !== height)
  if (odd) throw new Error(`Frames of ${width} x ${height} and ${odd.width} x ${odd.height} cannot form one animation.`)

  const strip = Buffer.concat(frames.map((frame) => frame.data))
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const
  // One delay per frame: of a single number sharp writes only the first.
  const timing = { loop: 0, delay: frames.map(() => animations[format].delay(frameMs)) }
  return bytes(animations[format].encode(sharp(strip, { raw, limitInputPixels: false }), timing, options.quality))
}

interface Timing {
  readonly loop: number
  readonly delay: number[]
}

// Measured on 2 cores with dream-like noise of 512 x 512; the times are for one picture.
const pictures: Record<PictureFormat, (image: Sharp, quality?: number) => Sharp> = {
  // 20 ms, like level 2 and 9; without row filters the file is a third larger.
  png: (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  // Full-size chroma, because dreams are made of small saturated details.
  jpeg: (image, quality = 92) => image.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  webp: (image, quality = 90) => image.webp({ quality, smartSubsample: true }),
}

// As above, for 12 frames.
const animations: Record<
  AnimationFormat,
  { delay(frameMs: number): number; encode(image: Sharp, timing: Timing, quality?: number): Sharp }
> = {
  gif: {
    delay: (frameMs) => Math.max(20, 10 * Math.round(frameMs / 10)),
    // 1.3 s, and the default effort of 7 takes 14 s for files one tenth smaller that look alike. Full dithering leaves
    // rows of dots around what is bright; none at all leaves bands in skies.
    encode: (image, timing) => image.gif({ ...timing, effort: 1, dither: 0.5 }),
  },
  webp: {
    delay: Math.round,
    // 0.4 s; from effort 3 on 0.6 s, for files 3% smaller.
    encode: (image, timing, quality = 85) => image.webp({ ...timing, quality, effort: 2, smartSubsample: true }),
  },
}

async function bytes(image: Sharp): Promise<Uint8Array> {
  const file = await image.toBuffer()
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
}
