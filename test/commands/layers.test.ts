import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RenderKit } from '../../src/command/command.ts'
import { optionsOf } from '../../src/command/recipe.ts'
import type { Chart, Rendering } from '../../src/core/rendering.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { finish } from '../vis/networks.ts'
import { createKitchen } from './kitchen.ts'

const kitchen = await createKitchen()
const job = await kitchen.order('layers', {})
const kit = await kitchen.kit(job)

async function render(own: RenderKit = kit): Promise<Rendering & Chart> {
  const { render } = kitchen.commands.get('layers') ?? {}
  assert.ok(render)
  const { value } = await finish(render(job, own))
  assert.ok(value.kind === 'chart')
  return value
}

test('a job has neither layer nor seed, and parses as a recipe', async () => {
  assert.deepEqual(job, { command: 'layers', network: 'minivgg', layer: '', parameters: { format: 'png' }, seed: 0 })
  const command = kitchen.commands.get('layers')
  assert.ok(command)
  assert.deepEqual(optionsOf(job, command), { network: 'minivgg', format: 'png' })
  assert.deepEqual(await kitchen.context.replay(JSON.stringify(job), undefined), job)
})

test('the names to copy are those of existing layers', async () => {
  const { code = '', notes = [], alt } = await render()
  const names = code.split('\n')
  assert.deepEqual([names.length, names[0], names.at(-1)], [14, 'block1_conv1', 'predictions'])
  for (const name of names) assert.equal((await kitchen.context.choose({ layer: name })).layer, name)
  assert.match(inEnglish(notes[0] ?? ''), /^19 layers, 2\.4M parameters, 2\.5B multiply-adds\./)
  assert.match(inEnglish(alt), /^The layers of minivgg, block1_conv1 to predictions, from top to bottom: 19 layers/)
})

test('every layer has a region in the picture', async () => {
  const { regions = [], picture } = await render()
  assert.deepEqual(
    regions.map(({ layer }) => layer),
    kit.layers(224, 224).map(({ name }) => name),
  )
  for (const [i, { layer, left, top, width, height }] of regions.entries()) {
    assert.equal((await kitchen.context.choose({ layer })).layer, layer)
    assert.ok(left >= 0 && left + width <= picture.width && top + height <= picture.height)
    // Below the row of the network’s input.
    assert.ok(top >= height && top === (regions[0]?.top ?? 0) + i * height)
  }
})

test('more layers make a taller picture; the same job repeats it', async () => {
  const whole = await render()
  assert.ok(Buffer.from(whole.picture.data).equals(Buffer.from((await render()).picture.data)))
  const few = await render({ ...kit, layers: (height, width) => kit.layers(height, width).slice(0, 5) })
  assert.ok(whole.picture.height > few.picture.height + 13 * 30)
})

test('a network that needs larger pictures than usual is drawn for the smallest that it takes', async () => {
  const sides: number[] = []
  const large: RenderKit = {
    ...kit,
    minimumSize: (layer) => (layer === 'predictions' ? 299 : kit.minimumSize(layer)),
    layers(height, width) {
      sides.push(height)
      return kit.layers(height, width)
    },
  }
  await render(large)
  assert.deepEqual(sides, [224, 299])
})

test('the text to copy stays short, however many layers there are', async () => {
  const [first] = kit.layers(224, 224)
  assert.ok(first)
  const many = Array.from({ length: 2000 }, (_, i) => ({
    ...first,
    name: `a-layer-with-a-long-name-${i}`,
    inputs: i === 0 ? [] : [`a-layer-with-a-long-name-${i - 1}`],
  }))
  const { code = '', picture, notes = [] } = await render({ ...kit, layers: () => many, minimumSize: () => 1 })
  assert.ok(code.length <= 1500 && code.length > 700)
  assert.ok(picture.height <= 16_383)
  assert.match(notes.map(inEnglish).join('\n'), /the first 1000 of 2000 layers/i)
})
