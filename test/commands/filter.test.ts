import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Rendering } from '../../src/command.ts'
import type { Pixels } from '../../src/image/pixels.ts'
import { random } from '../contract/random.ts'
import { deviation, distance, finish, mean } from '../vis/networks.ts'
import { createKitchen, type Kitchen, optionsOf, refusal } from './kitchen.ts'

let kitchen: Kitchen
let photo: string
before(async () => {
  kitchen = await createKitchen()
  photo = await kitchen.photo(60, 40)
})
after(() => kitchen.forget())

const layer = 'block5_conv3'
const quick = { layer, size: 48, iterations: 3, step: 10, seed: 1 }

async function render(input: Readonly<Record<string, unknown>>): Promise<Rendering> {
  const job = await kitchen.order('filter', { ...quick, ...input })
  const { render } = kitchen.commands.get('filter') ?? {}
  assert.ok(render)
  return (await finish(render(job, await kitchen.kit(job)))).value
}

async function picture(input: Readonly<Record<string, unknown>>): Promise<Pixels> {
  const rendering = await render(input)
  assert.ok(rendering.kind === 'picture')
  return rendering.picture
}

test('a job leaves nothing to defaults or chance; the network has a step of its own', async () => {
  const job = await kitchen.order('filter', { layer })
  assert.deepEqual(job, {
    command: 'filter',
    network: 'minivgg',
    layer,
    parameters: { method: 'classic', step: 20, iterations: 20, format: 'png', filters: '0-24', size: 128 },
    seed: job.seed,
  })
  assert.deepEqual((await kitchen.order('filter', { layer: 'block1_conv1' })).parameters.filters, '0-23')
})

test('a job is a recipe: its own options make the same job again', async () => {
  const photos = [photo, await kitchen.photo(700, 90), await kitchen.photo(12, 30), undefined]
  const { uniform } = random(42)
  const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
  const maybe = (options: Record<string, unknown>) => (uniform(0, 1) < 0.5 ? {} : options)
  for (let i = 0; i < 100; i++) {
    const input = {
      layer: ['block1_conv1', 'block3_conv2', layer][whole(0, 2)],
      image: photos[whole(0, 3)],
      ...maybe({ filters: ['3', '0-5, 9', '7,7,1', '4,3,2', ' 1 - 1 ', '20-23,0'][whole(0, 5)] }),
      ...maybe({ network: 'minivgg', method: 'classic' }),
      ...maybe({ size: whole(32, 1024) }),
      ...maybe({ step: uniform(0.1, 100), iterations: whole(1, 500) }),
      ...maybe({ seed: whole(0, 2 ** 32 - 1) }),
      ...maybe({ format: ['png', 'jpeg', 'webp'][whole(0, 2)] }),
    }
    const job = await kitchen.order('filter', input)
    assert.deepEqual(await kitchen.order('filter', optionsOf(job)), job, JSON.stringify(input))
    assert.deepEqual(await kitchen.context.replay(JSON.stringify({ job }), undefined), job)
  }
})

test('the size is 128 from noise, and into a photo its own up to 512', async () => {
  const size = async (input: object) => (await kitchen.order('filter', { layer, ...input })).parameters.size
  assert.equal(await size({}), 128)
  assert.equal(await size({ image: photo }), 60)
  assert.equal(await size({ image: await kitchen.photo(40, 1300) }), 512)
  assert.equal(await size({ image: await kitchen.photo(4, 5) }), 32)
  assert.equal(await size({ image: photo, size: 200 }), 200)
})

test('lists of filters: ranges, repetitions and spaces; wrong ones are told', async () => {
  const filters = async (text: string) => (await kitchen.order('filter', { layer, filters: text })).parameters.filters
  assert.equal(await filters('12'), '12')
  assert.equal(await filters(' 3 , 7,12 '), '3, 7, 12')
  assert.equal(await filters('9,9,0-3,2'), '9, 0-3')
  assert.equal(await filters('0-63'), '0-63')
  const cases: [string, string, RegExp][] = [
    ['0-', 'bad-input', /filters are numbers and ranges, like 12 or 3,7,12 or 0-24\.$/],
    ['-3', 'bad-input', /filters are numbers and ranges/],
    ['1.5', 'bad-input', /filters are numbers and ranges/],
    ['all', 'bad-input', /^filters cannot be all: filters are numbers and ranges/],
    ['5-3', 'bad-input', /^"5-3" is no list of filters\. Write one like 12, 3,7,12 or 0-24\.$/],
    ['9999', 'bad-input', /^Filter 9999 does not exist: block5_conv3 has filters 0 to 255\.$/],
    ['250-256', 'bad-input', /^Filter 256 does not exist/],
    ['0-64', 'limit', /^65 filters are too many for one picture: at most 64 fit\. Ask for fewer\.$/],
  ]
  for (const [text, code, sentence] of cases) {
    const refused = await refusal(filters(text))
    assert.equal(refused.code, code, text)
    assert.match(refused.text, sentence)
  }
})

test('one filter is a picture, several are tiles with their numbers, each the same as alone', async () => {
  const grid = await render({ filters: '7,1,2' })
  assert.ok(grid.kind === 'grid')
  assert.deepEqual(grid.labels, ['7', '1', '2'])
  for (const [i, filter] of ['7', '1', '2'].entries()) {
    const alone = await picture({ filters: filter })
    assert.deepEqual([alone.width, alone.height], [48, 48])
    assert.ok(distance(alone.data, grid.tiles[i]?.data ?? []) <= 1)
  }
})

test('from noise the contrast is stretched; from a photo it is left, and clipped', async () => {
  const noise = await picture({ filters: '1' })
  assert.ok(Math.abs(mean(noise.data) - 127.5) < 1 && Math.abs(deviation(noise.data) - 25.5) < 1)
  const drawn = await picture({ filters: '1', image: photo, size: 60 })
  assert.deepEqual([drawn.width, drawn.height], [60, 40])
  const { data } = await (await kitchen.kit(await kitchen.order('filter', { ...quick, image: photo }))).photo()
  const change = distance(drawn.data, data)
  assert.ok(change > 5 && mean(Array.from(drawn.data, (value, i) => Math.abs(value - (data[i] ?? 0)))) < 30)
  assert.ok(drawn.data.includes(0) && drawn.data.includes(255))
})

test('the same seed gives the same noise to grow from, another one another picture; a photo needs no seed', async () => {
  const one = await picture({ filters: '1' })
  assert.deepEqual(await picture({ filters: '1' }), one)
  assert.notDeepEqual(await picture({ filters: '1', seed: 2 }), one)
  const drawn = await picture({ filters: '1', image: photo })
  assert.deepEqual(await picture({ filters: '1', image: photo, seed: 2 }), drawn)
})

test('filters that never fire are told, with neighbours that are not drawn yet', async () => {
  const open = await render({ filters: '1' })
  assert.deepEqual(open.notes, [])
  // At this seed and size filters 6 and 30 are closed, and before the first step nothing has opened them.
  const one = await render({ filters: '6', iterations: 1 })
  assert.deepEqual(one.notes, [
    'Filter 6 never fired from this start. Try another seed or more iterations, or its neighbours 4, 5, 7, 8.',
  ])
  const several = await render({ filters: '1,5-7,30', iterations: 1 })
  assert.deepEqual(several.notes, [
    'Filters 6, 30 never fired from this start. Try another seed or more iterations, or its neighbours 4, 8.',
  ])
  assert.deepEqual((await render({ filters: '6', iterations: 20 })).notes, [])
})
