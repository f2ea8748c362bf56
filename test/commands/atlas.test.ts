/** The atlas: kept tiles are taken and missing ones drawn, for grids, single filters and whole networks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atlasFilters, atlasJob, tileJob } from '../../src/atlas/jobs.ts'
import { encodeTile } from '../../src/atlas/tile-file.ts'
import type { LayerWork } from '../../src/command/command.ts'
import type { Job } from '../../src/core/job.ts'
import type { Rendering, RenderProgress } from '../../src/core/rendering.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { noise } from '../image/pictures.ts'
import { finish } from '../vis/networks.ts'
import { createKitchen, refusal } from './kitchen.ts'

const kitchen = await createKitchen()

const network = 'minivgg'
const layer = 'block1_conv1'
const kept = noise(128, 128)
const data = await encodeTile(kept, { fired: true, engine: 'onnx-cpu' })

async function render(job: Job): Promise<{ steps: RenderProgress[]; value: Rendering }> {
  const { render } = kitchen.commands.get(job.command) ?? {}
  assert.ok(render)
  return finish(render(job, await kitchen.kit(job)))
}

/** The jobs of a layer's tiles. */
function tiles(layer: string): Job[] {
  const choice = kitchen.atlas.choice(network, layer)
  const grid = atlasJob(choice, '0-24')
  return atlasFilters(choice).map((filter) => tileJob(grid, [{ filter, weight: 1 }]))
}

/** Keeps tiles as if they had been drawn before. */
async function keep(jobs: readonly Job[]): Promise<void> {
  await kitchen.atlas.keep(jobs.map((job) => ({ job, data })))
}

const notes = ({ notes = [] }: Rendering) => notes.map(inEnglish).join('\n')

test('a grid with all defaults is a job of the atlas; any other is not', async () => {
  const grid = await kitchen.order('filter', { layer })
  const { note, ...first } = grid
  assert.deepEqual(first, atlasJob(kitchen.atlas.choice(network, layer), '0-23'))
  assert.equal((await kitchen.order('filter', { layer, filters: '3,9' })).seed, 0)
  const others = [{ size: 96 }, { iterations: 20 }, { step: 0.2 }, { method: 'classic' }, { neuron: true }]
  for (const other of [...others, { variations: 3 }, { frames: 8 }, { filters: '7' }]) {
    const seeds = new Set<number>()
    for (let i = 0; i < 3; i++) seeds.add((await kitchen.order('filter', { layer, ...other })).seed)
    assert.equal(seeds.size, 3, JSON.stringify(other))
  }
  assert.equal((await kitchen.order('filter', { layer, seed: 5 })).seed, 5)
})

test('a grid takes kept tiles, and draws and keeps the missing ones', async () => {
  const all = tiles(layer)
  assert.equal(all.length, 24)
  const missing = all[5] as Job
  await keep(all.filter((job) => job !== missing))
  const grid = await kitchen.order('filter', { layer })
  const work = async () => kitchen.commands.get('filter')?.work?.(grid, kitchen.atlas)
  assert.equal(await work(), 128 ** 2 * 64)
  const { steps, value } = await render(grid)
  assert.deepEqual([steps.length, steps[0]?.at], [64, { filter: [24, 24], step: [1, 64] }])
  const preview = steps[30]?.picture?.()
  assert.ok(value.kind === 'grid' && preview && preview.width > 4 * 128, 'it is watched as a grid')
  assert.deepEqual(value.tiles[4]?.data, kept.data)
  assert.notDeepEqual(value.tiles[5]?.data, kept.data)

  assert.equal(await work(), 0)
  const again = await render(grid)
  assert.equal(again.steps.length, 0)
  assert.ok(again.value.kind === 'grid')
  assert.deepEqual(again.value.tiles[5]?.data, value.tiles[5]?.data)
  const several = await render(await kitchen.order('filter', { layer, filters: '5,1', format: 'jpeg' }))
  assert.ok(several.value.kind === 'grid' && several.steps.length === 0, 'tiles are kept one by one')
  assert.deepEqual(several.value.tiles[0]?.data, value.tiles[5]?.data)
})

test('a single kept filter is shown from its tile, unless options are given', async () => {
  const [tile] = await Promise.all([kitchen.order('filter', { layer, filters: '5' })])
  assert.deepEqual(tile, tiles(layer)[5])
  const answer = await kitchen.atlas.keptResult(tile as Job)
  assert.ok(answer)
  assert.deepEqual([answer.report.kind, answer.report.size, answer.files[0]?.format], ['picture', [128, 128], 'png'])
  assert.match(answer.notes.map(inEnglish).join(), /^From the atlas\. Set a size, such as 256, to draw it again/)
  assert.deepEqual(await kitchen.order('filter', { ...tile?.parameters, layer, seed: 0, network }), tile, 'a recipe')
  const jpeg = await kitchen.order('filter', { layer, filters: '5', format: 'jpeg' })
  assert.equal((await kitchen.atlas.keptResult(jpeg))?.files[0]?.format, 'jpeg')
  for (const other of [{ size: 128 }, { iterations: 64 }, { step: 0.1 }, { method: 'classic' }, { seed: 3 }]) {
    const job = await kitchen.order('filter', { layer, filters: '5', ...other })
    assert.equal(await kitchen.atlas.keptResult(job), undefined, JSON.stringify(other))
  }
  const elsewhere = await kitchen.order('filter', { layer: 'block1_conv2', filters: '5' })
  assert.deepEqual([elsewhere.parameters.size, elsewhere.parameters.iterations], [256, 256], 'not kept yet')
  assert.equal(await kitchen.atlas.keptResult(elsewhere), undefined)
  assert.match((await kitchen.atlas.tilePath({ network, layer, filter: 5 })) ?? '', /\.png$/)
  assert.equal(await kitchen.atlas.tilePath({ network, layer: 'block1_conv2', filter: 5 }), undefined)
})

test('a kept filter that never fired is noted', async () => {
  const job = atlasJob(kitchen.atlas.choice(network, layer), '6')
  const still = await encodeTile(noise(128, 128), { fired: false, engine: 'onnx-cpu' })
  await kitchen.atlas.keep([{ job, data: still }])
  const { notes = [] } = (await kitchen.atlas.keptResult(job)) ?? {}
  assert.match(notes.map(inEnglish).join('\n'), /^Filter 6 never fired.* its neighbours 4, 5, 7, 8\.\nFrom the atlas/)
  await keep([job])
  assert.doesNotMatch(((await kitchen.atlas.keptResult(job))?.notes ?? []).map(inEnglish).join(), /fired/)
})

test('the atlas draws missing tiles layer by layer and shows all tiles', async () => {
  const layers = (await kitchen.atlas.convolutions(network)).map(({ name }) => name)
  assert.equal(layers.length, 13)
  assert.ok(!layers.includes('predictions'), 'scores of classes are no pictures')
  const all = layers.flatMap(tiles)
  assert.equal(all.length, 324)
  const job = await kitchen.order('atlas', {})
  assert.deepEqual(job, { command: 'atlas', network, layer: '', parameters: { format: 'jpeg' }, seed: 0 })
  const work = async () => (await kitchen.commands.get('atlas')?.work?.(job, kitchen.atlas)) as readonly LayerWork[]
  const missing = all.filter(({ layer, parameters: { filters } }) => layer === 'block1_conv2' && filters === '7')
  assert.equal(missing.length, 1)
  await keep(all.filter((tile) => !missing.includes(tile) && tile.layer !== layer))
  assert.deepEqual(
    (await work()).map(({ pixels }) => pixels),
    layers.map((name) => (name === 'block1_conv2' ? 128 ** 2 * 64 : 0)),
  )

  const { steps, value } = await render(job)
  assert.deepEqual([steps.length, steps[0]?.at], [64, { layer: [2, 13], filter: [25, 25], step: [1, 64] }])
  assert.deepEqual([steps[0]?.done, steps[32]?.done], [0, 0.5])
  assert.ok(value.kind === 'chart')
  assert.match(notes(value), /^323 of 324 were drawn before\.\n\/filter with the layer block5_conv3 and the filter 3/)
  assert.equal(
    inEnglish(value.alt),
    'What filters of minivgg look for: the first 25 filters of 13 convolutions, block1_conv1 to block5_conv3.',
  )
  const { width, height } = value.picture
  assert.ok(width > 1000 && width <= 2100 && height > 1000 && height <= 2100, `${width} x ${height}`)
  const again = await render(job)
  assert.equal(again.steps.length, 0)
  assert.match(notes(again.value), /^All 324 were drawn before\./)
})

test('an atlas whose time cannot be estimated is refused with a remedy', async () => {
  const { code, text } = await refusal(kitchen.order('atlas', { network: 'googlenet' }))
  assert.equal(code, 'missing-weights')
  assert.match(text, /^The weights of googlenet are not installed.* npm run atlas -- googlenet draws it ahead\.$/)
})
