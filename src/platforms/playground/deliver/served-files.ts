/** Pictures as a browser gets them: with the type that they have, a name that is safe, and nothing that could run. */

import type { File } from '../../../core/file-types.ts'
import { MEDIA_TYPES } from '../../../core/file-types.ts'
import { decode } from '../../../image/codec/decode.ts'
import { encodePreview } from '../../../image/codec/encode.ts'
import { kindOf } from '../../../image/codec/file-kind.ts'

/** What an answer consists of. */
export interface Served {
  /** Default 200. */
  readonly status?: 206
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A finished picture. It never changes.
 * @param range The request's header: some browsers play only what they can get in parts.
 */
export function serveFile(
  { name, format, data }: Pick<File, 'name' | 'format' | 'data'>,
  { download = false, range }: { readonly download?: boolean; readonly range?: string | undefined } = {},
): Served {
  const disposition = `${download ? 'attachment' : 'inline'}; filename="${safeName(name)}"`
  const headers = {
    ...{ ...typed(MEDIA_TYPES[format]), ...FOREVER },
    ...{ 'content-disposition': disposition, 'accept-ranges': 'bytes' },
  }
  const part = partOf(range, data.length)
  if (!part) return { body: bytes(data), headers }
  const [first, last] = part
  const body = bytes(data.subarray(first, last + 1))
  return { status: 206, body, headers: { ...headers, 'content-range': `bytes ${first}-${last}/${data.length}` } }
}

/** A render on its way. */
export function servePreview({ format, data }: Pick<File, 'format' | 'data'>): Served {
  return { body: bytes(data), headers: { ...typed(MEDIA_TYPES[format]), 'cache-control': 'no-store' } }
}

/** What a filter looks for, which changes with its network's weights. */
export function serveTile(data: Uint8Array): Served {
  return { body: bytes(data), headers: { ...typed(MEDIA_TYPES.png), 'cache-control': 'private, no-cache' } }
}

/** A photo as it was uploaded where browsers can show its kind, else a small picture of it. */
export async function servePhoto(data: Uint8Array): Promise<Served> {
  const type = PHOTO_TYPES[kindOf(data) ?? '']
  if (type === undefined) return serveSmall(data)
  return { body: bytes(data), headers: { ...typed(type), ...FOREVER } }
}

/** A small picture of a photo. Throws `UserError` bad-image. */
export async function serveSmall(data: Uint8Array): Promise<Served> {
  const small = await encodePreview(await decode(data))
  return { body: bytes(small), headers: { ...typed(MEDIA_TYPES.jpeg), ...FOREVER } }
}

/** By the names of `kindOf`. */
const PHOTO_TYPES: Readonly<Record<string, string>> = {
  JPEG: MEDIA_TYPES.jpeg,
  PNG: MEDIA_TYPES.png,
  WebP: MEDIA_TYPES.webp,
  GIF: MEDIA_TYPES.gif,
  AVIF: 'image/avif',
}

/** What lies at one of these addresses stays the same, and is one person's. */
const FOREVER = { 'cache-control': 'private, max-age=31536000, immutable' }

/** The first and last of the bytes asked for; undefined for all of them, which may always be sent. */
function partOf(range: string | undefined, length: number): [first: number, last: number] | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (from === '' && to === '') return undefined
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1)
  return first <= last ? [first, last] : undefined
}

function typed(type: string): Record<string, string> {
  return { 'content-type': type }
}

function safeName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_')
}

function bytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data as Uint8Array<ArrayBuffer>
}
