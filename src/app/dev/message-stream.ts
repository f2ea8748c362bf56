/** Structured messages over a byte stream: each is a 4-byte length followed by its serialization. */
import type { Duplex } from 'node:stream'
import { deserialize, serialize } from 'node:v8'

const LENGTH_BYTES = 4

/** Writes one message; typed arrays arrive as typed arrays. */
export function sendMessage(stream: Duplex, message: unknown): void {
  const body = serialize(message)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  stream.write(length)
  stream.write(body)
}

/** Calls `onMessage` for every whole message that arrives, in order. */
export function receiveMessages(stream: Duplex, onMessage: (message: unknown) => void): void {
  let pending = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + pending.readUInt32BE(0)
      if (pending.length < end) return
      const body = pending.subarray(LENGTH_BYTES, end)
      pending = pending.subarray(end)
      onMessage(deserialize(body))
    }
  })
}
