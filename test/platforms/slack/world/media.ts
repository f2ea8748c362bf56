/** What Slack finds out about an uploaded file by looking at its bytes. */

export interface Media {
  readonly filetype: string
  readonly mimetype: string
  readonly pretty: string
  /** Of a picture, in pixels. */
  readonly size?: readonly [width: number, height: number]
}

export function mediaOf(data: Uint8Array, name: string): Media {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const head = bytes.subarray(0, 12).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n') && bytes.length >= 24)
    return picture('png', 'PNG', [bytes.readUInt32BE(16), bytes.readUInt32BE(20)])
  if (/^GIF8[79]a/.test(head) && bytes.length >= 10)
    return picture('gif', 'GIF', [bytes.readUInt16LE(6), bytes.readUInt16LE(8)])
  if (head.startsWith('\xff\xd8\xff')) return { ...picture('jpg', 'JPEG', jpegSize(bytes)), mimetype: 'image/jpeg' }
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return picture('webp', 'WebP')
  if (head.slice(4, 8) === 'ftyp') return { filetype: 'mp4', mimetype: 'video/mp4', pretty: 'MPEG 4 Video' }
  if (name.endsWith('.json')) return { filetype: 'json', mimetype: 'application/json', pretty: 'JSON' }
  if (name.endsWith('.txt')) return { filetype: 'text', mimetype: 'text/plain', pretty: 'Plain Text' }
  return { filetype: 'binary', mimetype: 'application/octet-stream', pretty: 'Binary' }
}

/** The only ones that an image block may show. */
export function canBeShown({ filetype }: Media): boolean {
  return ['png', 'jpg', 'gif'].includes(filetype)
}

function picture(filetype: string, pretty: string, size?: readonly [number, number]): Media {
  return { filetype, mimetype: `image/${filetype}`, pretty, ...(size && { size }) }
}

/** From the first start-of-frame segment. */
function jpegSize(bytes: Buffer): readonly [number, number] | undefined {
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
  }
  return undefined
}
