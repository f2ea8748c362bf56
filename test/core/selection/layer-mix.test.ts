import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { formatLayers, layersOf, parseLayers } from '../../../src/core/selection/layer-mix.ts'

test('a layer without a weight has the weight 1', () => {
  const cases: [text: string, layers: [string, number][]][] = [
    ['conv1', [['conv1', 1]]],
    [
      'inception_3b/output:1, inception_4c/output:1.5',
      [
        ['inception_3b/output', 1],
        ['inception_4c/output', 1.5],
      ],
    ], // prettier-ignore
    [
      ' a : 2 ,b,c:.5 , d:1e-3',
      [
        ['a', 2],
        ['b', 1],
        ['c', 0.5],
        ['d', 0.001],
      ],
    ],
    [
      'Relu:0, block/Relu:0:2, x:y',
      [
        ['Relu:0', 1],
        ['block/Relu:0', 2],
        ['x:y', 1],
      ],
    ],
  ]
  for (const [text, wanted] of cases) {
    const layers = wanted.map(([layer, weight]) => ({ layer, weight }))
    assert.deepEqual(parseLayers(text), layers, text)
    assert.deepEqual(parseLayers(formatLayers(layers)), layers, 'as it is written')
  }
})

test('text that is no list of layers is refused with an example or the nearest value', () => {
  const cases: [text: string, sentence: RegExp][] = [
    ['', /^"" is no list of layers\. Write one like/],
    ['a,,b', /^"a,,b" is no list of layers\./],
    ['a:1.2.3', /^"a:1\.2\.3" is no list of layers\./],
    ['a, b:2, a:3', /^a is named twice\. Give it one weight, like a:2\.$/],
    ['a:-1', /^The weight of a is -1; it must be above 0 and at most 100\. Leave the layer out instead\.$/],
    ['a:1000', /^The weight of a is 1000; .* The nearest is 100\.$/],
    ['a,b,c,d,e,f,g,h,i', /^9 layers are too many for one picture: at most 8 fit\./],
  ]
  for (const [text, sentence] of cases) {
    assert.throws(
      () => parseLayers(text),
      (error) => error instanceof UserError && sentence.test(`${error.message} ${error.hint}`),
      text,
    )
  }
})

test('the layers of a job are those of its mix, or its own, or none', () => {
  assert.deepEqual(layersOf({ layer: 'a', parameters: { layers: 'a:1, b:2' } }), ['a', 'b'])
  assert.deepEqual(layersOf({ layer: 'a', parameters: {} }), ['a'])
  assert.deepEqual(layersOf({ layer: '', parameters: {} }), [])
})
