/**
 * What travels between a bot and a worker: plain JSON in BullMQ's jobs, events and return values, and the bytes of
 * photos and pictures beside it under keys that expire.
 */
import type { Redis } from 'ioredis'
import type { Progress, Result } from '../../core/result.ts'
import { fromWire, toWire } from '../job-errors.ts'
import type { RenderRequest, WireError } from '../protocol.ts'
import type { Ending } from '../types.ts'
import { fileKey, LEFTOVER_TTL_MS, PREVIEW_TTL_MS, photoKey, previewKey } from './keys.ts'

type Which = Parameters<typeof photoKey>[1]

/** A job's data in BullMQ. */
export interface Parcel extends Omit<RenderRequest, Which> {
  readonly hasPhoto: boolean
  readonly hasGuide: boolean
}

type Described<Picture> = Omit<Picture, 'data'>
type Preview = NonNullable<Progress['preview']>
type ResultFile = Result['files'][number]
type ResultTile = NonNullable<Result['tiles']>[number]

/** A job's progress in BullMQ. */
export interface SentProgress extends Omit<Progress, 'preview'> {
  readonly preview?: Described<Preview> & { readonly index: number }
}

/** A job's return value in BullMQ: how it ended, or that its worker has given it back unfinished. */
export type SentEnding =
  | {
      readonly state: 'done'
      readonly result: Omit<Result, 'files' | 'tiles'> & {
        readonly files: readonly Described<ResultFile>[]
        readonly tiles?: readonly Described<ResultTile>[]
      }
    }
  | { readonly state: 'failed'; readonly error: WireError }
  | { readonly state: 'cancelled' }
  | { readonly state: 'returned' }

export async function sendPhoto(redis: Redis, attempt: string, which: Which, photo: Uint8Array): Promise<void> {
  await redis.set(photoKey(attempt, which), view(photo), 'PX', LEFTOVER_TTL_MS)
}

/** Throws an Error when it has expired. */
export async function receivePhoto(redis: Redis, attempt: string, which: Which): Promise<Uint8Array> {
  return bytes(await redis.getBuffer(photoKey(attempt, which)), `the ${which}`)
}

/** `index` tells the attempt's previews apart. */
export async function sendProgress(
  redis: Redis,
  attempt: string,
  index: number,
  { preview, ...progress }: Progress,
): Promise<SentProgress> {
  if (!preview) return progress
  const { data, ...described } = preview
  await redis.set(previewKey(attempt, index), view(data), 'PX', PREVIEW_TTL_MS)
  return { ...progress, preview: { ...described, index } }
}

/** Without its preview where that has expired. */
export async function receiveProgress(
  redis: Redis,
  attempt: string,
  { preview, ...progress }: SentProgress,
): Promise<Progress> {
  if (!preview) return progress
  const { index, ...described } = preview
  const data = await redis.getdelBuffer(previewKey(attempt, index))
  return data ? { ...progress, preview: { ...described, data: new Uint8Array(data) } } : progress
}

export async function sendEnding(redis: Redis, attempt: string, ending: Ending): Promise<SentEnding> {
  if (ending.state === 'failed') return { state: 'failed', error: toWire(ending.error) }
  if (ending.state === 'cancelled') return ending
  const { files, tiles, ...result } = ending.result
  const all = [...files, ...(tiles ?? [])]
  await Promise.all(all.map(({ data }, index) => redis.set(fileKey(attempt, index), view(data), 'PX', LEFTOVER_TTL_MS)))
  return {
    state: 'done',
    result: {
      ...result,
      files: files.map(({ data, ...described }) => described),
      ...(tiles && { tiles: tiles.map(({ data, ...described }) => described) }),
    },
  }
}

/** Throws an Error when its files have expired. */
export async function receiveEnding(
  redis: Redis,
  attempt: string,
  sent: Exclude<SentEnding, { state: 'returned' }>,
): Promise<Ending> {
  if (sent.state === 'cancelled') return { state: 'cancelled' }
  if (sent.state === 'failed') return { state: 'failed', error: fromWire(sent.error) }
  const { files: described, tiles, ...result } = sent.result
  const keys = [...described, ...(tiles ?? [])].map((_, index) => fileKey(attempt, index))
  const data = await Promise.all(keys.map((key) => redis.getBuffer(key)))
  const files = described.map((file, index) => ({ ...file, data: bytes(data[index], file.name) }))
  const own = tiles?.map((tile, index) => ({ ...tile, data: bytes(data[files.length + index], 'a tile') }))
  if (keys.length > 0) await redis.unlink(...keys)
  return { state: 'done', result: { ...result, files, ...(own && { tiles: own }) } }
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** A copy, because ioredis cuts its answers out of larger buffers. */
function bytes(data: Buffer | null | undefined, what: string): Uint8Array {
  if (!data) throw new Error(`${what} is no longer in Redis`)
  return new Uint8Array(data)
}
