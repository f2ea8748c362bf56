import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job } from '../../src/core/job.ts'
import type { Pixels } from '../../src/core/pixels.ts'
import type { Rendering } from '../../src/core/rendering.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { random } from '../contract/random.ts'
import { deviation, distance, finish, mean } from '../vis/networks.ts'
import { createKitchen, optionsOf, refusal } from './kitchen.ts'

const kitchen = await createKitchen()
const photo = await kitchen.photo(60, 40)

const layer = 'block5_conv3'
const quick = { layer, method: 'classic', size: 48, iterations: 3, step: 10, seed: 1 }

/** The parameters of a request without options. */
const usual = { method: 'sharp', variations: 1, frames: 1, neuron: false } as const

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

test('a job has every option and its seed filled in; a network may set the step', async () => {
  const job = await kitchen.order('filter', { layer, filters: '3' })
  const plain = { variations: 1, frames: 1, neuron: false, format: 'png' }
  assert.deepEqual(job, {
    command: 'filter',
    network: 'minivgg',
    layer,
    parameters: { ...plain, method: 'sharp', step: 0.05, iterations: 256, filters: '3', size: 256 },
    seed: job.seed,
  })
  const numbers = async (input: object) => {
    const { step, iterations, size, filters, format } = (await kitchen.order('filter', { layer, ...input })).parameters
    return [step, iterations, size, filters, format]
  }
  assert.deepEqual(await numbers({}), [0.1, 64, 128, '0-24', 'png'])
  assert.deepEqual(await numbers({ method: 'classic' }), [20, 20, 128, '0-24', 'png'])
  assert.deepEqual(await numbers({ method: 'maco' }), [1, 256, 256, '0-3', 'png'])
  assert.deepEqual(await numbers({ variations: 4 }), [0.1, 64, 128, '0', 'png'])
  assert.deepEqual(await numbers({ frames: 24 }), [0.1, 64, 128, '0, 1', 'gif'])
  assert.deepEqual(await numbers({ image: photo, filters: '3' }), [0.05, 24, 60, '3', 'png'])
  assert.equal((await kitchen.order('filter', { layer: 'block1_conv1' })).parameters.filters, '0-23')
})

test('a job’s own options make the same job again', async () => {
  const photos = [photo, await kitchen.photo(700, 90), await kitchen.photo(12, 30), undefined]
  const { uniform } = random(42)
  const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
  const maybe = (options: Record<string, unknown>) => (uniform(0, 1) < 0.5 ? {} : options)
  for (let i = 0; i < 100; i++) {
    const input = {
      layer: ['block1_conv1', 'block3_conv2', layer][whole(0, 2)],
      image: photos[whole(0, 3)],
      ...maybe({ filters: ['3', '0-5, 9', '7,7,1', '4,3,2', ' 1 - 1 ', '3+4-2*7,0'][whole(0, 5)] }),
      ...maybe({ network: 'minivgg', method: ['classic', 'sharp'][whole(0, 1)] }),
      ...maybe({ neuron: true }),
      ...maybe({ size: whole(32, 1024) }),
      ...maybe({ step: uniform(0.01, 100), iterations: whole(1, 1024) }),
      ...maybe({ seed: whole(0, 2 ** 32 - 1) }),
      ...maybe({ format: ['png', 'jpeg', 'webp', 'gif'][whole(0, 3)] }),
    }
    const job = await kitchen.order('filter', input)
    assert.deepEqual(await kitchen.order('filter', optionsOf(job)), job, JSON.stringify(input))
    assert.deepEqual(await kitchen.context.replay(JSON.stringify({ job }), undefined), job)
  }
})

test('a filter in a photo has the photo’s size, up to 512', async () => {
  const size = async (input: object) => (await kitchen.order('filter', { layer, ...input })).parameters.size
  for (const method of ['sharp', 'classic']) {
    assert.equal(await size({ method, image: photo }), 60)
    assert.equal(await size({ method, image: await kitchen.photo(40, 1300) }), 512)
    assert.equal(await size({ method, image: await kitchen.photo(4, 5) }), 32)
    assert.equal(await size({ method, image: photo, size: 200 }), 200)
  }
})

test('lists of filters may have ranges, directions, repetitions and spaces; wrong ones are refused', async () => {
  const filters = async (text: string) => (await kitchen.order('filter', { layer, filters: text })).parameters.filters
  assert.equal(await filters('12'), '12')
  assert.equal(await filters(' 3 , 7,12 '), '3, 7, 12')
  assert.equal(await filters('9,9,0-3,2'), '9, 0-3')
  assert.equal(await filters('0-63'), '0-63')
  assert.equal(await filters('12 + 40, 3 - 0.5*7'), '12+40, 3-0.5*7')
  const cases: [string, string, RegExp][] = [
    ['0-', 'bad-input', /^"0-" is no list of filters\. Write one like 12, 3,7,12 or 0-24, or a direction like/],
    ['5-3', 'bad-input', /^"5-3" is no list of filters\./],
    ['12+9999', 'bad-input', /^Filter 9999 does not exist: block5_conv3 has filters 0 to 255\.$/],
    ['0-64', 'limit', /^65 filters are too many for one picture: at most 64 fit\. Ask for fewer\.$/],
  ]
  for (const [text, code, sentence] of cases) {
    const refused = await refusal(filters(text))
    assert.equal(refused.code, code, text)
    assert.match(refused.text, sentence)
  }
})

test('a class is a filter of the layer of scores, and the note names it', async () => {
  const job = await kitchen.order('filter', { layer: 'class: sunflower , 3' })
  assert.deepEqual([job.network, job.layer], ['minivgg', 'predictions'])
  const { filters, size } = job.parameters
  assert.match(String(filters), /^\d+, 3$|^3, \d+$/)
  assert.equal(size, 128)
  assert.deepEqual(await kitchen.order('filter', optionsOf(job)), job)
  const told = await kitchen.commands.get('filter')?.run({ ...usual, layer: 'class:sunflower' }, kitchen.context)
  assert.match(inEnglish((told as Job).note ?? ''), /^class \d+ of minivgg is sunflower$/)
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ layer: 'class:sunflowr' }, /^minivgg has no class "sunflowr"\. Did you mean sunflower/],
    [{ layer: 'class:sunflower', filters: '3' }, /^Both class:sunflower and the filters 3 are given\. Leave/],
    [{ layer: 'class:tabby', network: 'vgg16' }, /^vgg16 names no classes/],
  ]
  for (const [input, sentence] of cases) assert.match((await refusal(kitchen.order('filter', input))).text, sentence)
})

test('options that do not go together are refused', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ method: 'maco', image: photo }, /^maco draws nothing into a photo\. Choose sharp or classic\.$/],
    [{ method: 'classic', variations: 4 }, /^Variations and frames are drawn by the method sharp, not by classic\./],
    [{ method: 'maco', frames: 4 }, /^Variations and frames are drawn by the method sharp, not by maco\./],
    [{ variations: 2, image: photo }, /^Variations and frames are not drawn into a photo\./],
    [{ variations: 2, frames: 8 }, /^Variations don’t go together with frames\./],
    [{ variations: 2, filters: '1,2' }, /^Variations are drawn of one filter, and 2 are given\. Choose one\.$/],
    [{ frames: 8, filters: '1' }, /^An animation goes from one filter to another\. Choose two filters or more/],
    [{ frames: 3, filters: '1-4' }, /^3 frames are too few for 4 filters\. Ask for more frames or fewer filters\.$/],
    [
      { frames: 8, filters: '1,2', format: 'png' },
      /^8 frames do not fit into a png file\. Animations are gif, webp or mp4\.$/,
    ],
    [{ format: 'mp4' }, /^An mp4 file holds an animation, and this is one picture\./],
    [{ variations: 9 }, /^variations must be a whole number from 1 to 8, not 9\./],
    [{ method: 'sharpp' }, /^method must be sharp, maco or classic, not sharpp\. Did you mean sharp\?$/],
  ]
  for (const [input, sentence] of cases)
    assert.match((await refusal(kitchen.order('filter', { layer, ...input }))).text, sentence)
})

test('variations are tiles of one filter, frames an animation that comes back', async () => {
  const small = { method: 'sharp', layer: 'block3_conv1', size: 32, iterations: 8, step: 0.05 }
  const faces = await render({ ...small, filters: '3', variations: 3 })
  assert.ok(faces.kind === 'grid')
  assert.deepEqual(faces.labels, ['1', '2', '3'])
  assert.equal(new Set(faces.tiles.map(({ data }) => data.join())).size, 3)
  const journey = await render({ ...small, filters: '3,9', frames: 8 })
  assert.ok(journey.kind === 'animation')
  const frames = journey.frames.map(({ data }) => data.join())
  assert.equal(new Set(frames).size, 5)
  assert.deepEqual(frames.slice(5), frames.slice(1, 4).reverse())
})

test('a direction and a neuron give other pictures than a filter', async () => {
  const small = { method: 'sharp', layer: 'block3_conv1', size: 32, iterations: 2, step: 0.05 }
  const pictures = new Set<string>()
  for (const input of [{ filters: '3' }, { filters: '3+9' }, { filters: '3', neuron: true }])
    pictures.add((await picture({ ...small, ...input })).data.join())
  assert.equal(pictures.size, 3)
  const grid = await render({ ...small, filters: '3+9,-7' })
  assert.ok(grid.kind === 'grid')
  assert.deepEqual(grid.labels, ['3+9', '-7'])
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

test('the contrast is stretched when drawn from noise, and clipped when drawn into a photo', async () => {
  const noise = await picture({ filters: '1' })
  assert.ok(Math.abs(mean(noise.data) - 127.5) < 1 && Math.abs(deviation(noise.data) - 25.5) < 1)
  const drawn = await picture({ filters: '1', image: photo, size: 60 })
  assert.deepEqual([drawn.width, drawn.height], [60, 40])
  const { data } = await (await kitchen.kit(await kitchen.order('filter', { ...quick, image: photo }))).photo()
  const change = distance(drawn.data, data)
  assert.ok(change > 5 && mean(Array.from(drawn.data, (value, i) => Math.abs(value - (data[i] ?? 0)))) < 30)
  assert.ok(drawn.data.includes(0) && drawn.data.includes(255))
})

test('the score change of a large picture is measured at full size', async () => {
  const job = await kitchen.order('filter', { ...quick, layer: 'block2_conv1', filters: '1', image: photo, size: 384 })
  const { render } = kitchen.commands.get('filter') ?? {}
  assert.ok(render)
  const { steps, value } = await finish(render(job, await kitchen.kit(job)))
  const [first = 0, last = 0] = [steps[0]?.score, steps.at(-1)?.score]
  const { before = 0, after = 0 } = value.climb ?? {}
  assert.ok(Math.abs(before / first - 1) < 1e-3, `${before}, and at first ${first}`)
  assert.ok(after > last, `${after}, and at last ${last}`)
})

test('the seed decides the noise that a picture starts from; a photo needs no seed', async () => {
  const one = await picture({ filters: '1' })
  assert.deepEqual(await picture({ filters: '1' }), one)
  assert.notDeepEqual(await picture({ filters: '1', seed: 2 }), one)
  const drawn = await picture({ filters: '1', image: photo })
  assert.deepEqual(await picture({ filters: '1', image: photo, seed: 2 }), drawn)
})

test('filters that never fire are noted, with neighbours that are not drawn yet', async () => {
  const open = await render({ filters: '1' })
  assert.deepEqual(open.notes, [])
  // At this seed and size filters 6 and 30 are closed, and before the first step nothing has opened them.
  const one = await render({ filters: '6', iterations: 1 })
  assert.deepEqual(one.notes?.map(inEnglish), [
    'Filter 6 never fired from this start. Try another seed or more iterations, or its neighbours 4, 5, 7, 8.',
  ])
  const several = await render({ filters: '1,5-7,30', iterations: 1 })
  assert.deepEqual(several.notes?.map(inEnglish), [
    'Filters 6, 30 never fired from this start. Try another seed or more iterations, or its neighbours 4, 8.',
  ])
  assert.deepEqual((await render({ filters: '6', iterations: 20 })).notes, [])
})
