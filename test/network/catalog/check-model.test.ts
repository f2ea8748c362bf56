import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkModel } from '../../../src/network/catalog/check-model.ts'
import type { Model } from '../../../src/network/catalog/model.ts'
import { modelOf } from './folder.ts'

const input = { order: 'rgb', mean: [0, 0, 0] } as const
const layers = { one: 4, two: 4 }

const wrong: Record<string, [changes: Partial<Model>, fault: RegExp]> = {
  'without a file': [{ weights: [] }, /does not export a model by default$/],
  'whose layer for dreams is none of its layers': [
    { dream: { layer: 'three' } },
    /names the layer three, which it does not list$/,
  ],
  'whose layer of class scores is none of its layers': [
    { classifier: { layer: 'four', labels: [], size: 8 } },
    /names the layer four,/,
  ],
  'whose file’s last layer is none of its layers': [
    { weights: [{ file: 'a', input, last: 'five' }] },
    /names the layer five,/,
  ],
  'that names other layers of its file than its own': [
    { weights: [{ file: 'a', input, names: { conv: ['one', 'two'], add: ['six'] } }] },
    /names the layer six,/,
  ],
  'with a layer that no file has': [
    {
      weights: [
        { file: 'a', input, names: { conv: ['one'] } },
        { file: 'b', input, last: 'one' },
      ],
    },
    /lists the layer two, which none of its weights files has$/,
  ],
}
for (const [what, [changes, fault]] of Object.entries(wrong))
  test(`a model ${what} is refused with its file's name`, () => {
    const model = modelOf('net.onnx', { layers, dream: { layer: 'one' }, ...changes })
    assert.throws(() => checkModel(model, 'models/net.ts'), { name: 'Error', message: fault })
    assert.throws(() => checkModel(model, 'models/net.ts'), /^Error: models\/net\.ts /)
  })

test('a file without a model is refused with its name, and a good model is accepted', () => {
  assert.throws(() => checkModel(undefined, 'models/net.ts'), /models\/net\.ts does not export a model by default$/)
  checkModel(modelOf('net.onnx', { layers, dream: { layer: 'two' } }), 'models/net.ts')
})
