import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionsOf } from '../../src/command/recipe.ts'
import type { Job } from '../../src/core/job.ts'
import type { Chart, Rendering, RenderProgress } from '../../src/core/rendering.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { toImages } from '../../src/vis/images.ts'
import { rankFilters } from '../../src/vis/inspect/feature-maps.ts'
import { finish } from '../vis/networks.ts'
import { createKitchen, refusal } from './kitchen.ts'

const kitchen = await createKitchen()
const photo = await kitchen.photo(64, 48)

const layer = 'block3_conv3'
const order = (input: Readonly<Record<string, unknown>>) => kitchen.order('activations', { image: photo, ...input })

async function render(
  input: Readonly<Record<string, unknown>>,
): Promise<{ chart: Rendering & Chart; steps: RenderProgress[] }> {
  const job = await order(input)
  const { render } = kitchen.commands.get('activations') ?? {}
  assert.ok(render)
  const { value, steps } = await finish(render(job, await kitchen.kit(job)))
  assert.ok(value.kind === 'chart')
  return { chart: value, steps }
}

async function strengths(job: Job) {
  const kit = await kitchen.kit(job)
  const [maps] = await kit.network.activations(toImages(await kit.photo()), [layer])
  assert.ok(maps)
  return rankFilters(maps)
}

test('a job has every option filled in; without a layer it is about all layers', async () => {
  const common = { command: 'activations', network: 'minivgg', seed: 0, image: photo }
  const parameters = { range: 'own', colours: 'magma', overlay: false, format: 'png', size: 64 }
  assert.deepEqual(await order({ layer }), { ...common, layer, parameters })
  assert.deepEqual(await order({}), { ...common, layer: 'all', parameters })
  assert.deepEqual(await order({ layer: 'all' }), { ...common, layer: 'all', parameters })
  const chosen = await order({ layer, filters: '7,1-3', range: 'common', overlay: 'yes', size: '100', format: 'webp' })
  assert.deepEqual(chosen.parameters, {
    range: 'common',
    colours: 'magma',
    overlay: true,
    format: 'webp',
    size: 100,
    filters: '7, 1-3',
  })
})

test('a job’s own options make the same job again', async () => {
  const command = kitchen.commands.get('activations')
  assert.ok(command)
  for (const input of [{ layer }, {}, { layer, filters: '3', overlay: true }, { range: 'common', size: 99 }]) {
    const job = await order(input)
    assert.deepEqual(await kitchen.order('activations', optionsOf(job, command)), job)
    assert.deepEqual(await kitchen.context.replay(JSON.stringify(job), undefined), job)
  }
})

test('the note names the strongest filters in order, with their values', async () => {
  const ranked = await strengths(await order({ layer }))
  const { chart } = await render({ layer })
  assert.deepEqual(chart.strongest, ranked.slice(0, 9))
  const [note = ''] = chart.notes ?? []
  const [first] = ranked
  assert.ok(inEnglish(note).startsWith(`Strongest, by their largest activation: ${first?.filter} (`), inEnglish(note))
  assert.ok(inEnglish(chart.alt).includes(`25 filters of ${layer} of minivgg`))
})

test('chosen filters are sorted by strength too', async () => {
  const ranked = await strengths(await order({ layer }))
  const wanted = ranked.slice(3, 8).map(({ filter }) => filter)
  const { chart } = await render({ layer, filters: wanted.toSorted((a, b) => a - b).join() })
  assert.deepEqual(chart.strongest, ranked.slice(3, 8))
})

test('filters that fire nowhere lead to no buttons', async () => {
  const job = await order({ layer })
  const kit = await kitchen.kit(job)
  const silent = { ...kit.network, activations: async () => [{ shape: [1, 128, 4, 5], data: new Float32Array(2560) }] }
  const { render } = kitchen.commands.get('activations') ?? {}
  assert.ok(render)
  const { value } = await finish(render(job, { ...kit, network: silent as never }))
  assert.ok(value.kind === 'chart')
  assert.equal(value.strongest, undefined)
  assert.equal(inEnglish(value.notes?.[0] ?? ''), 'None of these filters fires on this photo.')
})

test('all layers make one tall picture with a row for each', async () => {
  const { chart, steps } = await render({})
  assert.ok(chart.picture.height > 2 * chart.picture.width && chart.picture.height <= 16_383)
  assert.equal(chart.strongest, undefined)
  // All 13 convolutions; the pools only show them again, and the mean and the classes have one position.
  assert.deepEqual(steps.at(-1)?.at, { layer: [13, 13] })
  assert.match(inEnglish(chart.notes?.[0] ?? ''), /^Shown: of 13 layers, block1_conv1 to block5_conv3, the 6 filters/)
  assert.ok(steps.every(({ done }, i) => done < 1 && done > (steps[i - 1]?.done ?? 0)))
})

test('a range or an overlay changes the pixels; the same job repeats them', async () => {
  const pixels = async (input: object) => Buffer.from((await render({ layer, ...input })).chart.picture.data)
  const own = await pixels({})
  assert.ok(own.equals(await pixels({})))
  const [common, overlay] = [await pixels({ range: 'common' }), await pixels({ overlay: true })]
  assert.ok(!own.equals(common) && !own.equals(overlay))
})

test('wrong options are refused with a sentence that says what is right', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ filters: '3' }, /^Filters belong to one layer, and no layer is named\. Name a layer\.$/],
    [{ layer: 'all', filters: '3' }, /^Filters belong to one layer/],
    [{ layer: 'block9' }, /^minivgg has no layer "block9"\. Did you mean block\d/],
    [{ layer, filters: '128' }, /^Filter 128 does not exist: block3_conv3 has filters 0 to 127\.$/],
    [{ layer, filters: '0-64' }, /^65 filters are too many for one picture: at most 64 fit\./],
    [{ layer, range: 'mine' }, /^range must be own or common, not mine\./],
    [{ image: undefined }, /^image is missing\. Attach a photo\.$/],
  ]
  for (const [input, sentence] of cases) assert.match((await refusal(order(input))).text, sentence)
})

test('a photo too narrow for a layer is refused; a picture of all layers stops before that layer', async () => {
  const narrow = await kitchen.photo(64, 6)
  const { code } = await refusal(render({ image: narrow, layer: 'block5_conv3' }))
  assert.equal(code, 'too-small')
  const { chart } = await render({ image: narrow })
  assert.match(inEnglish(chart.notes?.[0] ?? ''), /of 7 layers, block1_conv1 to block3_conv3/)
})

test('the tallest photo still makes a picture that chats accept', async () => {
  const { chart } = await render({ image: await kitchen.photo(16, 512) })
  assert.ok(chart.picture.height <= 16_383, `${chart.picture.height}`)
})
