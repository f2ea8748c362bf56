import assert from 'node:assert/strict'
import { mkdir, rename, symlink, truncate, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { inEnglish } from '../../../src/i18n/phrase.ts'
import { createCatalog } from '../../../src/network/catalog/catalog.ts'
import { type CustomModel, findCustom } from '../../../src/network/catalog/custom.ts'
import type { Model } from '../../../src/network/catalog/model.ts'
import { load, loadLabels } from '../../../src/network/catalog/store.ts'
import { randomImages } from '../../contract/random.ts'
import { type FileOptions, node, onnxFile, weights } from '../formats/onnx/onnx-file.ts'
import { assertSameAsFile } from '../formats/onnx/run-file.ts'
import { modelOf, type TemporaryFolder, temporaryFolder } from './folder.ts'

const constants = { 'one.weight': weights(1, 8, 3, 3, 3), 'two.weight': weights(2, 5, 8, 1, 1) }
const small = (options?: FileOptions) =>
  onnxFile(
    [
      node('Conv', ['data', 'one.weight'], 'one'),
      node('Relu', ['one'], 'relu'),
      node('Conv', ['relu', 'two.weight'], 'two'),
      node('GlobalAveragePool', ['two'], 'mean'),
      node('Softmax', ['mean'], 'prob', { axis: 1 }),
    ],
    constants,
    options,
  )
const builtIn: ReadonlyMap<string, Model> = new Map([['tiny', modelOf('tiny-weights.onnx')]])

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<TemporaryFolder> {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await folder.write(name, content)
  return folder
}

async function only(files: Readonly<Record<string, string | Uint8Array>>): Promise<CustomModel> {
  const { models, broken } = await findCustom((await folderOf(files)).path, builtIn)
  assert.deepEqual([...broken], [])
  const [[, model] = []] = models
  assert.ok(model && models.size === 1)
  return model
}

describe('a network in the weights folder', () => {
  test('has the layers of its file, without a file in models/', async () => {
    const model = await only({ 'Net.onnx': small() })
    assert.equal(model.title, 'Net')
    assert.deepEqual(Object.entries(model.layers), [
      ['one', 8],
      ['two', 5],
      ['mean', 5],
      ['prob', 5],
    ])
    assert.equal(model.classifier, undefined)
    assert.equal(model.unsupported, undefined)
  })

  test('is named after its file, and never like another network', async () => {
    const names = [
      'My Net (v2).onnx',
      'my-net-v2.onnx',
      'tiny.onnx',
      'tiny-weights.onnx',
      '.hidden.onnx',
      'Ünïcode.onnx',
      '__.onnx',
    ]
    const folder = await folderOf({
      ...Object.fromEntries(names.map((name) => [name, small()])),
      'net.onnx.part': small(),
      'readme.txt': 'text',
    })
    const { models, broken } = await findCustom(folder.path, builtIn)
    assert.equal(broken.size, 0)
    const files = [...models].map(([name, { weights }]) => [name, weights[0]?.file])
    assert.deepEqual(Object.fromEntries(files), {
      'my-net-v2': 'My Net (v2).onnx',
      'my-net-v2-2': 'my-net-v2.onnx',
      'own-tiny': 'tiny.onnx',
      'n-code': 'Ünïcode.onnx',
      network: '__.onnx',
    })
  })

  test('ends before an unsupported operation, and says which', async () => {
    const model = await only({
      'net.onnx': onnxFile(
        [
          node('Conv', ['data', 'one.weight'], 'one'),
          node('Relu', ['one'], 'relu'),
          node('Sigmoid', ['relu'], 'gate'),
          node('Conv', ['gate', 'two.weight'], 'two'),
        ],
        constants,
      ),
      'net.json': '{"labels": ["a", "b"]}',
    })
    assert.deepEqual(model.layers, { one: 8 })
    assert.deepEqual(model.unsupported, { operation: 'Sigmoid', at: 'one' })
    assert.match(model.source, /^net.onnx, up to its Sigmoid, which is not supported$/)
    assert.equal(model.classifier, undefined)
  })

  test('there is none in a folder that does not exist', async () => {
    const { models, broken } = await findCustom('/nowhere/at/all', builtIn)
    assert.equal(models.size + broken.size, 0)
  })

  test('is read again when it or its settings change', async () => {
    const folder = await folderOf({ 'net.onnx': small() })
    const find = async () => (await findCustom(folder.path, builtIn)).models.get('net')
    assert.equal(Object.keys((await find())?.layers ?? {}).length, 4)
    await folder.write('net.json', '{"order": "bgr"}')
    assert.equal((await find())?.weights[0]?.input.order, 'bgr')
    await folder.write('net.onnx', onnxFile([node('Conv', ['data', 'one.weight'], 'one')], constants))
    assert.deepEqual((await find())?.layers, { one: 8 })
    await folder.write('net.onnx', '<html>')
    assert.equal(await find(), undefined)
    await folder.write('net.onnx', small())
    assert.equal(Object.keys((await find())?.layers ?? {}).length, 4)
    await rename(join(folder.path, 'net.onnx'), join(folder.path, 'other.onnx'))
    assert.equal(await find(), undefined)
  })

  test('is not read again when nothing has changed', async () => {
    const folder = await folderOf({ 'net.onnx': small() })
    const path = join(folder.path, 'net.onnx')
    const time = new Date(2020, 1, 1)
    await utimes(path, time, time)
    const before = (await findCustom(folder.path, builtIn)).models.get('net')
    // A file of the same size and time counts as unchanged: it has not been read.
    await folder.write('net.onnx', new Uint8Array(small().length))
    await utimes(path, time, time)
    assert.deepEqual((await findCustom(folder.path, builtIn)).models.get('net'), before)
  })
})

describe('the default layer for dreams is the one at two thirds of the depth', () => {
  const chain = (widths: readonly number[]) => {
    const all = [3, ...widths]
    const nodes = widths.map((_, i) => node('Conv', [i ? `c${i - 1}` : 'data', `w${i}.weight`], `c${i}`))
    const tail = node('GlobalAveragePool', [`c${widths.length - 1}`], 'mean')
    const filters = widths.map((width, i) => [`w${i}.weight`, weights(i + 1, width, all[i] ?? 0, 1, 1)] as const)
    return onnxFile([...nodes, tail], Object.fromEntries(filters))
  }
  const cases: [widths: number[], layer: string][] = [
    [[64, 64, 64, 64, 64, 64, 64], 'w4'],
    [[64, 64, 64, 64, 8, 8, 64], 'w3'],
    [[8, 8, 8, 8], 'w2'],
    [[64, 8, 8, 8, 8, 8], 'w0'],
    [[5], 'w0'],
  ]
  for (const [widths, layer] of cases)
    test(`${widths.join(', ')} filters: ${layer}`, async () =>
      assert.equal((await only({ 'net.onnx': chain(widths) })).dream.layer, layer))

  test('a pool is never taken', async () => {
    const nodes = [
      node('Conv', ['data', 'w.weight'], 'w'),
      node('MaxPool', ['w'], 'pool', { kernel_shape: [2, 2] }),
      node('GlobalAveragePool', ['pool'], 'mean'),
    ]
    const model = await only({ 'net.onnx': onnxFile(nodes, { 'w.weight': weights(1, 64, 3, 1, 1) }) })
    assert.equal(model.dream.layer, 'w')
  })
})

describe('settings beside it', () => {
  const near = (found: readonly number[] | undefined, wanted: readonly number[]) =>
    wanted.forEach((value, i) => {
      assert.ok(Math.abs((found?.[i] ?? Number.NaN) - value) < 1e-9, `${found} is not ${wanted}`)
    })
  const cases: Record<string, [json: string | undefined, order: string, mean: number[], std: number[]]> = {
    'that do not exist: the range of ImageNet': [undefined, 'rgb', [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]],
    'that are empty: the same': ['{}', 'rgb', [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]],
    'of the order alone: the same in reverse order': [
      '{"order": "bgr"}',
      'bgr',
      [103.53, 116.28, 123.675],
      [57.375, 57.12, 58.395],
    ],
    'of a mean, 0..255': ['{"order": "bgr", "mean": [104, 117, 123]}', 'bgr', [104, 117, 123], [1, 1, 1]],
    'of a mean and deviation, 0..1': [
      '{"scale": 1, "mean": [0.5, 0.4, 0.2], "std": [0.5, 1, 2]}',
      'rgb',
      [127.5, 102, 51],
      [127.5, 255, 510],
    ],
    'of a scale alone': ['{"scale": 1}', 'rgb', [0, 0, 0], [255, 255, 255]],
    'of a deviation alone': ['{"std": [2, 3, 4], "scale": 255}', 'rgb', [0, 0, 0], [2, 3, 4]],
  }
  for (const [what, [json, order, mean, std]] of Object.entries(cases))
    test(what, async () => {
      const model = await only({ 'net.onnx': small(), ...(json !== undefined && { 'net.json': json }) })
      const input = model.weights[0]?.input
      assert.equal(input?.order, order)
      near(input?.mean, mean)
      near(input?.std, std)
    })

  test('change what the network computes', async () => {
    const bytes = small({ outputs: ['relu', 'prob'] })
    const folder = await folderOf({
      'net.onnx': bytes,
      'net.json': '{"order": "bgr", "scale": 1, "mean": [0.5, 0.4, 0.3]}',
    })
    const model = (await findCustom(folder.path, builtIn)).models.get('net')
    assert.ok(model)
    const network = await load({ name: 'net', model, folder: folder.path })
    const layers = new Map([...network.layers].filter(([, { tensor }]) => ['relu', 'prob'].includes(tensor)))
    const range = { order: 'bgr', mean: [127.5, 102, 76.5], std: [255, 255, 255] } as const
    await assertSameAsFile({ ...network, layers }, bytes, randomImages(1, 1, 9, 8), range, ['relu', 'prob'])
  })

  test('give the names of its classes, in a list or a text file', async () => {
    const names = ['red fox', 'tench', 'c', 'd', 'e']
    const listed = await only({ 'net.onnx': small(), 'net.json': JSON.stringify({ labels: names }) })
    assert.deepEqual(listed.classifier, { layer: 'mean', size: 224, labels: [], names })
    const folder = await folderOf({
      'net.onnx': small(),
      'net.json': '{"labels": "classes.txt"}',
      'classes.txt': 'red_fox\r\nn01440764 tench, Tinca tinca\nc\nd\ne\n',
    })
    const model = (await findCustom(folder.path, builtIn)).models.get('net')
    assert.deepEqual(model?.classifier, { layer: 'mean', size: 224, labels: ['classes.txt'], names })
    assert.deepEqual(await loadLabels(model, folder.path), names)
  })

  const wrong: Record<string, [json: string, sentence: RegExp]> = {
    'that are not JSON': ['{order', /it is not JSON; expected an object with order, mean, std, scale, labels\.$/],
    'that are a list': ['[]', /it is not an object; expected an object with order, mean, /],
    'that are nothing': ['null', /it is not an object; /],
    'of unknown names': ['{"colour": 1, "mean": [1, 2, 3]}', /it has "colour"; expected only order, mean, /],
    'of unknown names, several': ['{"Mean": [], "range": 2}', /it has "Mean" and "range"; expected only /],
    'of an unknown order': ['{"order": "grb"}', /its order is "grb"; expected "rgb" or "bgr"\.$/],
    'of two means': ['{"mean": [1, 2]}', /its mean is \[1,2\]; expected three numbers\.$/],
    'of one mean': ['{"mean": 5}', /its mean is 5; expected three numbers\.$/],
    'of no deviation': ['{"std": [1, 0, 1]}', /its std is \[1,0,1\]; expected three numbers above 0\.$/],
    'of an odd scale': ['{"scale": 2}', /its scale is 2; expected 1 or 255\.$/],
    'of labels that are numbers': ['{"labels": [1, 2]}', /its labels is \[1,2\]; expected a list of labels, or /],
    'of labels elsewhere': ['{"labels": "../labels.txt"}', /its labels are in "..\/labels.txt"; expected /],
    'of labels that are not there': ['{"labels": "labels.txt"}', /its folder has no labels.txt; expected /],
    'of too few labels': ['{"labels": ["a", "b"]}', /it has 2 labels; expected 5 for the classes of mean\.$/],
  }
  for (const [what, [json, sentence]] of Object.entries(wrong))
    test(`${what} are refused`, async () => {
      const folder = await folderOf({ 'net.onnx': small(), 'net.json': json, 'other.onnx': small() })
      const { models, broken } = await findCustom(folder.path, builtIn)
      assert.deepEqual([...models.keys()], ['other'])
      const error = broken.get('net')
      assert.equal(error?.code, 'bad-weights')
      assert.match(error.message, /^The settings file net.json cannot be used: /)
      assert.match(error.message, sentence)
      assert.doesNotMatch(error.message, /undefined|NaN|object Object/)
    })
})

describe('a file that cannot be used leaves the others usable, and its name gives the reason', () => {
  const float = (shape: readonly (number | string)[]) =>
    onnxFile([node('MatMul', ['data', 'matrix'], 'odd')], { matrix: weights(1, 4, 4) }, { shape })
  const two = small()
  const cases: Record<string, [content: string | Uint8Array, sentence: RegExp]> = {
    'a web page': ['<!doctype html><html></html>', /it is a web page; expected an ONNX network\.$/],
    'a text': ['version https://git-lfs.github.com/spec/v1\n', /it is text; expected an ONNX network\.$/],
    nothing: ['', /it is empty; /],
    'half a network': [two.subarray(0, two.length / 2), /; expected a whole ONNX file\.$/],
    'a transformer over words': [
      float(['n', 128, 4]),
      /its input data has the shape \[n, 128, 4\]; expected \[n, 3, height, width\]\.$/,
    ],
    'a transformer over pictures without a convolution': [
      onnxFile([node('SpaceToDepth', ['data'], 'patches', { blocksize: 16 })], constants),
      /it has no convolution before its operation SpaceToDepth, which is not supported; expected a convolutional network over RGB pictures\.$/,
    ],
    'for grey pictures': [
      onnxFile([node('Relu', ['data'], 'odd')], {}, { shape: ['n', 1, 28, 28] }),
      /has the shape \[n, 1, 28, 28\]; expected \[n, 3, height, width\]\.$/,
    ],
  }
  for (const [what, [content, sentence]] of Object.entries(cases))
    test(what, async () => {
      const folder = await folderOf({ 'net.onnx': content, 'other.onnx': small() })
      await assertBroken(folder, sentence)
    })

  test('a file larger than the limit', async () => {
    const folder = await folderOf({ 'net.onnx': '', 'other.onnx': small() })
    // A sparse file takes no space on the disk.
    await truncate(join(folder.path, 'net.onnx'), 3 * 2 ** 30)
    await assertBroken(folder, /net.onnx has 3 GB; expected at most 1 GB\.$/)
  })

  test('a symbolic link out of the folder, or to nothing', async () => {
    const [folder, elsewhere] = [await folderOf({ 'other.onnx': small() }), await folderOf({ 'net.onnx': small() })]
    await symlink(join(elsewhere.path, 'net.onnx'), join(folder.path, 'net.onnx'))
    await assertBroken(folder, /net.onnx is a symbolic link out of its folder; expected a file in the folder\.$/)
    await symlink('/nowhere/net.onnx', join(elsewhere.path, 'lost.onnx'))
    const { broken } = await findCustom(elsewhere.path, builtIn)
    assert.match(broken.get('lost')?.message ?? '', /its folder has no lost.onnx; expected an ONNX network\.$/)
  })

  test('a folder', async () => {
    const folder = await folderOf({ 'other.onnx': small() })
    await mkdir(join(folder.path, 'net.onnx'))
    await assertBroken(folder, /net.onnx is not a file; expected an ONNX network\.$/)
  })

  test('a link within the folder, and a folder that is a link itself, are fine', async () => {
    const [folder, elsewhere] = [await folderOf({ 'other.onnx': small() }), await temporaryFolder()]
    await symlink(join(folder.path, 'other.onnx'), join(folder.path, 'net.onnx'))
    await symlink(folder.path, join(elsewhere.path, 'weights'))
    const { models } = await findCustom(join(elsewhere.path, 'weights'), builtIn)
    assert.deepEqual([...models.keys()], ['net', 'other'])
  })

  async function assertBroken(folder: TemporaryFolder, sentence: RegExp) {
    const { models, broken } = await findCustom(folder.path, builtIn)
    assert.deepEqual([[...models.keys()], [...broken.keys()]], [['other'], ['net']])
    const error = broken.get('net')
    assert.ok(error instanceof UserError)
    assert.equal(error.code, 'bad-weights')
    assert.match(error.message, /^The weights file net.onnx cannot be used: [^;]+; expected [^;]+\.$/)
    assert.match(error.message, sentence)
    const catalog = createCatalog(builtIn, folder.path, { custom: () => ({ models, broken }) })
    assert.throws(() => catalog.choose({ network: 'net' }), error)
    assert.throws(() => catalog.model('net'), error)
  }
})

describe('in the catalog', () => {
  const input = { order: 'rgb', mean: [0, 0, 0] } as const
  const models: ReadonlyMap<string, Model> = new Map([
    ['minivgg', modelOf('mini.onnx', { layers: { block: 4, mean: 9 }, dream: { layer: 'block' } })],
    ['vgg16', modelOf('vgg.onnx', { weights: [{ file: 'vgg.onnx', input }], layers: { far: 4 } })],
  ])
  const files = { 'mini.onnx': '', 'net.onnx': small(), 'vgg16.onnx': small() }

  test('custom networks are chosen by name or by a layer that no other network has, and never by default', async () => {
    const folder = await folderOf(files)
    const own = await findCustom(folder.path, models)
    const catalog = createCatalog(models, folder.path, { custom: () => own })
    assert.equal(catalog.choose({}).network, 'minivgg')
    assert.deepEqual(catalog.choose({ network: 'net' }), { network: 'net', layer: 'two', filters: 5 })
    assert.deepEqual(catalog.choose({ network: 'own-vgg16', layer: 'one' }), {
      network: 'own-vgg16',
      layer: 'one',
      filters: 8,
    })
    const chosen = catalog.choose({ layer: 'two' })
    assert.equal(chosen.network, 'net')
    assert.match(inEnglish(chosen.note ?? ''), /^two is a layer of net, not of minivgg/)
    assert.equal(catalog.choose({ layer: 'mean' }).network, 'minivgg')
    assert.throws(() => catalog.choose({ network: 'vgg16' }), { code: 'missing-weights' })
    assert.throws(() => catalog.model('nett'), {
      code: 'unknown-network',
      hint: /^Did you mean net\?.* net, own-vgg16\.$/,
    })
    const listed = catalog.list().map(({ name, installed, layers }) => [name, installed, layers])
    assert.deepEqual(listed.slice(-2), [
      ['net', true, 4],
      ['own-vgg16', true, 4],
    ])
  })

  test('custom networks can be preferred, and can be added while the catalog is in use', async () => {
    const folder = await folderOf(files)
    let own = await findCustom(folder.path, models)
    const catalog = createCatalog(models, folder.path, { preferred: 'net', custom: () => own })
    assert.equal(catalog.choose({}).network, 'net')
    assert.throws(() => catalog.model('late'), { code: 'unknown-network' })
    await folder.write('late.onnx', small())
    own = await findCustom(folder.path, models)
    assert.equal(catalog.choose({ network: 'late' }).layer, 'two')
    assert.throws(() => createCatalog(models, folder.path, { preferred: 'net' }).choose({}), {
      code: 'unknown-network',
    })
  })

  test('an error for a layer that was left out names the unsupported operation', async () => {
    const nodes = [
      node('Conv', ['data', 'one.weight'], 'one'),
      node('Elu', ['one'], 'elu'),
      node('Relu', ['elu'], 'two'),
    ]
    const folder = await folderOf({ 'net.onnx': onnxFile(nodes, constants) })
    const own = await findCustom(folder.path, models)
    const catalog = createCatalog(models, folder.path, { custom: () => own })
    assert.throws(() => catalog.choose({ network: 'net', layer: 'two' }), {
      code: 'unknown-layer',
      message: 'net has no layer "two".',
      hint: 'Did you mean one? net ends where Elu follows one: that is not supported.',
    })
  })
})
