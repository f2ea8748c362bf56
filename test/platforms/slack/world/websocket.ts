/** A server's side of RFC 6455, as much of it as Slack's socket needs: text, ping, pong and close. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export interface Peer {
  send(text: string): void
  ping(): void
  /** Asks for the end; the peer answers and the connection closes. */
  close(): void
  /** Cuts the connection without a word. */
  drop(): void
}

export interface Events {
  text(text: string): void
  /** Once: both sides have said that they close, or the connection is gone. */
  closed(): void
}

/** `lingers`: leaves the connection open after both sides have said they close it. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  events: Events,
  lingers: () => boolean,
): Peer {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const reply = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
  ]
  socket.write(`${reply.join('\r\n')}\r\n\r\n`)

  let saidClose = false
  let hasLeft = false
  const leave = () => {
    if (!hasLeft) events.closed()
    hasLeft = true
  }
  const write = (opcode: number, payload: Uint8Array) => {
    if (!socket.destroyed && !saidClose) socket.write(frame(opcode, payload))
  }
  const sayClose = (payload: Uint8Array) => {
    write(OPCODE.close, payload)
    saidClose = true
  }
  const read = createReader({
    text: events.text,
    ping: (payload) => write(OPCODE.pong, payload),
    close(payload) {
      sayClose(payload)
      if (!lingers()) socket.end()
      leave()
    },
  })
  socket.on('data', read)
  socket.on('error', () => socket.destroy())
  socket.on('close', leave)
  if (head.length) read(head)

  return {
    send: (text) => write(OPCODE.text, Buffer.from(text)),
    ping: () => write(OPCODE.ping, Buffer.from('Ping from server')),
    close: () => sayClose(Buffer.from([0x03, 0xe8])),
    drop: () => socket.destroy(),
  }
}

const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

function frame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.length
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

interface Received {
  text(text: string): void
  ping(payload: Uint8Array): void
  close(payload: Uint8Array): void
}

function createReader(received: Received): (chunk: Buffer) => void {
  let buffer: Buffer = Buffer.alloc(0)
  let parts: Uint8Array[] = []
  const take = (opcode: number, final: boolean, payload: Uint8Array) => {
    if (opcode === OPCODE.ping) received.ping(payload)
    else if (opcode === OPCODE.close) received.close(payload)
    else if (opcode === OPCODE.text || opcode === OPCODE.continuation) {
      parts.push(payload)
      if (!final) return
      const whole = Buffer.concat(parts)
      parts = []
      received.text(whole.toString())
    }
  }
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk])
    for (let one = parse(buffer); one; one = parse(buffer)) {
      buffer = buffer.subarray(one.size)
      take(one.opcode, one.final, one.payload)
    }
  }
}

/** The first frame in the buffer; undefined while it is not whole. */
function parse(buffer: Buffer) {
  if (buffer.length < 2) return undefined
  const [first = 0, second = 0] = buffer
  const short = second & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (second & 0x80) !== 0
  const start = 2 + extra + (masked ? 4 : 0)
  if (buffer.length < start) return undefined
  const length = extra === 2 ? buffer.readUInt16BE(2) : extra === 8 ? Number(buffer.readBigUInt64BE(2)) : short
  if (buffer.length < start + length) return undefined
  const mask = masked ? buffer.subarray(start - 4, start) : undefined
  const payload = buffer.subarray(start, start + length).map((byte, index) => byte ^ (mask?.[index % 4] ?? 0))
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, size: start + length }
}
