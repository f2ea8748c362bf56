import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Sibling, siblingsOf } from '../../../../src/network/formats/onnx/external-data.ts'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import { DataType, type TensorProto } from '../../../../src/network/formats/onnx/schema.ts'
import type { Network } from '../../../../src/network/graph/graph.ts'
import { temporaryFolder } from '../../catalog/folder.ts'
import { type FileOptions, node, onnxFile, type Tensor, weights } from './onnx-file.ts'

const input = { order: 'rgb', mean: [0, 0, 0] } as const
const nodes = [
  node('Conv', ['data', 'one.weight', 'one.bias'], 'one'),
  node('Relu', ['one'], 'relu'),
  node('Conv', ['relu', 'two.weight'], 'two'),
]
const constants = {
  'one.weight': weights(1, 4, 3, 3, 3),
  'one.bias': weights(2, 4),
  'two.weight': weights(3, 5, 4, 1, 1),
}

const read = (bytes: Uint8Array, sibling?: Sibling): Network =>
  readOnnx(bytes, { name: 'outside', hash: 'own', input, ...(sibling && { sibling }) })

/** A file whose tensors are stored in another file, and the bytes of that file: one tensor after the other. */
function apart(entries: (offset: number, length: number) => Record<string, string>, options: FileOptions = {}) {
  const parts: Uint8Array[] = []
  let offset = 0
  const store = ({ shape, data }: Tensor): TensorProto => {
    const bytes = new Uint8Array(Float32Array.from(data).buffer)
    const externalData = Object.entries(entries(offset, bytes.length)).map(([key, value]) => ({ key, value }))
    parts.push(bytes)
    offset += bytes.length
    return { dims: [...shape], dataType: DataType.float, dataLocation: 1, externalData }
  }
  const file = onnxFile(nodes, constants, { ...options, store })
  return { file, data: Buffer.concat(parts) }
}

const whole = { location: 'net.data' }
const placed = (location = 'net.data') =>
  apart((offset, length) => ({ location, offset: `${offset}`, length: `${length}`, checksum: 'none' }))

describe('weights in another file of the folder', () => {
  const inside = read(onnxFile(nodes, constants))

  test('are the same as in a file that holds them itself', async () => {
    const folder = await temporaryFolder()
    const { file, data } = placed()
    const path = await folder.write('net.onnx', file)
    await folder.write('net.data', data)
    const network = read(file, siblingsOf(path))
    assert.deepEqual({ ...network, hash: 'own' }, inside)
  })

  test('are read for Constant nodes, and for a tensor that is the whole of its file', () => {
    const { file, data } = apart((offset, length) => ({ ...whole, offset: `${offset}`, length: `${length}` }), {
      constantNodes: true,
    })
    assert.deepEqual(read(file, () => data).nodes, inside.nodes)
    const single = onnxFile(
      [node('Conv', ['data', 'weight'], 'conv')],
      { weight: weights(1, 4, 3, 3, 3) },
      {
        store: ({ shape }) => ({
          dims: [...shape],
          dataType: DataType.float,
          dataLocation: 1,
          externalData: [{ key: 'location', value: 'all' }],
        }),
      },
    )
    const values = Float32Array.from(weights(1, 4, 3, 3, 3).data)
    const [, conv] = read(single, () => new Uint8Array(values.buffer)).nodes
    assert.deepEqual(conv?.op === 'conv' && conv.weight.data, values)
  })

  test('are read once, and change the network’s hash', () => {
    const { file, data } = placed()
    const asked: string[] = []
    const network = read(file, (name) => {
      asked.push(name)
      return data
    })
    assert.deepEqual(asked, ['net.data'])
    assert.equal(inside.hash, 'own')
    assert.match(network.hash, /^[0-9a-f]{64}$/)
    const changed = Buffer.from(data)
    changed[0] = (changed[0] ?? 0) ^ 1
    assert.notEqual(read(file, () => changed).hash, network.hash)
    assert.equal(read(file, () => Buffer.from(data)).hash, network.hash)
  })

  const cases: Record<string, [location: string, message: RegExp]> = {
    'in the folder above': [
      '../net.data',
      /^one.weight is stored in "..\/net.data"; expected a file in the same folder$/,
    ],
    'in a folder within': ['sub/net.data', /^one.weight is stored in "sub\/net.data"; /],
    'at an absolute path': ['/etc/passwd', /^one.weight is stored in "\/etc\/passwd"; /],
    'behind a backslash': ['..\\net.data', /^one.weight is stored in "..\\\\net.data"; /],
    'in the folder itself': ['.', /^one.weight is stored in "."; /],
    'in the folder above itself': ['..', /^one.weight is stored in ".."; /],
    'that does not exist': ['lost.data', /^its folder has no lost.data; expected the weights that belong to it$/],
    'that is a folder': ['sub', /^sub is not a file; expected the weights that belong to it$/],
    'that is a link out of the folder': [
      'link.data',
      /^link.data is a symbolic link out of its folder; expected a file in the folder$/,
    ],
    'that is too short': ['short.data', /^short.data has only 3 bytes; expected one.weight from byte 0 on$/],
    'without a name': ['', /^one.weight is stored in another file; expected all weights in this file$/],
  }
  for (const [what, [location, message]] of Object.entries(cases))
    test(`are refused in a file ${what}`, async () => {
      const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
      const { file, data } = placed(location)
      const path = await folder.write('net.onnx', file)
      await folder.write('short.data', 'abc')
      await mkdir(join(folder.path, 'sub'))
      await symlink(await elsewhere.write('net.data', data), join(folder.path, 'link.data'))
      assert.throws(() => read(file, siblingsOf(path)), { name: 'BadWeights', message })
    })

  test('a link within the folder is read as its file', async () => {
    const folder = await temporaryFolder()
    const { file, data } = placed('link.data')
    const path = await folder.write('net.onnx', file)
    await symlink(await folder.write('real.data', data), join(folder.path, 'link.data'))
    assert.deepEqual(read(file, siblingsOf(path)).nodes, inside.nodes)
  })

  for (const [offset, length] of [
    ['-4', '16'],
    ['x', '16'],
    ['0', '-1'],
    ['99999', '16'],
  ] as const)
    test(`are refused at ${offset}, ${length} long`, () => {
      const { file, data } = apart(() => ({ ...whole, offset, length }))
      assert.throws(() => read(file, () => data), { name: 'BadWeights', message: /^net.data has only \d+ bytes; / })
    })

  test('are refused where no other files may be read', () => {
    const message = 'one.weight is stored in another file; expected all weights in this file'
    assert.throws(() => read(placed().file), { name: 'BadWeights', message })
  })
})
