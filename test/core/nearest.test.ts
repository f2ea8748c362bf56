import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestNames } from '../../src/core/nearest.ts'

const googlenet = [
  'conv1/7x7_s2',
  'pool1/3x3_s2',
  'conv2/3x3_reduce',
  'conv2/3x3',
  ...['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].flatMap((block) =>
    ['1x1', '3x3_reduce', '3x3', '5x5_reduce', '5x5', 'pool', 'pool_proj', 'output'].map(
      (part) => `inception_${block}/${part}`,
    ),
  ),
  'prob',
]
const vgg16 = [2, 2, 3, 3, 3].flatMap((count, i) =>
  Array.from({ length: count }, (_, j) => `block${i + 1}_conv${j + 1}`),
)

test('the name that was meant comes first', () => {
  const cases: [string, string[], string][] = [
    ['inception4c', googlenet, 'inception_4c/output'],
    ['Inception_4C', googlenet, 'inception_4c/output'],
    ['incepton4c', googlenet, 'inception_4c/output'],
    ['4c', googlenet, 'inception_4c/output'],
    ['inception_4c_output', googlenet, 'inception_4c/output'],
    ['inception_4c/outptu', googlenet, 'inception_4c/output'],
    ['inception_4d/3x3', googlenet, 'inception_4d/3x3'],
    ['conv2', googlenet, 'conv2/3x3'],
    ['block5conv3', vgg16, 'block5_conv3'],
    ['blok3_conv1', vgg16, 'block3_conv1'],
    ['conv5', ['conv1', 'conv4', 'prob'], 'conv4'],
  ]
  for (const [name, names, wanted] of cases) assert.equal(nearestNames(name, names)[0], wanted, name)
})

test('the requested number of names is found, each once', () => {
  assert.equal(nearestNames('block', vgg16).length, 3)
  assert.equal(nearestNames('block', vgg16, 5).length, 5)
  assert.deepEqual(nearestNames('', vgg16, 50).sort(), [...vgg16].sort())
  assert.deepEqual(nearestNames('block1', []), [])
})
