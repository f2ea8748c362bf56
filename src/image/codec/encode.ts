/** Finished renders out, as files: Pixels -> bytes. The same pixels give the same bytes, sRGB, without any metadata. */
import sharp, { type Sharp } from 'sharp'
import type { AnimationFormat, Format } from '../../core/file-types.ts'
import type { Pixels } from '../../core/pixels.ts'
import { checkMp4, encodeMp4, mp4Size } from './mp4.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'

/**
 * One picture as a file: PNG exact, JPEG and WebP at `quality`, 1..100, by default one where loss is hard to see. A JPEG
 * holds no alpha.
 */
export async function encodePicture(picture: Pixels, format: PictureFormat, quality?: number): Promise<Uint8Array> {
  const { width, height, data, alpha } = picture
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  const whole = alpha ? image.joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } }) : image
  return bytes(pictures[format](whole, quality))
}

/** A small JPEG of a picture that will change again: its longer side at most `PREVIEW_SIZE` pixels. */
export async function encodePreview({ width, height, data }: Pixels): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  const small = image.resize(PREVIEW_SIZE, PREVIEW_SIZE, { fit: 'inside', withoutEnlargement: true })
  return bytes(small.jpeg({ quality: 80 }))
}

const PREVIEW_SIZE = 320

interface AnimationOptions {
  readonly format: AnimationFormat
  /** How long each frame is shown, in milliseconds. */
  readonly frameMs: number
  /** Of a WebP or MP4, 1..100. Default one where loss is hard to see. */
  readonly quality?: number | undefined
  /** Ends what takes long. */
  readonly signal?: AbortSignal | undefined
}

/**
 * An animation; a GIF and a WebP loop forever. `frames` are one or more of equal size; in a GIF their time is rounded to
 * hundredths of a second and at least 20 ms, below which browsers fall back to 100 ms. Throws `UserError` output for an
 * MP4 that this machine cannot make.
 */
export async function encodeAnimation(frames: readonly Pixels[], options: AnimationOptions): Promise<Uint8Array> {
  const [first] = frames
  if (!first) throw new Error('An animation needs at least one frame.')
  const { width, height } = first
  const odd = frames.find((frame) => frame.width !== width || frame.height !== height)
  if (odd) throw new Error(`Frames of ${width} x ${height} and ${odd.width} x ${odd.height} cannot form one animation.`)
  return animations[options.format](frames, options)
}

/** Throws `UserError` output for a file type that this machine cannot make, as `encodeAnimation` would in the end. */
export async function checkEncoder(format: Format): Promise<void> {
  if (format === 'mp4') await checkMp4()
}

/** [width, height] of a file of a picture of that size. */
export function encodedSize({ width, height }: Pick<Pixels, 'width' | 'height'>, format: Format): [number, number] {
  return format === 'mp4' ? mp4Size({ width, height }) : [width, height]
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
  (frames: readonly Pixels[], options: AnimationOptions) => Promise<Uint8Array>
> = {
  // 1.3 s, and the default effort of 7 takes 14 s for files one tenth smaller that look alike. Full dithering leaves
  // rows of dots around what is bright; none at all leaves bands in skies.
  gif: (frames, { frameMs }) =>
    bytes(
      strip(frames).gif({ ...timing(frames, Math.max(20, 10 * Math.round(frameMs / 10))), effort: 1, dither: 0.5 }),
    ),
  // 0.4 s; from effort 3 on 0.6 s, for files 3% smaller.
  webp: (frames, { frameMs, quality = 85 }) =>
    bytes(strip(frames).webp({ ...timing(frames, Math.round(frameMs)), quality, effort: 2, smartSubsample: true })),
  mp4: encodeMp4,
}

/** One below the other. */
function strip(frames: readonly Pixels[]): Sharp {
  const { width = 0, height = 0 } = frames[0] ?? {}
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const
  return sharp(Buffer.concat(frames.map(({ data }) => data)), { raw, limitInputPixels: false })
}

/** One delay per frame: of a single number sharp writes only the first. */
function timing(frames: readonly Pixels[], delay: number): { loop: number; delay: number[] } {
  return { loop: 0, delay: frames.map(() => delay) }
}

async function bytes(image: Sharp): Promise<Uint8Array> {
  const file = await image.toBuffer()
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
}
