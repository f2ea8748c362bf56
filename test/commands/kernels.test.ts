import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionsOf } from '../../src/command/recipe.ts'
import type { Chart, Rendering } from '../../src/core/rendering.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { finish } from '../vis/networks.ts'
import { createKitchen, refusal } from './kitchen.ts'

const kitchen = await createKitchen()

const layer = 'block2_conv1'
const order = (input: Readonly<Record<string, unknown>>) => kitchen.order('kernels', { layer, ...input })

async function render(input: Readonly<Record<string, unknown>>): Promise<Rendering & Chart> {
  const job = await order(input)
  const { render } = kitchen.commands.get('kernels') ?? {}
  assert.ok(render)
  const { value } = await finish(render(job, await kitchen.kit(job)))
  assert.ok(value.kind === 'chart')
  return value
}

const note = ({ notes }: Rendering & Chart) => inEnglish(notes?.[0] ?? '')
/** The share of pixels with a colour. */
const coloured = ({ picture: { data } }: Chart) => {
  let count = 0
  for (let i = 0; i < data.length; i += 3) if (Math.abs((data[i] ?? 0) - (data[i + 1] ?? 0)) > 12) count++
  return (3 * count) / data.length
}

test('a job has every option filled in, and parses as a recipe', async () => {
  const job = await order({})
  const parameters = { range: 'own', format: 'png' }
  assert.deepEqual(job, { command: 'kernels', network: 'minivgg', layer, parameters, seed: 0 })
  const command = kitchen.commands.get('kernels')
  assert.ok(command)
  for (const input of [{}, { filters: '3,1-2', channel: '4', range: 'common' }, { layer: 'block1_conv1' }]) {
    const made = await order(input)
    assert.deepEqual(await kitchen.order('kernels', optionsOf(made, command)), made)
    assert.deepEqual(await kitchen.context.replay(JSON.stringify(made), undefined), made)
  }
})

test('the caption has the sizes of the layer', async () => {
  assert.equal(note(await render({})), '48 filters of 3×3 over 32 channels, 13,872 parameters')
  assert.equal(
    note(await render({ filters: '0-4' })),
    '48 filters of 3×3 over 32 channels, 13,872 parameters; 5 filters shown',
  )
  assert.equal(note(await render({ layer: 'block5_conv3', filters: '7' })).split('; ')[1], '1 filter shown')
  assert.equal(note(await render({ layer: 'predictions' })), '109 filters of 1×1 over 256 channels, 28,013 parameters')
})

test('the first layer is in colours, the others in grey', async () => {
  assert.ok(coloured(await render({ layer: 'block1_conv1' })) > 0.3)
  for (const input of [{}, { layer: 'predictions' }, { layer: 'block1_conv1', channel: 0 }])
    assert.equal(coloured(await render(input)), 0)
})

test('more filters make a larger picture; 1x1 kernels make one matrix', async () => {
  const area = async (input: Readonly<Record<string, unknown>>) => {
    const { picture } = await render(input)
    return picture.width * picture.height
  }
  assert.ok((await area({ filters: '0-24' })) > 2 * (await area({ filters: '0' })))
  const { picture } = await render({ layer: 'predictions' })
  // 4 pixels for each of 109 x 256 weights, and the labels.
  assert.ok(picture.width >= 4 * 256 && picture.height >= 4 * 109)
})

test('a channel or a range changes the picture; the same job repeats it', async () => {
  const pixels = async (input: Readonly<Record<string, unknown>>) => Buffer.from((await render(input)).picture.data)
  const plain = await pixels({})
  assert.ok(plain.equals(await pixels({})))
  for (const input of [{ channel: 0 }, { channel: 31 }, { range: 'common' }])
    assert.ok(!plain.equals(await pixels(input)))
})

test('wrong options are refused with a sentence that says what is right', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [
      { layer: 'block2_pool' },
      /^block2_pool is not a convolution, so it has no kernels\. The nearest convolutions: block2_conv2 and block3_conv1\.$/,
    ],
    [{ channel: 32 }, /^Channel 32 does not exist: each filter of block2_conv1 reads channels 0 to 31\.$/],
    [{ layer: 'predictions', channel: 0 }, /^The kernels of predictions are single weights.* Leave channel out\.$/],
    [{ channel: -1 }, /^channel must be a whole number, at least 0, not -1\. The nearest is 0\.$/],
    [{ filters: '48' }, /^Filter 48 does not exist: block2_conv1 has filters 0 to 47\.$/],
    [{ layer: undefined }, /^layer is missing: it must be the name of a layer\.$/],
  ]
  for (const [input, sentence] of cases) assert.match((await refusal(render(input))).text, sentence)
})
