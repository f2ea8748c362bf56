import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { inEnglish } from '../../../src/i18n/phrase.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import type { LayerRequest } from '../../../src/network/catalog/resolve-layer.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { node, onnxFile, weights } from '../formats/onnx/onnx-file.ts'
import { modelOf, type TemporaryFolder, temporaryFolder } from './folder.ts'

const models = await loadModels()
const VGG16 = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5'
const RESNET = 'resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5'

/** A catalog of a folder with these files, which are empty: only their names decide what is chosen. */
async function catalogOf(files: readonly string[], preferred?: string) {
  const folder = await folderWith(files)
  return createCatalog(models, folder.path, { preferred })
}

async function folderWith(files: readonly string[]): Promise<TemporaryFolder> {
  const folder = await temporaryFolder()
  for (const file of files) await folder.write(file, '')
  return folder
}

describe('the network of a request', () => {
  const defaults: [files: string[], preferred: string | undefined, network: string, layer: string][] = [
    [[], undefined, 'minivgg', 'block4_conv3'],
    [['squeezenet1_1.onnx'], undefined, 'squeezenet', 'fire7/concat'],
    [['squeezenet1_1.onnx', VGG16], undefined, 'vgg16', 'block4_conv3'],
    [['squeezenet1_1.onnx', VGG16, 'googlenet.onnx'], undefined, 'googlenet', 'inception_4c/output'],
    [['googlenet-12.onnx'], undefined, 'googlenet', 'inception_4c/output'],
    [['googlenet.onnx'], 'minivgg', 'minivgg', 'block4_conv3'],
    [['googlenet.onnx', 'squeezenet1_1.onnx'], 'squeezenet', 'squeezenet', 'fire7/concat'],
    [['vgg16_blocks1-3.h5'], undefined, 'vgg16', 'block3_conv3'],
    [['squeezenet1.1-7.onnx'], undefined, 'squeezenet', 'fire7/concat'],
    [['resnet50-v2-7.onnx'], undefined, 'resnet50v2', 'conv4_block5_out'],
  ]
  for (const [files, preferred, network, layer] of defaults)
    test(`with ${files.join(' and ') || 'nothing'}${preferred ? `, ${preferred} preferred,` : ''} is ${network}`, async () => {
      const { note: _, defaults, ...chosen } = (await catalogOf(files, preferred)).choose({})
      assert.deepEqual(defaults, models.get(network)?.filter)
      assert.deepEqual(chosen, { network, layer, filters: models.get(network)?.layers[layer] })
    })

  test('that names a network and a layer is that layer', async () => {
    const catalog = await catalogOf(['googlenet.onnx', VGG16])
    const wanted = { network: 'vgg16', layer: 'block5_conv3' }
    assert.deepEqual(catalog.choose(wanted), { ...wanted, filters: 512 })
    assert.equal(catalog.choose({ network: 'vgg16' }).layer, 'block4_conv3')
    assert.deepEqual(catalog.choose({ layer: 'conv2/3x3' }), { network: 'googlenet', layer: 'conv2/3x3', filters: 192 })
  })

  test('that names a layer alone is an installed one with that layer, with a note if it is not the default one', async () => {
    const catalog = await catalogOf(['googlenet.onnx', 'squeezenet1_1.onnx'])
    const fire = { network: 'squeezenet', layer: 'fire4/concat', filters: 256 }
    const { note = '', ...chosen } = catalog.choose({ layer: 'fire4/concat' })
    assert.deepEqual(chosen, fire)
    assert.equal(inEnglish(note), 'fire4/concat is a layer of squeezenet, not of googlenet')
    assert.deepEqual(catalog.choose({ layer: 'fire4/concat', network: 'squeezenet' }), fire)
    assert.equal(catalog.choose({ layer: 'prob' }).network, 'googlenet')
    assert.equal(catalog.choose({ layer: 'block5_conv3' }).network, 'minivgg')
    const larger = await catalogOf(['googlenet.onnx', VGG16])
    assert.equal(larger.choose({ layer: 'block5_conv3' }).network, 'vgg16')
    const partial = await catalogOf(['googlenet.onnx', 'vgg16_blocks1-3.h5'])
    assert.equal(partial.choose({ layer: 'block3_conv3' }).network, 'vgg16')
    assert.equal(partial.choose({ layer: 'block5_conv3' }).network, 'minivgg')
    const preferred = await catalogOf(['squeezenet1_1.onnx'], 'minivgg')
    assert.match(
      inEnglish(preferred.choose({ layer: 'prob' }).note ?? ''),
      /^prob is a layer of squeezenet, not of minivgg$/,
    )
  })

  test('may have to be downloaded if it is named', async () => {
    const catalog = await catalogOf([])
    assert.deepEqual(catalog.choose({ network: 'vgg16' }), { network: 'vgg16', layer: 'block4_conv3', filters: 512 })
    assert.equal(catalog.choose({ network: 'squeezenet' }).layer, 'fire7/concat')
    const preferred = await catalogOf([], 'googlenet')
    assert.equal(preferred.choose({}).network, 'googlenet')
    assert.throws(() => catalog.choose({ layer: 'inception_4c/output' }), { code: 'missing-weights' })
  })

  test('is the one with the best rank for the use', async () => {
    const catalog = await catalogOf(['googlenet.onnx', VGG16])
    assert.equal(catalog.choose({ use: 'filter' }).network, 'vgg16')
    assert.equal(catalog.choose({ use: 'dream' }).network, 'googlenet')
  })

  test('comes with a note when only the embedded one is installed: how to get a better one', async () => {
    const { note } = (await catalogOf([])).choose({})
    assert.match(inEnglish(note ?? ''), /minivgg is the small network .* npm run networks -- pull googlenet/)
    assert.equal((await catalogOf([], 'minivgg')).choose({}).note, undefined)
    assert.equal((await catalogOf([])).choose({ network: 'minivgg' }).note, undefined)
  })

  test('changes with the files in the folder', async () => {
    const folder = await folderWith([])
    const catalog = createCatalog(models, folder.path)
    assert.equal(catalog.choose({}).network, 'minivgg')
    await folder.write('googlenet.onnx', '')
    assert.equal(catalog.choose({}).network, 'googlenet')
    await rm(join(folder.path, 'googlenet.onnx'))
    assert.equal(catalog.choose({}).network, 'minivgg')
  })
})

test('networks are listed with the layers and size of their installed file, or of the one to be downloaded', async () => {
  const listed = async (name: string, files: readonly string[]) => {
    const info = (await catalogOf(files)).list().find((each) => each.name === name)
    return [info?.installed, info?.layers, info?.bytes]
  }
  assert.deepEqual(await listed('vgg16', []), [false, 18, 58_889_256])
  assert.deepEqual(await listed('vgg16', ['vgg16_blocks1-3.h5']), [true, 9, 0])
  assert.deepEqual(await listed('squeezenet', []), [false, 34, 4_956_208])
  assert.deepEqual(await listed('squeezenet', ['squeezenet1_1.onnx', 'squeezenet1.1-7.onnx']), [true, 35, 0])
  assert.deepEqual(await listed('resnet50v2', []), [false, 91, 94_668_760])
  assert.deepEqual(await listed('resnet50v2', ['resnet50-v2-7.onnx']), [true, 88, 0])
})

test('a preferred network that does not exist is an error only where the request names none', () => {
  const catalog = createCatalog(models, '/nowhere', { preferred: 'vgg-16' })
  const error = { code: 'unknown-network', message: /default network is set to "vgg-16", which does not exist/ }
  assert.throws(() => catalog.choose({}), error)
  assert.equal(catalog.choose({ network: 'minivgg' }).network, 'minivgg')
  assert.ok(catalog.list().length > 3)
})

describe('a request is refused', () => {
  /** The error's code and text, with FOLDER for the weights folder. */
  async function refusal(
    files: readonly string[],
    wanted: LayerRequest,
    preferred?: string,
  ): Promise<[string, string]> {
    const folder = await folderWith(files)
    try {
      createCatalog(new Map([...models, ['private', modelOf('private.onnx')]]), folder.path, { preferred }).choose(
        wanted,
      )
    } catch (error) {
      assert.ok(error instanceof UserError, String(error))
      return [error.code, `${error.message} ${error.hint}`.replaceAll(folder.path, 'FOLDER')]
    }
    return assert.fail('it was taken')
  }

  const cases: Record<string, [files: string[], LayerRequest, code: string, text: string, preferred?: string]> = {
    'for a network that does not exist': [
      [],
      { network: 'googelnet' },
      'unknown-network',
      `There is no network "googelnet". Did you mean googlenet? The networks are ${[...models.keys(), 'private'].join(', ')}.`,
    ],
    'for a network that is not installed and has no address': [
      [],
      { network: 'private' },
      'missing-weights',
      'The weights of private are not installed: FOLDER has no private.onnx. Put private.onnx into FOLDER, or use minivgg.',
    ],
    'for a preferred network that is not installed and has no address': [
      [],
      {},
      'missing-weights',
      '^The weights of private ',
      'private',
    ],
    'for a layer of a network that is not installed': [
      [],
      { layer: 'inception_4c/output' },
      'missing-weights',
      '^The weights of googlenet are not installed: FOLDER has no googlenet.onnx or googlenet-12.onnx. Download https:',
    ],
    'for a layer after the end of the installed file': [
      ['vgg16_blocks1-3.h5'],
      { network: 'vgg16', layer: 'block5_conv3' },
      'missing-weights',
      `The weights of vgg16's block5_conv3 are not installed: vgg16_blocks1-3.h5 ends at block3_conv3. Download ` +
        `https://storage.googleapis.com/tensorflow/keras-applications/vgg16/${VGG16} into FOLDER, or use a layer up to block3_conv3.`,
    ],
    'for class scores that the installed file lacks': [
      [RESNET, 'imagenet_synset_words.txt'],
      { network: 'resnet50v2', layer: 'predictions' },
      'missing-weights',
      `The weights of resnet50v2's predictions are not installed: ${RESNET} ends at post_bn. Download ` +
        'https://media.githubusercontent.com/media/onnx/models/main/validated/vision/classification/resnet/model/' +
        'resnet50-v2-7.onnx into FOLDER in its place, or use a layer up to post_bn.',
    ],
    'for a layer that the file to be downloaded lacks': [
      [],
      { network: 'squeezenet', layer: 'prob' },
      'missing-weights',
      "The weights of squeezenet's prob are not installed: squeezenet1.1-7.onnx ends at conv10. Put squeezenet1_1.onnx " +
        'into FOLDER, or use a layer up to conv10.',
    ],
    'for a layer that the network lacks': [
      ['googlenet.onnx', VGG16],
      { network: 'googlenet', layer: 'inception4c' },
      'unknown-layer',
      '^googlenet has no layer "inception4c". Did you mean inception_4c/output, ',
    ],
    'for a layer that no network has, with names from all installed networks': [
      ['googlenet.onnx', VGG16],
      { layer: 'block5conv9' },
      'unknown-layer',
      '^googlenet has no layer "block5conv9". Did you mean block5_conv3, ',
    ],
    'for a layer with the name of a property of every object': [
      [],
      { layer: 'constructor' },
      'unknown-layer',
      '^minivgg has no layer "constructor". Did you mean ',
    ],
  }
  for (const [what, [files, wanted, code, text, preferred]] of Object.entries(cases))
    test(what, async () => {
      const [foundCode, foundText] = await refusal(files, wanted, preferred)
      assert.equal(foundCode, code)
      if (text.startsWith('^')) assert.ok(foundText.startsWith(text.slice(1)), foundText)
      else assert.equal(foundText, text)
    })
})

test('of two installed files of one network, the first of its list is read', async () => {
  const folder = await temporaryFolder()
  const file = (filters: number) =>
    onnxFile([node('Conv', ['data', 'conv.weight'], 'conv')], { 'conv.weight': weights(1, filters, 3, 1, 1) })
  const input = { order: 'rgb', mean: [0, 0, 0] } as const
  const model = modelOf('', {
    weights: [
      { file: 'first.onnx', input },
      { file: 'second.onnx', input },
    ],
  })
  await assert.rejects(load({ name: 'two', model, folder: folder.path }), {
    code: 'missing-weights',
    message: `The weights of two are not installed: ${folder.path} has no first.onnx or second.onnx.`,
    hint: `Put first.onnx or second.onnx into ${folder.path}, or use another network.`,
  })
  await folder.write('second.onnx', file(5))
  const second = await load({ name: 'two', model, folder: folder.path })
  await folder.write('first.onnx', file(6))
  const first = await load({ name: 'two', model, folder: folder.path })
  assert.deepEqual(
    [first, second].map(({ layers }) => layers.get('conv')?.channels),
    [6, 5],
  )
  assert.deepEqual([first.name, second.name], ['two', 'two'])
  assert.match(first.hash, /^[0-9a-f]{64}$/)
  assert.notEqual(first.hash, second.hash)
})
