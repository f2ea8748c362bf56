/** Files with other names for a model's layers, and files that lack some of them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOnnxEngine } from '../../../src/engine/onnx/engine.ts'
import { createCatalog } from '../../../src/network/catalog/catalog.ts'
import type { Model, NamesByKind } from '../../../src/network/catalog/model.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { createNetworks } from '../../../src/worker/networks.ts'
import { randomImages } from '../../contract/random.ts'
import { node, onnxFile, weights } from '../formats/onnx/onnx-file.ts'
import { modelOf, temporaryFolder } from './folder.ts'

const input = { order: 'rgb', mean: [0, 0, 0] } as const
const names: NamesByKind = { conv: ['first', 'second', 'scores'], add: ['half', 'whole'], depthwise: ['norm'] }
const model = modelOf('', {
  weights: [
    { file: 'other.onnx', input, names },
    { file: 'usual.onnx', input, last: 'whole' },
  ],
  layers: { first: 4, half: 4, second: 4, whole: 4, norm: 4, scores: 3 },
  dream: { layer: 'whole' },
  classifier: { layer: 'scores', labels: ['labels.txt'], size: 8 },
})

/** Two sums, a BatchNorm that no convolution absorbs, a ReLU with two readers, and class scores. */
function network({ sums = 2, channels = 4 } = {}): Uint8Array {
  const norms = ['scale', 'shift', 'mean', 'variance'].map((part, i) => [part, weights(i + 3, channels)] as const)
  const constants = {
    'a.weight': weights(1, channels, 3, 3, 3),
    'b.weight': weights(2, channels, channels, 1, 1),
    'c.weight': weights(9, 3, channels, 1, 1),
    ...Object.fromEntries(norms),
    variance: { shape: [channels], data: Array.from({ length: channels }, () => 1) },
  }
  const nodes = [
    node('Conv', ['data', 'a.weight'], 'a'),
    node('Relu', ['a'], 'a/relu'),
    node('Add', ['a', 'a/relu'], 'x'),
    node('Conv', ['x', 'b.weight'], 'b'),
    node('Add', ['b', 'x'], 'y'),
    node('BatchNormalization', [sums === 2 ? 'y' : 'x', ...norms.map(([part]) => part)], 'n'),
    node('Relu', ['n'], 'n/relu'),
    node('Conv', ['n/relu', 'c.weight'], 'c'),
  ]
  return onnxFile(sums === 2 ? nodes : nodes.filter(({ output }) => output?.[0] !== 'y'), constants)
}

async function loaded(bytes: Uint8Array, changes: Partial<Model> = {}) {
  const folder = await temporaryFolder()
  await folder.write('other.onnx', bytes)
  return load({ name: 'test', model: { ...model, ...changes }, folder: folder.path })
}

describe('a file with other names for its layers', () => {
  test('gets the model’s names, by kind and in running order, for the named layers alone', async () => {
    const { layers } = await loaded(network())
    const found = [...layers.values()].map(({ name, tensor, channels }) => [name, tensor, channels])
    assert.deepEqual(found, [
      ['first', 'a', 4],
      ['half', 'x', 4],
      ['second', 'b', 4],
      ['whole', 'y', 4],
      ['norm', 'n/relu', 4],
      ['scores', 'c', 3],
    ])
    assert.deepEqual([...layers.keys()], ['first', 'half', 'second', 'whole', 'norm', 'scores'])
  })

  test('is the same network as with its own names', async () => {
    const own = modelOf('other.onnx')
    const [named, unnamed] = [await loaded(network()), await loaded(network(), { weights: own.weights })]
    const images = randomImages(93, 1, 9, 7)
    const maps = async ({ ...opened }: typeof named, layer: string) => {
      const open = await createOnnxEngine().open(opened)
      const [found] = await open.activations(images, [layer])
      await open.close()
      return found
    }
    for (const [layer, tensor] of [
      ['half', 'x'],
      ['norm', 'n'],
      ['scores', 'c'],
    ] as const)
      assert.deepEqual(await maps(named, layer), await maps(unnamed, tensor), layer)
  })

  const wrong: Record<string, [bytes: Uint8Array, sentence: string, names?: NamesByKind]> = {
    'with a sum too few': [
      network({ sums: 1 }),
      'it has 1 layers of the kind add; expected 2, half to whole',
      { add: ['half', 'whole'] },
    ],
    'with a convolution too many': [
      network(),
      'it has 3 layers of the kind conv; expected 1, first',
      { conv: ['first'] },
    ],
    'without any of a kind': [network(), 'it has 0 layers of the kind concat; expected 1, half', { concat: ['half'] }],
    'with other channels': [network({ channels: 5 }), 'its a has 5 channels; expected 4, as in first'],
  }
  for (const [what, [bytes, sentence, others = names]] of Object.entries(wrong))
    test(`${what} is refused`, async () => {
      const weights = model.weights.map((file) => ({ ...file, names: others }))
      await assert.rejects(loaded(bytes, { weights }), {
        code: 'bad-weights',
        message: `The weights file other.onnx cannot be used: ${sentence}.`,
      })
    })
})

describe('a layer that the installed file lacks', () => {
  const url = 'https://example.com/usual.onnx'
  const [other, usual] = [
    { file: 'other.onnx', input, names: { add: ['half', 'whole'] } },
    { file: 'usual.onnx', input, last: 'whole', url },
  ]
  const layers = { first: 4, half: 4, second: 4, whole: 4 }
  const cases: Record<string, [files: Model['weights'], installed: string[], layer: string, text: string]> = {
    'and that is in a file later in the list': [
      [other, usual],
      ['other.onnx'],
      'second',
      `other.onnx lacks it. Download ${url} into FOLDER in its place, or use another layer.`,
    ],
    'and that is in a file earlier in the list': [
      [usual, other],
      ['other.onnx'],
      'second',
      `other.onnx lacks it. Download ${url} into FOLDER, or use another layer.`,
    ],
    'after its end, and that is in a file without an address': [
      [{ file: 'early.onnx', input, last: 'half' }, other],
      ['early.onnx'],
      'whole',
      'early.onnx ends at half. Put other.onnx into FOLDER in its place, or use a layer up to half.',
    ],
    'or that the file to be downloaded lacks': [
      [
        { ...usual, last: 'half' },
        { ...other, url: 'https://example.com/other.onnx' },
      ],
      [],
      'whole',
      'usual.onnx ends at half. Download https://example.com/other.onnx into FOLDER, or use a layer up to half.',
    ],
  }
  for (const [what, [weights, installed, layer, text]] of Object.entries(cases))
    test(`${what} is refused with the way to get it`, async () => {
      const folder = await temporaryFolder()
      for (const file of installed) await folder.write(file, '')
      const catalog = createCatalog(new Map([['net', modelOf('', { weights, layers })]]), folder.path)
      assert.throws(
        () => catalog.choose({ network: 'net', layer }),
        (error: Error & { hint?: string }) => {
          const said = `${error.message} ${error.hint}`.replaceAll(folder.path, 'FOLDER')
          assert.equal(said, `The weights of net's ${layer} are not installed: ${text}`)
          return true
        },
      )
    })
})

test('a picture is classified if the file has class scores and the labels are installed', async () => {
  const folder = await temporaryFolder()
  const catalog = createCatalog(new Map([['net', model]]), folder.path)
  const picture = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3).map((_, i) => i) }
  const likely = async () => {
    const networks = createNetworks({
      engine: createOnnxEngine(),
      catalog,
      folder: folder.path,
      refresh: async () => {},
    })
    return (await (await networks.get('net')).classify(picture))?.map(({ label }) => label).toSorted()
  }
  await folder.write('labels.txt', 'fox\nowl\ntench\n')
  await folder.write('usual.onnx', usualFile())
  assert.equal(await likely(), undefined)
  await folder.write('other.onnx', network())
  assert.deepEqual(await likely(), ['fox', 'owl', 'tench'])
})

/** A file with the model's own names, which ends at `whole`. */
function usualFile(): Uint8Array {
  const constants = { 'first.weight': weights(1, 4, 3, 3, 3), 'second.weight': weights(2, 4, 4, 1, 1) }
  const nodes = [
    node('Conv', ['data', 'first.weight'], 'first'),
    node('Add', ['first', 'first'], 'half'),
    node('Conv', ['half', 'second.weight'], 'second'),
    node('Add', ['second', 'half'], 'whole'),
  ]
  return onnxFile(nodes, constants)
}
