/**
 * Encodes finished renders as files: Pixels -> bytes. The same pixels give the same bytes, in sRGB, without metadata.
 */
import sharp, { type Sharp } from 'sharp'
import type { AnimationFormat, Format } from '../../core/file-types.ts'
import type { Pixels } from '../../core/pixels.ts'
import { checkMp4, encodeMp4, mp4Size } from './mp4.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'

/**
 * One picture as a file. A PNG is exact. JPEG and WebP have a `quality` of 1..100; with the default, losses are hard to
 * see. A JPEG drops the picture's opacity.
 */
export async function encodePicture(picture: Pixels, format: PictureFormat, quality?: number): Promise<Uint8Array> {
  const { width, height, data, alpha } = picture
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  const whole = alpha ? image.joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } }) : image
  return toBytes(PICTURE_ENCODERS[format](whole, quality))
}

/** A small JPEG for the progress of a render. Its longer side has at most `PREVIEW_SIZE` pixels. */
export async function encodePreview({ width, height, data }: Pixels): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  const small = image.resize(PREVIEW_SIZE, PREVIEW_SIZE, { fit: 'inside', withoutEnlargement: true })
  return toBytes(small.jpeg({ quality: 80 }))
}

const PREVIEW_SIZE = 320

interface AnimationOptions {
  readonly format: AnimationFormat
  /** The time that each frame is shown, in milliseconds. */
  readonly frameMs: number
  /** For WebP and MP4, 1..100. With the default, losses are hard to see. */
  readonly quality?: number | undefined
  /** Stops the encoding of an MP4. */
  readonly signal?: AbortSignal | undefined
}

/**
 * An animation of one or more frames of equal size. A GIF or WebP loops forever. A GIF's frame time is rounded to
 * hundredths of a second, and is at least 20 ms, because browsers play shorter ones at 100 ms. Throws `UserError`
 * output for an MP4 that this machine cannot make, the signal's reason when it stops, and a plain `Error` without
 * frames or with frames of different sizes.
 */
export async function encodeAnimation(frames: readonly Pixels[], options: AnimationOptions): Promise<Uint8Array> {
  const [first] = frames
  if (!first) throw new Error('An animation needs at least one frame.')
  const { width, height } = first
  const odd = frames.find((frame) => frame.width !== width || frame.height !== height)
  if (odd) throw new Error(`Frames of ${width} x ${height} and ${odd.width} x ${odd.height} cannot form one animation.`)
  return ANIMATION_ENCODERS[options.format](frames, options)
}

/** Throws the `UserError` output that `encodeAnimation` would throw for a file type that this machine cannot make. */
export async function checkEncoder(format: Format): Promise<void> {
  if (format === 'mp4') await checkMp4()
}

/** The size of a picture in a file of that type: [width, height] in pixels. */
export function encodedSize({ width, height }: Pick<Pixels, 'width' | 'height'>, format: Format): [number, number] {
  return format === 'mp4' ? mp4Size({ width, height }) : [width, height]
}

// Times are for one picture of 512 x 512 pixels of noise like a dream’s, on 2 cores.
const PICTURE_ENCODERS: Record<PictureFormat, (image: Sharp, quality?: number) => Sharp> = {
  // 20 ms, as with levels 2 and 9. Without row filters the file is a third larger.
  png: (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  // Chroma at full resolution, because dreams consist of small saturated details.
  jpeg: (image, quality = 92) => image.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  webp: (image, quality = 90) => image.webp({ quality, smartSubsample: true }),
}

// Times are for 12 such pictures.
const ANIMATION_ENCODERS: Record<
  AnimationFormat,
  (frames: readonly Pixels[], options: AnimationOptions) => Promise<Uint8Array>
> = {
  // 1.3 s. The default effort of 7 takes 14 s, for files that are a tenth smaller and look alike. Full dithering leaves
  // rows of dots around bright spots, and no dithering leaves bands in skies.
  gif: (frames, { frameMs }) =>
    toBytes(
      stackFrames(frames).gif({
        ...loopTiming(frames, Math.max(20, 10 * Math.round(frameMs / 10))),
        effort: 1,
        dither: 0.5,
      }),
    ),
  // 0.4 s. From effort 3 on 0.6 s, for files that are 3% smaller.
  webp: (frames, { frameMs, quality = 85 }) =>
    toBytes(
      stackFrames(frames).webp({
        ...loopTiming(frames, Math.round(frameMs)),
        quality,
        effort: 2,
        smartSubsample: true,
      }),
    ),
  mp4: encodeMp4,
}

/** The frames below each other in one image, as sharp takes animations. */
function stackFrames(frames: readonly Pixels[]): Sharp {
  const { width, height } = frames[0]!
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const
  return sharp(Buffer.concat(frames.map(({ data }) => data)), { raw, limitInputPixels: false })
}

/** Endless, with one delay for each frame: given a single number, sharp writes only the first delay. */
function loopTiming(frames: readonly Pixels[], delay: number): { loop: number; delay: number[] } {
  return { loop: 0, delay: frames.map(() => delay) }
}

async function toBytes(image: Sharp): Promise<Uint8Array> {
  const file = await image.toBuffer()
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
}
