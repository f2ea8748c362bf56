/**
 * Tells the kind of an uploaded file by its first bytes, because names and media types of uploads are often wrong. Only
 * the kinds in `READABLE_KINDS` go to a decoder. The others are recognized so that the error can name them.
 */

export const READABLE_KINDS = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF', 'TIFF'] as const

export type ReadableKind = (typeof READABLE_KINDS)[number]

/** The kind of a file by its usual name, such as 'PNG', 'SVG' or 'MP4 video'; undefined for an unknown kind. */
export function kindOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_LENGTH)).toString('latin1')
  return SIGNATURES.find(([, matches]) => matches(head))?.[0]
}

export function isReadable(kind: string | undefined): kind is ReadableKind {
  return (READABLE_KINDS as readonly (string | undefined)[]).includes(kind)
}

/** Bytes to look at: an SVG may start with a long comment. */
const HEAD_LENGTH = 1024

type Signature = readonly [kind: string, matches: (head: string) => boolean]

/** In order: the first match counts. */
const SIGNATURES: readonly Signature[] = [
  ['JPEG', textAt(0, '\xff\xd8\xff')],
  ['PNG', textAt(0, '\x89PNG\r\n\x1a\n')],
  ['WebP', (head) => textAt(0, 'RIFF')(head) && textAt(8, 'WEBP')(head)],
  ['GIF', textAt(0, 'GIF87a', 'GIF89a')],
  ['TIFF', textAt(0, 'II*\0', 'MM\0*', 'II+\0', 'MM\0+')],
  ['AVIF', (head) => brands(head).some((brand) => /^avi[fs]/.test(brand))],
  ['HEIC', (head) => brands(head).some((brand) => /^(he[iv]|mif1|msf1)/.test(brand))],
  ['MP4 video', textAt(4, 'ftyp')],
  ['WebM video', textAt(0, '\x1aE\xdf\xa3')],
  ['SVG', (head) => /^(\xef\xbb\xbf)?\s*</.test(head) && head.includes('<svg')],
  ['PDF', textAt(0, '%PDF-')],
  ['BMP', (head) => textAt(0, 'BM')(head) && textAt(6, '\0\0\0\0')(head)],
  ['JPEG XL', textAt(0, '\xff\n', '\0\0\0\x0cJXL ')],
  ['JPEG 2000', textAt(0, '\xffO\xffQ', '\0\0\0\x0cjP  ')],
  ['Photoshop', textAt(0, '8BPS')],
  ['icon', textAt(0, '\0\0\x01\0')],
]

/** Whether one of `texts` is at `offset`. */
function textAt(offset: number, ...texts: readonly string[]): (head: string) => boolean {
  return (head) => texts.some((text) => head.startsWith(text, offset))
}

/**
 * The brands that an ISO media file (AVIF, HEIC, MP4) declares in its first box.
 * The box is [size, 'ftyp', brand, version, brand, brand, ...].
 */
function brands(head: string): string[] {
  if (!textAt(4, 'ftyp')(head)) return []
  const size = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE()
  const box = head.slice(0, size)
  return [box.slice(8, 12), ...(box.slice(16).match(/.{4}/gs) ?? [])]
}
