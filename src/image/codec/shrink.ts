/** Shrinks result files that are too large for a chat: a file in, a similar one of fewer bytes out. */
import sharp from 'sharp'
import { UserError } from '../../core/errors.ts'
import type { AnimationFormat, File, Format } from '../../core/file-types.ts'
import { BACKDROP, type Pixels } from '../../core/pixels.ts'
import { byteSize } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { encodeAnimation, encodePicture, type PictureFormat } from './encode.ts'
import { checkMp4, reencodeMp4 } from './mp4.ts'

export interface Shrunk {
  readonly file: File
  /** Losses besides quality: every second frame, or pixels. */
  readonly lost: readonly ('frames' | 'size')[]
}

/**
 * The file in at most `bytes` bytes, in one of `formats` (default all). Deterministic. A file that cannot become so
 * small comes back at a sixteenth of its width, which may still be too large.
 *
 * A picture becomes a WebP or JPEG of ever lower quality, then of fewer pixels. A GIF loses every second frame, then
 * pixels; then it becomes a WebP with all frames where `formats` allow it, else it loses more pixels. Fewer colours do
 * not help: sharp writes GIFs of 256, 16, 4 or 2 colours, and 16 lose the hues of a dream. An MP4 loses quality, then
 * pixels.
 *
 * Throws `UserError` output for an MP4 where there is no `ffmpeg`.
 */
export async function shrink(file: File, bytes: number, formats: readonly Format[] = ALL_FORMATS): Promise<Shrunk> {
  if (file.data.length <= bytes) return { file, lost: [] }
  const { attempts, make } = await (file.format === 'mp4' ? videoAttempts(file, bytes) : pictureAttempts(file, formats))
  let measured = { size: file.data.length, share: 1 }
  for (const [i, attempt] of attempts.entries()) {
    const isLast = i === attempts.length - 1
    // Encoding an animation takes seconds: skips attempts that will be far too large, judging by the last file.
    if (!isLast && (measured.size * attempt.share) / measured.share > bytes * TRY_LIMIT) continue
    const data = await make(attempt)
    if (data.length <= bytes || isLast) return shrunk(file, attempt, data)
    measured = { size: data.length, share: attempt.share }
  }
  throw new Error('There is no attempt for this file.')
}

/** The ways to shrink one file. */
interface Attempts {
  /** In order: the first loses least. */
  readonly attempts: readonly Attempt[]
  make(attempt: Attempt): Promise<Uint8Array>
}

interface Attempt {
  readonly format: Format
  /** 1..100 */
  readonly quality?: number
  /** Distance between kept frames: 1 keeps all, 2 every second one. */
  readonly frameStep: number
  /** The factor of width and height, 0..1. */
  readonly scale: number
  /** The estimated size, as a fraction of the original file's. */
  readonly share: number
}

const ALL_FORMATS: readonly Format[] = ['png', 'jpeg', 'gif', 'webp', 'mp4']
/** Attempts with a larger estimate are skipped; as a multiple of the allowed size. */
const TRY_LIMIT = 1.3
const SCALES = [0.75, 0.5, 0.35, 0.25, 0.18, 0.12, 0.0625]

async function pictureAttempts({ data, format }: File, formats: readonly Format[]): Promise<Attempts> {
  const { frames, frameMs } = await decodeFrames(data)
  const attempts = (frames.length > 1 ? animationAttempts : stillAttempts)(format, formats)
  return { attempts, make: (attempt) => encodeAttempt(attempt, frames, frameMs) }
}

async function videoAttempts({ data }: File, bytes: number): Promise<Attempts> {
  await checkMp4().catch(() => {
    throw new UserError(
      'output',
      phrase`The mp4 has ${byteSize(data.length)}, and at most ${byteSize(bytes)} can be posted here.`,
      phrase`Ask for a smaller size, for fewer frames, or for webp.`,
    )
  })
  return { attempts: mp4Attempts(), make: (attempt) => reencodeMp4(data, attempt) }
}

/** Shares are measured with dreams of 512 x 512 pixels, relative to their PNG. */
function stillAttempts(given: Format, formats: readonly Format[]): Attempt[] {
  const format = given === 'jpeg' || !formats.includes('webp') ? 'jpeg' : 'webp'
  const full = [90, 80, 65, 50].map((quality): Attempt => {
    return { format, quality, frameStep: 1, scale: 1, share: 0.25 * (quality / 90) ** 2 }
  })
  return [...full, ...scaledDown(full.slice(-2))]
}

/** Shares are measured with dreams of 512 x 512 pixels, relative to their GIF. */
function animationAttempts(given: Format, formats: readonly Format[]): Attempt[] {
  const gif: Attempt = { format: 'gif', frameStep: 2, scale: 1, share: 0.5 }
  const webp = [75, 50].flatMap((quality): Attempt[] => {
    const full: Attempt = { format: 'webp', quality, frameStep: 1, scale: 1, share: quality / 180 }
    return [full, { ...full, frameStep: 2, share: full.share / 2 }]
  })
  if (given === 'webp' && formats.includes('webp')) return [...webp, ...scaledDown(webp.slice(-1))]
  const gifs = [gif, ...scaledDown([gif])]
  return formats.includes('webp') ? [...gifs.slice(0, 2), ...webp, ...scaledDown(webp.slice(-1))] : gifs
}

/** Shares are measured with a dream of 384 x 288 pixels, relative to its MP4. Leaving out frames would save little. */
function mp4Attempts(): Attempt[] {
  const full: Attempt[] = [
    { format: 'mp4', quality: 70, frameStep: 1, scale: 1, share: 0.43 },
    { format: 'mp4', quality: 55, frameStep: 1, scale: 1, share: 0.22 },
  ]
  return [...full, ...scaledDown(full.slice(-1))]
}

/** The attempts at every smaller scale. */
function scaledDown(attempts: readonly Attempt[]): Attempt[] {
  return SCALES.flatMap((scale) =>
    attempts.map((attempt) => ({ ...attempt, scale, share: attempt.share * scale ** 2 })),
  )
}

async function decodeFrames(data: Uint8Array): Promise<{ frames: Pixels[]; frameMs: number }> {
  const image = sharp(data, { pages: -1, limitInputPixels: false })
  const { pages = 1, delay = [] } = await image.metadata()
  const { data: raw, info } = await image
    .flatten({ background: { r: BACKDROP, g: BACKDROP, b: BACKDROP } })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width } = info
  const height = info.height / pages
  const frames = Array.from({ length: pages }, (_, i) => {
    return { width, height, data: raw.subarray(i * width * height * 3, (i + 1) * width * height * 3) }
  })
  return { frames, frameMs: delay[0] ?? 0 }
}

async function encodeAttempt({ format, quality, frameStep, scale }: Attempt, all: readonly Pixels[], ms: number) {
  const kept = all.filter((_, i) => i % frameStep === 0)
  const frames = await Promise.all(kept.map((frame) => resize(frame, scale)))
  const [first] = frames
  if (all.length > 1) {
    return encodeAnimation(frames, { format: format as AnimationFormat, frameMs: ms * frameStep, quality })
  }
  if (!first) throw new Error('A picture has at least one frame.')
  return encodePicture(first, format as PictureFormat, quality)
}

async function resize(frame: Pixels, scale: number): Promise<Pixels> {
  if (scale === 1) return frame
  const [width, height] = [frame.width, frame.height].map((side) => Math.max(1, Math.round(side * scale)))
  const raw = { width: frame.width, height: frame.height, channels: 3 } as const
  const { data, info } = await sharp(frame.data, { raw, limitInputPixels: false })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

function shrunk(file: File, { format, frameStep, scale }: Attempt, data: Uint8Array): Shrunk {
  const name = `${file.name.replace(/\.\w+$/, '')}.${format}`
  const lost = [...(frameStep > 1 ? (['frames'] as const) : []), ...(scale < 1 ? (['size'] as const) : [])]
  return { file: { ...file, name, format, data }, lost }
}
