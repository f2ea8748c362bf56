/** Answers that carry pictures: their bytes, with media type, caching rules and a safe file name. */
import { type File, MEDIA_TYPES } from '../../../core/file-types.ts'
import { decode } from '../../../image/codec/decode.ts'
import { encodePreview } from '../../../image/codec/encode.ts'
import { kindOf } from '../../../image/codec/file-kind.ts'

/** The parts of an HTTP answer. */
export interface Served {
  /** Default 200. */
  readonly status?: 206
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The picture of a result. It never changes, so that browsers may cache it.
 *
 * @param download Whether the browser saves the file instead of showing it. Default false.
 * @param range The Range header of the request: some browsers play a video only if they can fetch it in parts.
 */
export function serveFile(
  { name, format, data }: Pick<File, 'name' | 'format' | 'data'>,
  { download = false, range }: { readonly download?: boolean; readonly range?: string | undefined } = {},
): Served {
  const disposition = `${download ? 'attachment' : 'inline'}; filename="${safeName(name)}"`
  const headers = {
    ...typed(MEDIA_TYPES[format]),
    ...FOREVER,
    'content-disposition': disposition,
    'accept-ranges': 'bytes',
  }
  const part = byteRange(range, data.length)
  if (!part) return { body: bytes(data), headers }
  const [first, last] = part
  const body = bytes(data.subarray(first, last + 1))
  return { status: 206, body, headers: { ...headers, 'content-range': `bytes ${first}-${last}/${data.length}` } }
}

/** The preview of a running render. It must not be cached. */
export function servePreview({ format, data }: Pick<File, 'format' | 'data'>): Served {
  return { body: bytes(data), headers: { ...typed(MEDIA_TYPES[format]), 'cache-control': 'no-store' } }
}

/** The picture of a filter. It changes with the weights of its network, so that browsers must revalidate it. */
export function serveTile(data: Uint8Array): Served {
  return { body: bytes(data), headers: { ...typed(MEDIA_TYPES.png), 'cache-control': 'private, no-cache' } }
}

/** A photo as it was uploaded, if browsers can show its format, else a small JPEG of it. */
export async function servePhoto(data: Uint8Array): Promise<Served> {
  const type = PHOTO_TYPES[kindOf(data) ?? '']
  if (type === undefined) return serveSmall(data)
  return { body: bytes(data), headers: { ...typed(type), ...FOREVER } }
}

/** A small JPEG of a photo. Throws `UserError` bad-image. */
export async function serveSmall(data: Uint8Array): Promise<Served> {
  const small = await encodePreview(await decode(data))
  return { body: bytes(small), headers: { ...typed(MEDIA_TYPES.jpeg), ...FOREVER } }
}

/** Media types of the formats that browsers show, by the names that `kindOf` returns. */
const PHOTO_TYPES: Readonly<Record<string, string>> = {
  JPEG: MEDIA_TYPES.jpeg,
  PNG: MEDIA_TYPES.png,
  WebP: MEDIA_TYPES.webp,
  GIF: MEDIA_TYPES.gif,
  AVIF: 'image/avif',
}

/** For addresses whose content never changes. Private: shared caches must not keep a person's pictures. */
const FOREVER = { 'cache-control': 'private, max-age=31536000, immutable' }

/** The first and last byte of a Range header with one range; undefined sends the whole file, which is always allowed. */
function byteRange(range: string | undefined, length: number): [first: number, last: number] | undefined {
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
