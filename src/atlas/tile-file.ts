/** One tile as a PNG that says of itself how it was drawn: Pixels and words -> bytes, and back. */
import { crc32 } from 'node:zlib'
import type { Pixels } from '../core/pixels.ts'
import { decode } from '../image/codec/decode.ts'
import { encodePicture } from '../image/codec/encode.ts'

/** What a tile's file tells besides its picture. */
export interface TileFacts {
  /** Whether its filter responded at any step. */
  readonly fired: boolean
  /** What has computed it. */
  readonly engine: string
}

export async function encodeTile(picture: Pixels, { fired, engine }: TileFacts): Promise<Uint8Array> {
  const png = await encodePicture(picture, 'png')
  const words = chunk(TEXT, Buffer.from(`${KEYWORD}\0${JSON.stringify({ fired, engine })}`, 'latin1'))
  return Buffer.concat([png.subarray(0, -END_LENGTH), words, png.subarray(-END_LENGTH)])
}

/** Throws `UserError` bad-image for what is no picture. */
export const decodeTile: (file: Uint8Array) => Promise<Pixels> = decode

/** Undefined for a file that is damaged, cut short or no tile. */
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
/** PNG's chunk of plain words, and whose words they are. */
const TEXT = 'tEXt'
const KEYWORD = 'Dreambot'
/** Of a chunk, without its content: length, type and checksum. */
const FRAME = 12
/** IEND is empty. */
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
