import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadModels } from '../../../src/network/catalog/catalog.ts'
import { rankModels } from '../../../src/network/catalog/ranking.ts'
import { modelOf } from './folder.ts'

const names = (models: Awaited<ReturnType<typeof loadModels>>, use: 'dream' | 'filter') =>
  rankModels(models, use).map(([name]) => name)

test('networks are ordered by their rank for the use, the lowest first', async () => {
  const models = await loadModels()
  const others = ['resnet50v2', 'squeezenet', 'mobilenetv2', 'minivgg']
  assert.deepEqual(names(models, 'dream'), ['googlenet', 'inceptionv3', 'vgg16', 'vgg19', ...others])
  assert.deepEqual(names(models, 'filter'), ['vgg16', 'vgg19', 'googlenet', 'inceptionv3', ...others])
})

test('networks without a rank come after the ranked ones, in order of name, and the embedded one after all', () => {
  const embedded = modelOf('', {
    weights: [{ file: new URL('file:///weights.onnx'), input: { order: 'rgb', mean: [0, 0, 0] } }],
    rank: { dream: 1, filter: 1 },
  })
  const models = new Map([
    ['small', embedded],
    ['zebra', modelOf('zebra.onnx')],
    ['apple', modelOf('apple.onnx')],
    ['second', modelOf('second.onnx', { rank: { dream: 20, filter: 10 } })],
    ['first', modelOf('first.onnx', { rank: { dream: 10, filter: 20 } })],
  ])
  assert.deepEqual(names(models, 'dream'), ['first', 'second', 'apple', 'zebra', 'small'])
  assert.deepEqual(names(models, 'filter'), ['second', 'first', 'apple', 'zebra', 'small'])
})
