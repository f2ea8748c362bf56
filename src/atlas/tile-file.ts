/** The file of a tile: a PNG whose tEXt chunk says how it was drawn. Pixels and facts in, bytes out, and back. */
import { crc32 } from 'node:zlib'
import type { Pixels } from '../core/pixels.ts'
import { decode } from '../image/codec/decode.ts'
import { encodePicture } from '../image/codec/encode.ts'

/** Facts about a tile's picture, stored in its file. */
export interface TileFacts {
  /** Whether the filter was active at any step. */
  readonly fired: boolean
  /** The name of the engine that computed it. */
  readonly engine: string
}

/** Encodes a tile. The same picture and facts give the same bytes. */
export async function encodeTile(picture: Pixels, { fired, engine }: TileFacts): Promise<Uint8Array> {
  const png = await encodePicture(picture, 'png')
  const words = chunk(TEXT, Buffer.from(`${KEYWORD}\0${JSON.stringify({ fired, engine })}`, 'latin1'))
  return Buffer.concat([png.subarray(0, -END_LENGTH), words, png.subarray(-END_LENGTH)])
}

/** The tile's picture. Throws `UserError` bad-image for bytes that are no picture. */
export const decodeTile: (file: Uint8Array) => Promise<Pixels> = decode

/** The facts in a tile's file; undefined for a file that is damaged, truncated or no tile. */
export function tileFacts(file: Uint8Array): TileFacts | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined
  let facts: TileFacts | undefined
  for (let at = SIGNATURE.length; at + FRAME <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const end = at + FRAME + length
    if (end > bytes.length || bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return undefined
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === TEXT) facts = factsIn(bytes.toString('latin1', at + 8, end - 4)) ?? facts
    if (type === 'IEND') return end === bytes.length ? facts : undefined
    at = end
  }
  return undefined
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The type of PNG's text chunk, and the keyword of the tile's. */
const TEXT = 'tEXt'
const KEYWORD = 'Dreambot'
/** The bytes of a chunk besides its content: length, type and checksum. */
const FRAME = 12
/** The bytes of PNG's last chunk, IEND, which has no content. */
const END_LENGTH = FRAME

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

function factsIn(words: string): TileFacts | undefined {
  const [keyword, json = ''] = words.split('\0')
  if (keyword !== KEYWORD) return undefined
  const { fired, engine } = JSON.parse(json) as Partial<TileFacts>
  return { fired: fired === true, engine: String(engine) }
}
