/**
 * Encodes animations as MP4: frames -> bytes. The video is H.264, made by the program `ffmpeg` where it is installed.
 * The file plays everywhere, and starts before it has loaded completely.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../../core/errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import { duration } from '../../i18n/format.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'

interface Mp4Options {
  /** The time that each frame is shown, in milliseconds. */
  readonly frameMs: number
  /** 1..100. Default 85, where losses are hard to see. */
  readonly quality?: number | undefined
  /** Stops the encoding. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The MP4 of one or more frames of equal size. Throws `UserError` output when `ffmpeg` fails, and the signal's reason
 * when it stops.
 */
export async function encodeMp4(frames: readonly Pixels[], options: Mp4Options): Promise<Uint8Array> {
  const { frameMs, quality = DEFAULT_QUALITY, signal } = options
  const { width, height } = frames[0]!
  const input = ['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`]
  const raw = frames.map(({ data }) => data)
  const filter = `${cropFilter(width, height)},scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int`
  return transcode({ input: [...input, '-framerate', `1000/${frameMs}`], data: raw, filter, quality, signal })
}

/** Encodes an MP4 again. `scale` is the factor of width and height, 0..1. Throws as `encodeMp4`. */
export function reencodeMp4(
  data: Uint8Array,
  { quality = DEFAULT_QUALITY, scale }: { readonly quality?: number; readonly scale: number },
): Promise<Uint8Array> {
  const side = (name: string) => `'max(2,2*round(${name}*${scale}/2))'`
  const filter = `scale=${side('iw')}:${side('ih')}`
  return transcode({ input: ['-f', 'mp4'], data: [data], filter, quality })
}

/**
 * The size of the video of a picture: [width, height]. Both are even, because 2 x 2 pixels share a chroma value; odd
 * edges are cut off.
 */
export function mp4Size({ width, height }: { readonly width: number; readonly height: number }): [number, number] {
  return [toEven(width), toEven(height)]
}

/** Throws `UserError` output where this machine cannot make an MP4. */
export async function checkMp4(): Promise<void> {
  const { failure, output } = await ffmpeg(['-hide_banner', '-encoders'], [])
  if (failure !== undefined) throw cannotMakeMp4(failure)
  if (!output.includes(' libx264 ')) throw cannotMakeMp4(phrase`the ffmpeg of this bot’s machine has no x264`)
}

interface Transcode {
  /** ffmpeg's options for its input. */
  readonly input: readonly string[]
  readonly data: readonly Uint8Array[]
  /** ffmpeg's video filter. */
  readonly filter: string
  readonly quality: number
  readonly signal?: AbortSignal | undefined
}

/** A CRF (constant rate factor) of 20. */
const DEFAULT_QUALITY = 85
/** Timeout in seconds, shorter than that of a silent worker. 60 frames of 1024 pixels take 5 s on two cores. */
const MOST_SECONDS = 100

/** Writes to a temporary file: the index comes first in the file and is known last, which a pipe does not allow. */
async function transcode({ input, data, filter, quality, signal }: Transcode): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'dreambot-mp4-')).catch((error: NodeJS.ErrnoException) => {
    throw cannotMakeMp4(
      error.code === 'ENOSPC' ? DISK_FULL : phrase`there is no folder for temporary files (${String(error.code)})`,
    )
  })
  try {
    const file = join(folder, 'out.mp4')
    const output = ['-vf', filter, ...codecOptions(quality), ...CONTAINER_OPTIONS, file]
    const { failure } = await ffmpeg(['-loglevel', 'error', ...input, '-i', 'pipe:0', ...output], data, signal)
    signal?.throwIfAborted()
    if (failure !== undefined) throw cannotMakeMp4(failure)
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Stretches a side of one pixel, and cuts an odd side: a black seam would be visible, a missing edge is not. */
function cropFilter(width: number, height: number): string {
  const [across, down] = mp4Size({ width, height })
  return `scale=${Math.max(across, width)}:${Math.max(down, height)},crop=${across}:${down}:0:0`
}

function codecOptions(quality: number): string[] {
  const crf = String(Math.round(50 - 0.35 * quality))
  const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv']
  return ['-an', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', crf, '-preset', 'medium', ...colours]
}

/** The index first, so that playing can start early; no metadata about the machine. */
const CONTAINER_OPTIONS = ['-movflags', '+faststart', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-f', 'mp4']

interface Ending {
  /** Why it failed; undefined for success. */
  readonly failure?: Text
  /** The beginning of its output, on either stream. */
  readonly output: string
}

/** Runs ffmpeg with `data` as its standard input. Settles when the process has ended. */
async function ffmpeg(options: readonly string[], data: readonly Uint8Array[], signal?: AbortSignal): Promise<Ending> {
  const limit = AbortSignal.timeout(MOST_SECONDS * 1000)
  const end = signal ? AbortSignal.any([signal, limit]) : limit
  // In a process group of its own: Ctrl-C in a terminal is for the bot, which may finish its renders first.
  const child = spawn('ffmpeg', options, { signal: end, killSignal: 'SIGKILL', detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MOST_OUTPUT) output += text
    })
  }
  let spawnError: NodeJS.ErrnoException | undefined
  child.once('error', (error) => {
    spawnError = error
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  // A process that ends early stops reading. Its exit code and output tell why.
  await pipeline(Readable.from(data), child.stdin).catch(() => {})
  const code = await closed
  if (code === 0) return { output }
  if (limit.aborted) return { output, failure: phrase`ffmpeg took longer than ${duration(MOST_SECONDS)}` }
  if (spawnError?.code === 'ENOENT') return { output, failure: phrase`this bot’s machine has no ffmpeg` }
  return { output, failure: reasonFrom(output) }
}

/** The most output to keep, in characters. */
const MOST_OUTPUT = 100_000
const DISK_FULL = phrase`the disk is full`

/** The last message in ffmpeg's output, without the paths before it. */
function reasonFrom(output: string): Text {
  if (output.includes('No space left on device')) return DISK_FULL
  return output.trim().split(/\n|: /).at(-1) || phrase`ffmpeg was stopped`
}

function cannotMakeMp4(reason: Text): UserError {
  return new UserError('output', phrase`No mp4 can be made: ${reason}.`, phrase`Ask for gif or webp.`)
}

/** The next lower even number, at least 2. */
function toEven(side: number): number {
  return Math.max(2, side - (side % 2))
}
