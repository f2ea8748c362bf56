import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSafetensors } from '../../../src/network/formats/safetensors.ts'

/** A file of `tensors`, with `padding` blanks after the header, so that values start at any offset. */
function file(tensors: Record<string, { dtype: string; shape: number[]; data: Uint8Array }>, padding: number): Buffer {
  let end = 0
  const header = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const start = end
    end += data.length
    return [name, { dtype, shape, data_offsets: [start, end] }]
  })
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)) + ' '.repeat(padding))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ data }) => data)])
}

const halves = [0, 1, -2, 0.5, 65504, 2 ** -14, 2 ** -24, -0.333251953125]
const singles = [0, 1, -2, 1 / 3, 3.4e38, 1e-40]

test('tensors of both types have their values, at any offset in the file', () => {
  for (let padding = 0; padding < 8; padding++) {
    const bytes = file(
      {
        half: { dtype: 'F16', shape: [2, 4], data: new Uint8Array(new Float16Array(halves).buffer) },
        odd: { dtype: 'F16', shape: [], data: Uint8Array.of(0, 0x3c) },
        single: { dtype: 'F32', shape: [1, 6, 1], data: new Uint8Array(new Float32Array(singles).buffer) },
        empty: { dtype: 'F32', shape: [0, 3], data: new Uint8Array() },
      },
      padding,
    )
    const tensors = readSafetensors(bytes)
    assert.deepEqual(Object.fromEntries(tensors), {
      half: { shape: [2, 4], data: new Float32Array(halves) },
      odd: { shape: [], data: Float32Array.of(1) },
      single: { shape: [1, 6, 1], data: new Float32Array(singles) },
      empty: { shape: [0, 3], data: new Float32Array() },
    })
  }
})
