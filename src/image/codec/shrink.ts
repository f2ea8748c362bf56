/** Results that are too large for a chat: a file in, one of fewer bytes that looks as much like it as can be out. */
import sharp from 'sharp'
import { UserError } from '../../core/errors.ts'
import type { AnimationFormat, File, Format } from '../../core/file-types.ts'
import { GROUND, type Pixels } from '../../core/pixels.ts'
import { byteSize } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { encodeAnimation, encodePicture, type PictureFormat } from './encode.ts'
import { checkMp4, reencodeMp4 } from './mp4.ts'

export interface Shrunk {
  readonly file: File
  /** What people may miss in it: some of the frames, or pixels. */
  readonly lost: readonly ('frames' | 'size')[]
}

/**
 * A file of at most `bytes`, in one of `formats`; the same one always gives the same. A picture becomes a WebP or JPEG of
 * falling quality, then smaller. An animation loses every second frame, then some of its size, then becomes a WebP with
 * all of them back; where `formats` lack WebP it shrinks on. (Fewer colours are no way: sharp writes GIFs of 256, 16, 4
 * or 2, and 16 lose the hues of a dream.) An MP4 loses quality, then size. What cannot be shrunk so far comes back at a
 * sixteenth of its width. Throws `UserError` output for an MP4 where there is no `ffmpeg`.
 */
export async function shrink(file: File, bytes: number, formats: readonly Format[] = ALL): Promise<Shrunk> {
  if (file.data.length <= bytes) return { file, lost: [] }
  const { attempts, make } = await (file.format === 'mp4' ? film(file, bytes) : still(file, formats))
  let known = { size: file.data.length, share: 1 }
  for (const [i, attempt] of attempts.entries()) {
    const isLast = i === attempts.length - 1
    // An animation takes seconds: what is far too large by the last one's measure is not even tried.
    if (!isLast && (known.size * attempt.share) / known.share > bytes * HOPEFUL) continue
    const data = await make(attempt)
    if (data.length <= bytes || isLast) return shrunk(file, attempt, data)
    known = { size: data.length, share: attempt.share }
  }
  throw new Error('there was nothing to try')
}

/** What can be tried with a file. */
interface Way {
  /** From the one that loses least. */
  readonly attempts: readonly Attempt[]
  make(attempt: Attempt): Promise<Uint8Array>
}

interface Attempt {
  readonly format: Format
  /** 1..100 */
  readonly quality?: number
  /** Every n-th frame stays. */
  readonly every: number
  /** Of width and height, 0..1. */
  readonly scale: number
  /** Of the bytes, roughly, against the file as it was. */
  readonly share: number
}

const ALL: readonly Format[] = ['png', 'jpeg', 'gif', 'webp', 'mp4']
const HOPEFUL = 1.3
const SCALES = [0.75, 0.5, 0.35, 0.25, 0.18, 0.12, 0.0625]

async function still({ data, format }: File, formats: readonly Format[]): Promise<Way> {
  const { frames, frameMs } = await read(data)
  const attempts = (frames.length > 1 ? animations : pictures)(format, formats)
  return { attempts, make: (attempt) => write(attempt, frames, frameMs) }
}

async function film({ data }: File, bytes: number): Promise<Way> {
  await checkMp4().catch(() => {
    throw new UserError(
      'output',
      phrase`The mp4 has ${byteSize(data.length)}, and at most ${byteSize(bytes)} can be posted here.`,
      phrase`Ask for a smaller size, for fewer frames, or for webp.`,
    )
  })
  return { attempts: films(), make: (attempt) => reencodeMp4(data, attempt) }
}

/** Shares measured with dreams of 512 x 512 against their PNG. */
function pictures(given: Format, formats: readonly Format[]): Attempt[] {
  const format = given === 'jpeg' || !formats.includes('webp') ? 'jpeg' : 'webp'
  const full = [90, 80, 65, 50].map((quality): Attempt => {
    return { format, quality, every: 1, scale: 1, share: 0.25 * (quality / 90) ** 2 }
  })
  return [...full, ...smaller(full.slice(-2))]
}

/** Shares measured with dreams of 512 x 512 against their GIF. */
function animations(given: Format, formats: readonly Format[]): Attempt[] {
  const gif: Attempt = { format: 'gif', every: 2, scale: 1, share: 0.5 }
  const webp = [75, 50].flatMap((quality): Attempt[] => {
    const full: Attempt = { format: 'webp', quality, every: 1, scale: 1, share: quality / 180 }
    return [full, { ...full, every: 2, share: full.share / 2 }]
  })
  if (given === 'webp' && formats.includes('webp')) return [...webp, ...smaller(webp.slice(-1))]
  const gifs = [gif, ...smaller([gif])]
  return formats.includes('webp') ? [...gifs.slice(0, 2), ...webp, ...smaller(webp.slice(-1))] : gifs
}

/** Shares measured with a dream of 384 x 288 against its MP4. Every second frame left out would save little. */
function films(): Attempt[] {
  const full: Attempt[] = [
    { format: 'mp4', quality: 70, every: 1, scale: 1, share: 0.43 },
    { format: 'mp4', quality: 55, every: 1, scale: 1, share: 0.22 },
  ]
  return [...full, ...smaller(full.slice(-1))]
}

function smaller(attempts: readonly Attempt[]): Attempt[] {
  return SCALES.flatMap((scale) =>
    attempts.map((attempt) => ({ ...attempt, scale, share: attempt.share * scale ** 2 })),
  )
}

async function read(data: Uint8Array): Promise<{ frames: Pixels[]; frameMs: number }> {
  const image = sharp(data, { pages: -1, limitInputPixels: false })
  const { pages = 1, delay = [] } = await image.metadata()
  const { data: raw, info } = await image
    .flatten({ background: { r: GROUND, g: GROUND, b: GROUND } })
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

async function write({ format, quality, every, scale }: Attempt, all: readonly Pixels[], ms: number) {
  const kept = all.filter((_, i) => i % every === 0)
  const frames = await Promise.all(kept.map((frame) => resize(frame, scale)))
  const [first] = frames
  if (all.length > 1) {
    return encodeAnimation(frames, { format: format as AnimationFormat, frameMs: ms * every, quality })
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

function shrunk(file: File, { format, every, scale }: Attempt, data: Uint8Array): Shrunk {
  const name = `${file.name.replace(/\.\w+$/, '')}.${format}`
  const lost = [...(every > 1 ? (['frames'] as const) : []), ...(scale < 1 ? (['size'] as const) : [])]
  return { file: { ...file, name, format, data }, lost }
}
