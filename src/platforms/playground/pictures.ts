/** Pictures as a browser gets them: with the type that they have, a name that is safe, and nothing that could run. */
import type { File, Format } from '../../command.ts'
import { decode } from '../../image/decode.ts'
import { encodePreview } from '../../image/encode.ts'
import { kindOf } from '../../image/kinds.ts'

/** What an answer consists of. */
export interface Served {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** A finished picture. It never changes. */
export function serveFile({ name, format, data }: Pick<File, 'name' | 'format' | 'data'>, download: boolean): Served {
  const disposition = `${download ? 'attachment' : 'inline'}; filename="${safeName(name)}"`
  return { body: bytes(data), headers: { ...typed(TYPES[format]), ...FOREVER, 'content-disposition': disposition } }
}

/** A render on its way. */
export function servePreview({ format, data }: Pick<File, 'format' | 'data'>): Served {
  return { body: bytes(data), headers: { ...typed(TYPES[format]), 'cache-control': 'no-store' } }
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
  return { body: bytes(small), headers: { ...typed(TYPES.jpeg), ...FOREVER } }
}

const TYPES: Readonly<Record<Format, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

/** By the names of `kindOf`. */
const PHOTO_TYPES: Readonly<Record<string, string>> = {
  JPEG: TYPES.jpeg,
  PNG: TYPES.png,
  WebP: TYPES.webp,
  GIF: TYPES.gif,
  AVIF: 'image/avif',
}

/** What lies at one of these addresses stays the same, and is one person's. */
const FOREVER = { 'cache-control': 'private, max-age=31536000, immutable' }

function typed(type: string): Record<string, string> {
  return { 'content-type': type }
}

function safeName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_')
}

function bytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data as Uint8Array<ArrayBuffer>
}
