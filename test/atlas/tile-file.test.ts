import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeTile, encodeTile, tileFacts } from '../../src/atlas/tile-file.ts'
import { inspect } from '../../src/image/codec/decode.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'

const picture = noise(24, 16)
const facts = { fired: false, engine: 'onnx-cpu' }
const file = await encodeTile(picture, facts)

test('a tile is a PNG of the same pixels that says how it was drawn', async () => {
  assert.equal((await inspect(file)).format, 'PNG')
  assert.deepEqual(await decodeTile(file), picture)
  assert.deepEqual(tileFacts(file), facts)
  assert.deepEqual(tileFacts(await encodeTile(picture, { ...facts, fired: true })), { ...facts, fired: true })
})

test('a file that is truncated, damaged or no tile has no facts', async () => {
  for (let length = 0; length < file.length; length += 1 + Math.floor(length / 8))
    assert.equal(tileFacts(file.subarray(0, length)), undefined, `${length} of ${file.length} bytes`)
  for (let at = 0; at < file.length; at += 7) {
    const damaged = new Uint8Array(file)
    damaged[at] = (damaged[at] ?? 0) ^ 16
    assert.equal(tileFacts(damaged), undefined, `byte ${at}`)
  }
  assert.equal(tileFacts(new Uint8Array([...file, 0])), undefined)
  assert.equal(tileFacts(await encodePicture(picture, 'png')), undefined, 'a picture like any other')
  assert.equal(tileFacts(await encodePicture(picture, 'jpeg')), undefined)
})
