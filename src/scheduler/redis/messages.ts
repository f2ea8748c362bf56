/**
 * The messages between a bot and a worker: plain JSON in BullMQ's jobs, events and return values. The bytes of photos
 * and pictures are beside it, under keys of their own that expire.
 */
import type { Redis } from 'ioredis'
import { defined } from '../../core/defined.ts'
import type { Progress, Result } from '../../core/result.ts'
import { fromWire, toWire } from '../job-errors.ts'
import type { RenderRequest, WireError } from '../protocol.ts'
import type { Ending } from '../types.ts'
import { fileKey, LEFTOVER_TTL_MS, PREVIEW_TTL_MS, photoKey, previewKey } from './keys.ts'

type PhotoName = Parameters<typeof photoKey>[1]

/** A job's data in BullMQ: the request without its photos. */
export interface Parcel extends Omit<RenderRequest, PhotoName> {
  readonly hasPhoto: boolean
  readonly hasGuide: boolean
}

type WithoutBytes<Picture> = Omit<Picture, 'data'>
type Preview = NonNullable<Progress['preview']>
type ResultFile = Result['files'][number]
type ResultTile = NonNullable<Result['tiles']>[number]

/** A job's progress in BullMQ. */
export interface SentProgress extends Omit<Progress, 'preview'> {
  readonly preview?: WithoutBytes<Preview> & { readonly index: number }
}

/** A job's return value in BullMQ: its ending, or `returned` if the worker gives it back unfinished. */
export type SentEnding =
  | {
      readonly state: 'done'
      readonly result: Omit<Result, 'files' | 'tiles'> & {
        readonly files: readonly WithoutBytes<ResultFile>[]
        readonly tiles?: readonly WithoutBytes<ResultTile>[]
      }
    }
  | { readonly state: 'failed'; readonly error: WireError }
  | { readonly state: 'cancelled' }
  | { readonly state: 'returned' }

/** Converts the parts of an attempt to and from messages. Each `send` stores the bytes, each `receive` fetches them. */
export interface AttemptMessages {
  sendPhoto(which: PhotoName, photo: Uint8Array): Promise<void>
  /** Throws an `Error` when the photo has expired. */
  receivePhoto(which: PhotoName): Promise<Uint8Array>
  sendProgress(progress: Progress): Promise<SentProgress>
  /** Returns the progress without its preview when that has expired. */
  receiveProgress(sent: SentProgress): Promise<Progress>
  sendEnding(ending: Ending): Promise<SentEnding>
  /** Throws an `Error` when a file of the result has expired. */
  receiveEnding(sent: Exclude<SentEnding, { state: 'returned' }>): Promise<Ending>
}

export function attemptMessages(redis: Redis, attempt: string): AttemptMessages {
  let previews = 0

  return {
    async sendPhoto(which, photo) {
      await redis.set(photoKey(attempt, which), asBuffer(photo), 'PX', LEFTOVER_TTL_MS)
    },

    receivePhoto: async (which) => copyOf(await redis.getBuffer(photoKey(attempt, which)), `the ${which}`),

    async sendProgress({ preview, ...progress }) {
      if (!preview) return progress
      const { data, ...description } = preview
      const index = previews++
      await redis.set(previewKey(attempt, index), asBuffer(data), 'PX', PREVIEW_TTL_MS)
      return { ...progress, preview: { ...description, index } }
    },

    async receiveProgress({ preview, ...progress }) {
      if (!preview) return progress
      const { index, ...description } = preview
      const data = await redis.getdelBuffer(previewKey(attempt, index))
      return data ? { ...progress, preview: { ...description, data: new Uint8Array(data) } } : progress
    },

    async sendEnding(ending) {
      if (ending.state === 'failed') return { state: 'failed', error: toWire(ending.error) }
      if (ending.state === 'cancelled') return ending
      const { files, tiles, ...result } = ending.result
      const all = [...files, ...(tiles ?? [])]
      await Promise.all(
        all.map(({ data }, index) => redis.set(fileKey(attempt, index), asBuffer(data), 'PX', LEFTOVER_TTL_MS)),
      )
      return {
        state: 'done',
        result: { ...result, files: files.map(withoutBytes), ...defined({ tiles: tiles?.map(withoutBytes) }) },
      }
    },

    async receiveEnding(sent) {
      if (sent.state === 'cancelled') return { state: 'cancelled' }
      if (sent.state === 'failed') return { state: 'failed', error: fromWire(sent.error) }
      const { files, tiles, ...result } = sent.result
      const keys = [...files, ...(tiles ?? [])].map((_, index) => fileKey(attempt, index))
      const data = await Promise.all(keys.map((key) => redis.getBuffer(key)))
      const fullFiles = files.map((file, i) => ({ ...file, data: copyOf(data[i], file.name) }))
      const fullTiles = tiles?.map((tile, i) => ({ ...tile, data: copyOf(data[files.length + i], 'a tile') }))
      if (keys.length > 0) await redis.unlink(...keys)
      return { state: 'done', result: { ...result, files: fullFiles, ...defined({ tiles: fullTiles }) } }
    },
  }
}

function withoutBytes<Picture extends { readonly data: Uint8Array }>({ data, ...description }: Picture) {
  return description
}

/** The same bytes as a `Buffer`, without a copy. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** A copy: the answers of ioredis are parts of larger buffers. Throws an `Error` naming `what` if it is gone. */
function copyOf(data: Buffer | null | undefined, what: string): Uint8Array {
  if (!data) throw new Error(`${what} is no longer in Redis`)
  return new Uint8Array(data)
}
