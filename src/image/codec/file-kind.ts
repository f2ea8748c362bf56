/**
 * What an uploaded file is, told by its first bytes, because names and media types of uploads are often wrong.
 * Only the kinds in `readable` are ever handed to a decoder; the others are known by name so that a refusal can say it.
 */

export const readable = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF', 'TIFF'] as const

export type Readable = (typeof readable)[number]

/** The kind of a file by its usual name, e.g. 'PNG', 'SVG' or 'MP4 video'; undefined if it is none of the known ones. */
export function kindOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headLength)).toString('latin1')
  return signatures.find(([, matches]) => matches(head))?.[0]
}

export function isReadable(kind: string | undefined): kind is Readable {
  return (readable as readonly (string | undefined)[]).includes(kind)
}

/** An SVG may open with a long comment. */
const headLength = 1024

type Signature = readonly [kind: string, matches: (head: string) => boolean]

/** The first that matches counts. */
const signatures: readonly Signature[] = [
  ['JPEG', at(0, '\xff\xd8\xff')],
  ['PNG', at(0, '\x89PNG\r\n\x1a\n')],
  ['WebP', (head) => at(0, 'RIFF')(head) && at(8, 'WEBP')(head)],
  ['GIF', at(0, 'GIF87a', 'GIF89a')],
  ['TIFF', at(0, 'II*\0', 'MM\0*', 'II+\0', 'MM\0+')],
  ['AVIF', (head) => brands(head).some((brand) => /^avi[fs]/.test(brand))],
  ['HEIC', (head) => brands(head).some((brand) => /^(he[iv]|mif1|msf1)/.test(brand))],
  ['MP4 video', at(4, 'ftyp')],
  ['WebM video', at(0, '\x1aE\xdf\xa3')],
  ['SVG', (head) => /^(\xef\xbb\xbf)?\s*</.test(head) && head.includes('<svg')],
  ['PDF', at(0, '%PDF-')],
  ['BMP', (head) => at(0, 'BM')(head) && at(6, '\0\0\0\0')(head)],
  ['JPEG XL', at(0, '\xff\n', '\0\0\0\x0cJXL ')],
  ['JPEG 2000', at(0, '\xffO\xffQ', '\0\0\0\x0cjP  ')],
  ['Photoshop', at(0, '8BPS')],
  ['icon', at(0, '\0\0\x01\0')],
]

function at(offset: number, ...texts: readonly string[]): (head: string) => boolean {
  return (head) => texts.some((text) => head.startsWith(text, offset))
}

/** The brands that an ISO media file (AVIF, HEIC, MP4) says it conforms to: its box is [size, 'ftyp', brand, version, brand ...]. */
function brands(head: string): string[] {
  if (!at(4, 'ftyp')(head)) return []
  const size = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE()
  const box = head.slice(0, size)
  return [box.slice(8, 12), ...(box.slice(16).match(/.{4}/gs) ?? [])]
}
