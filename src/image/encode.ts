/** Finished renders out, as files: Pixels -> bytes. The same pixels give the same bytes, sRGB, without any metadata. */
import sharp, { type Sharp } from 'sharp'
import type { Pixels } from './pixels.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'
export type AnimationFormat = 'gif' | 'webp'

/** One picture as a file: PNG exact, JPEG and WebP at a quality where loss is hard to see. */
export async function encodePicture(picture: Pixels, format: PictureFormat): Promise<Uint8Array> {
  const { width, height, data } = picture
  return bytes(pictures[format](sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })))
}

/**
 * An animation that loops forever. `frames` are one or more of equal size, each shown for `frameMs` milliseconds: in a
 * GIF that is rounded to hundredths of a second and at least 20 ms, below which browsers fall back to 100 ms.
 */
export async function encodeAnimation(
  frames: readonly Pixels[],
  { format, frameMs }: { readonly format: AnimationFormat; readonly frameMs: number },
): Promise<Uint8Array> {
  const [first] = frames
  if (!first) throw new Error('An animation needs at least one frame.')
  const { width, height } = first
  const odd = frames.find((frame) => frame.width !== width || frame.height !== height)
  if (odd) throw new Error(`Frames of ${width} x ${height} and ${odd.width} x ${odd.height} cannot form one animation.`)

  const strip = Buffer.concat(frames.map((frame) => frame.data))
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const
  // One delay per frame: of a single number sharp writes only the first.
  const timing = { loop: 0, delay: frames.map(() => animations[format].delay(frameMs)) }
  return bytes(animations[format].encode(sharp(strip, { raw, limitInputPixels: false }), timing))
}

interface Timing {
  readonly loop: number
  readonly delay: number[]
}

// Measured on 2 cores with dream-like noise of 512 x 512; the times are for one picture.
const pictures: Record<PictureFormat, (image: Sharp) => Sharp> = {
  // 20 ms, like level 2 and 9; without row filters the file is a third larger.
  png: (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  // Full-size chroma, because dreams are made of small saturated details.
  jpeg: (image) => image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  webp: (image) => image.webp({ quality: 90, smartSubsample: true }),
}

// As above, for 12 frames.
const animations: Record<
  AnimationFormat,
  { delay(frameMs: number): number; encode(image: Sharp, timing: Timing): Sharp }
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
    encode: (image, timing) => image.webp({ ...timing, quality: 85, effort: 2, smartSubsample: true }),
  },
}

async function bytes(image: Sharp): Promise<Uint8Array> {
  const file = await image.toBuffer()
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
}
