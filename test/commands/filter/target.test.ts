import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classNames, findClass } from '../../../commands/filter/target.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { chooseClasses } from '../../../src/network/catalog/classes.ts'
import { weightsFolder, withoutShared } from '../../support/shared.ts'
import { nowhere } from '../../vis/networks.ts'

const labels = ['tench', 'tiger cat', 'crane', 'four-poster', 'crane', '7']

test('a class stands in place of a layer', () => {
  assert.deepEqual(classNames('class:tabby'), ['tabby'])
  assert.deepEqual(classNames(' Class : tabby , tiger cat '), ['tabby', 'tiger cat'])
  assert.deepEqual(classNames('class:'), [''])
  for (const layer of ['block1_conv1', 'classifier', 'loss3/classifier', 'my class:tabby'])
    assert.equal(classNames(layer), undefined)
})

test('a class is found by its name in any case, with or without hyphens, or by its number; some names stand for two', () => {
  for (const [name, found] of [
    ['tench', [0]],
    ['Tiger Cat', [1]],
    ['tiger_cat', [1]],
    ['four poster', [3]],
    ['crane', [2, 4]],
    ['3', [3]],
    ['7', [5]],
  ] as const)
    assert.deepEqual(findClass(name, 'net', labels), found)
})

test('an unknown class is refused with the nearest names', () => {
  for (const [name, nearest] of [
    ['tenhc', 'tench'],
    ['tiger', 'tiger cat'],
    ['99', ''],
  ] as const)
    assert.throws(() => findClass(name, 'net', labels), {
      code: 'bad-input',
      message: `net has no class "${name}".`,
      hint: new RegExp(`^Did you mean ${nearest}`),
    })
  assert.throws(() => findClass('', 'net', labels), { hint: 'Name one, like class:tench.' })
})

test('without a network, the first that names classes is taken; one that names none is refused', async () => {
  const catalog = createCatalog(await loadModels(), nowhere)
  const { network, layer, labels } = await chooseClasses(catalog, undefined, 'vgg16')
  assert.deepEqual([network, layer, labels.length], ['minivgg', 'predictions', 109])
  await assert.rejects(chooseClasses(catalog, 'vgg16', 'vgg16'), {
    code: 'bad-input',
    message: /^vgg16 names no classes/,
  })
  await assert.rejects(chooseClasses(catalog, 'vgg17', 'vgg16'), { code: 'unknown-network' })
})

test('with real weights, the best network with classes is taken', { skip: withoutShared }, async () => {
  const catalog = createCatalog(await loadModels(), weightsFolder)
  const { network, layer, labels } = await chooseClasses(catalog, undefined, 'vgg16')
  assert.deepEqual([network, layer, labels.length], ['googlenet', 'loss3/classifier', 1000])
  assert.deepEqual(findClass('tabby', network, labels), [281])
})
