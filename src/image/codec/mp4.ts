/**
 * Animations as MP4, frames in, bytes out: H.264 by the program `ffmpeg`, where the machine has it. The file plays
 * everywhere, from its first bytes on.
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
  /** How long each frame is shown, in milliseconds. */
  readonly frameMs: number
  /** 1..100. Default one where loss is hard to see. */
  readonly quality?: number | undefined
  /** Ends it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * @param frames One or more of equal size. Throws `UserError` output for what `ffmpeg` cannot do, and the signal's reason.
 */
export async function encodeMp4(frames: readonly Pixels[], options: Mp4Options): Promise<Uint8Array> {
  const { frameMs, quality = QUALITY, signal } = options
  const { width, height } = frames[0] ?? { width: 0, height: 0 }
  const input = ['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`]
  const raw = frames.map(({ data }) => data)
  const filter = `${cut(width, height)},scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int`
  return transcode([...input, '-framerate', `1000/${frameMs}`], raw, { filter, quality }, signal)
}

/** A file of `encodeMp4` once more. @param scale Of width and height, 0..1. Throws as that does. */
export function reencodeMp4(
  data: Uint8Array,
  { quality = QUALITY, scale }: { readonly quality?: number; readonly scale: number },
): Promise<Uint8Array> {
  const side = (name: string) => `'max(2,2*round(${name}*${scale}/2))'`
  const filter = `scale=${side('iw')}:${side('ih')}`
  return transcode(['-f', 'mp4'], [data], { filter, quality })
}

/** Of what comes of a picture of that size: chroma is stored for squares of four pixels, and an odd edge is cut off. */
export function mp4Size({ width, height }: { readonly width: number; readonly height: number }): [number, number] {
  return [even(width), even(height)]
}

/** Throws `UserError` output where this machine can make no MP4. */
export async function checkMp4(): Promise<void> {
  const { fault, said } = await ffmpeg(['-hide_banner', '-encoders'], [])
  if (fault !== undefined) throw unmade(fault)
  if (!said.includes(' libx264 ')) throw unmade(phrase`the ffmpeg of this bot’s machine has no x264`)
}

interface Output {
  /** Of its pictures, in ffmpeg's language. */
  readonly filter: string
  readonly quality: number
}

/** A CRF of 20. */
const QUALITY = 85
/** Less than a worker may be silent; 60 frames of 1024 pixels take 5 s on two cores. */
const MOST_SECONDS = 100

/** A file, because the index of what is in it comes first and is known last. */
async function transcode(
  input: readonly string[],
  data: readonly Uint8Array[],
  { filter, quality }: Output,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'dreambot-mp4-')).catch((error: NodeJS.ErrnoException) => {
    throw unmade(
      error.code === 'ENOSPC' ? FULL : phrase`there is no folder for temporary files (${String(error.code)})`,
    )
  })
  try {
    const file = join(folder, 'out.mp4')
    const output = ['-vf', filter, ...codec(quality), ...CONTAINER, file]
    const { fault } = await ffmpeg(['-loglevel', 'error', ...input, '-i', 'pipe:0', ...output], data, signal)
    signal?.throwIfAborted()
    if (fault !== undefined) throw unmade(fault)
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What is one pixel wide is stretched, what is odd is cut: a seam of black would be seen, a missing edge is not. */
function cut(width: number, height: number): string {
  const [across, down] = mp4Size({ width, height })
  return `scale=${Math.max(across, width)}:${Math.max(down, height)},crop=${across}:${down}:0:0`
}

function codec(quality: number): string[] {
  const crf = String(Math.round(50 - 0.35 * quality))
  const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv']
  return ['-an', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', crf, '-preset', 'medium', ...colours]
}

/** Playable before it is there as a whole; nothing in it tells of the machine. */
const CONTAINER = ['-movflags', '+faststart', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-f', 'mp4']

interface Ending {
  /** What went wrong. */
  readonly fault?: Text
  /** The beginning of what it wrote. */
  readonly said: string
}

/** Settles when the process is gone. @param data For its input. */
async function ffmpeg(options: readonly string[], data: readonly Uint8Array[], signal?: AbortSignal): Promise<Ending> {
  const limit = AbortSignal.timeout(MOST_SECONDS * 1000)
  const end = signal ? AbortSignal.any([signal, limit]) : limit
  // A group of its own: Ctrl-C in a terminal is for the bot, which may first finish what it renders.
  const child = spawn('ffmpeg', options, { signal: end, killSignal: 'SIGKILL', detached: true })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < MOST_SAID) said += text
    })
  }
  let unstarted: NodeJS.ErrnoException | undefined
  child.once('error', (error) => {
    unstarted = error
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  // A process that ends early takes no more input, and says itself why.
  await pipeline(Readable.from(data), child.stdin).catch(() => {})
  const code = await closed
  if (code === 0) return { said }
  if (limit.aborted) return { said, fault: phrase`ffmpeg took longer than ${duration(MOST_SECONDS)}` }
  if (unstarted?.code === 'ENOENT') return { said, fault: phrase`this bot’s machine has no ffmpeg` }
  return { said, fault: reasonIn(said) }
}

const MOST_SAID = 100_000
const FULL = phrase`the disk is full`

/** Its last words, without the paths before them. */
function reasonIn(said: string): Text {
  if (said.includes('No space left on device')) return FULL
  return said.trim().split(/\n|: /).at(-1) || phrase`ffmpeg was stopped`
}

function unmade(reason: Text): UserError {
  return new UserError('output', phrase`No mp4 can be made: ${reason}.`, phrase`Ask for gif or webp.`)
}

function even(side: number): number {
  return Math.max(2, side - (side % 2))
}
