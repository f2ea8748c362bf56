import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertRefused, read } from './refused.ts'

describe('a safetensors file', () => {
  const file = (header: unknown, values: number) => {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(text.length))
    return Buffer.concat([length, text, Buffer.alloc(values)])
  }
  const kernel = { dtype: 'F32', shape: [4, 3, 3, 3], data_offsets: [0, 432] }
  const bias = { dtype: 'F16', shape: [4], data_offsets: [432, 440] }
  const header = { __metadata__: { format: 'pt' }, 'block1_conv1.weight': kernel, 'block1_conv1.bias': bias }

  test('that is cut off anywhere', async () => {
    const bytes = file(header, 440)
    assert.deepEqual([...(await read('safetensors', bytes)).layers.keys()], ['block1_conv1', 'block1_pool'])
    for (let end = 1; end < bytes.length; end += 3)
      await assertRefused(
        'safetensors',
        bytes.subarray(0, end),
        /^it is (incomplete or in another format|text)$|^block1_conv1.\w+ has \d+(\.\d+)? values$/,
        /./,
      )
  })

  const whole = /^a whole safetensors file$/
  const cases: Record<string, [Uint8Array, RegExp, RegExp]> = {
    'with a header that is not JSON': [file('{"a": [1, 2', 8), /^its header is not JSON$/, whole],
    'with a header that is a list': [file([1, 2], 8), /^its header does not describe tensors$/, whole],
    'with a header that is null': [file('null', 8), /^its header does not describe tensors$/, whole],
    'with a tensor that is null': [file({ a: null }, 8), /^its header does not describe tensors$/, whole],
    'with offsets before its start': [
      file({ ...header, 'block1_conv1.bias': { ...bias, data_offsets: [-8, 0] } }, 440),
      /^its header does not describe tensors$/,
      whole,
    ],
    'of another type': [
      file({ ...header, 'block1_conv1.bias': { ...bias, dtype: 'BF16' } }, 440),
      /^block1_conv1.bias is BF16$/,
      /^F16 or F32$/,
    ],
    'with a type called like a property of every object': [
      file({ a: { ...bias, dtype: 'constructor' } }, 440),
      /^a is constructor$/,
      /^F16/,
    ],
    'with other shapes': [
      file({ ...header, 'block1_conv1.weight': { ...kernel, shape: [4, 9, 3, 1] } }, 440),
      /^the kernel of block1_conv1 has the shape 4 x 9 x 3 x 1$/,
      /^4 x 3 x 3 x 3$/,
    ],
    'of another network': [
      file({ 'conv.weight': kernel, 'conv.bias': bias }, 440),
      /^it has none of the layers of tiny$/,
      /^block1_conv1, block1_pool, block2_conv1, /,
    ],
  }
  for (const [what, [bytes, found, expected]] of Object.entries(cases)) {
    test(what, () => assertRefused('safetensors', bytes, found, expected))
  }
})
