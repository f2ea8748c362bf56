import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { z } from 'zod'
import { buttonsOf, type Variation, variationOf } from '../../src/bot/actions.ts'
import type { Command } from '../../src/command/command.ts'
import { loadCommands } from '../../src/command/load.ts'
import { shapeOf } from '../../src/command/option-shape.ts'
import { parseOptions } from '../../src/command/options.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Job } from '../../src/core/job.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { HOME } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

const commands = await loadCommands()
const catalog = createCatalog(await loadModels(), nowhere)
const get = (name: string) => commands.get(name) as Command

const dream: Job = {
  command: 'dream',
  network: 'googlenet',
  layer: 'inception_4c/output',
  parameters: { iterations: 10, frameIterations: 4, frames: 1, format: 'png', size: 512, filters: '3, 7' },
  seed: 7,
  image: 'a'.repeat(64),
}
const filter: Job = {
  command: 'filter',
  network: 'vgg16',
  layer: 'block3_conv3',
  parameters: { iterations: 20, filters: '12', size: 128, step: 1, format: 'png', method: 'classic' },
  seed: 7,
}

function press(action: Variation, job: Job, picture?: string) {
  const entry = {
    id: 'id',
    job,
    user: 'chat:ann',
    address: HOME,
    state: 'done',

    ...(picture && { picture }),
  } as const
  const command = get(job.command)
  const layers = () => catalog.layers({ network: job.network }).map(({ layer }) => layer)
  return parseOptions(command.args, variationOf(action, { entry, command, layers })) as Record<string, unknown>
}

function refusal(action: Variation, job: Job): string {
  try {
    press(action, job)
  } catch (error) {
    assert.ok(error instanceof UserError)
    return `${error.message} ${error.hint}`.trim()
  }
  assert.fail('was not refused')
}

/** The options of the job that the action has changed. */
function changed(action: Variation, job: Job, picture?: string): Record<string, unknown> {
  const { parameters, network, layer, seed, image } = job
  const before: Record<string, unknown> = { ...parameters, network, layer, seed, image }
  const now = press(action, job, picture)
  return Object.fromEntries(Object.keys(before).flatMap((key) => (before[key] === now[key] ? [] : [[key, now[key]]])))
}

test("a result has the buttons that its command's options allow", () => {
  const ends = ['recipe', 'delete']
  const all = ['deeper', 'stronger', 'next-layer', 'new-seed', 'animate']
  assert.deepEqual(buttonsOf({ job: dream, kind: 'picture', command: get('dream') }), [...all, ...ends])
  const animation = { ...dream, parameters: { ...dream.parameters, frames: 12 } }
  assert.deepEqual(buttonsOf({ job: animation, kind: 'animation', command: get('dream') }), [
    'stronger',
    'next-layer',
    'new-seed',
    ...ends,
  ])
  assert.deepEqual(buttonsOf({ job: filter, kind: 'picture', command: get('filter') }), all.slice(0, 4).concat(ends))
  assert.deepEqual(buttonsOf({ job: filter, kind: 'grid', command: get('filter') }), [
    'stronger',
    'next-layer',
    'new-seed',
    ...ends,
  ])
})

test('deeper uses the picture as the photo and changes nothing else', () => {
  const picture = 'b'.repeat(64)
  assert.deepEqual(changed('deeper', dream, picture), { image: picture })
  assert.deepEqual(changed('deeper', filter, picture), { image: picture })
  assert.equal(refusal('deeper', dream), 'This picture is no longer kept. Render it again from its recipe.')
})

test("stronger raises the iterations of all frames, up to the command's maximum", () => {
  assert.deepEqual(changed('stronger', dream), { iterations: 16, frameIterations: undefined })
  for (const job of [dream, filter]) {
    const { maximum: most } = shapeOf(get(job.command).args.shape.iterations as z.core.$ZodType)
    let strongest = job
    for (let presses = 0; presses < 20 && strongest.parameters.iterations !== most; presses++) {
      const { iterations } = press('stronger', strongest) as { iterations: number }
      assert.ok(iterations > Number(strongest.parameters.iterations))
      strongest = { ...job, parameters: { ...job.parameters, iterations } }
    }
    assert.match(refusal('stronger', strongest), new RegExp(`^More than ${most} iterations are not possible\\.`))
  }
})

test('the next layer is the next of the same kind, in all networks', () => {
  const pairs: [network: string, layer: string, next: string][] = [
    ['googlenet', 'inception_4c/output', 'inception_4d/output'],
    ['googlenet', 'inception_4e/output', 'inception_5a/output'],
    ['googlenet', 'inception_3a/5x5_reduce', 'inception_3b/5x5_reduce'],
    ['vgg16', 'block3_conv3', 'block4_conv1'],
    ['minivgg', 'block1_conv1', 'block1_conv2'],
    ['inceptionv3', 'mixed9', 'mixed10'],
    ['resnet50v2', 'conv3_block4_out', 'conv4_block1_out'],
    ['squeezenet', 'fire4/concat', 'fire5/concat'],
  ]
  for (const [network, layer, next] of pairs) {
    const job = { ...filter, network, layer }
    assert.deepEqual(changed('next-layer', job), { layer: next, filters: undefined }, layer)
  }
})

test('in a mix each layer moves on and keeps its weight', () => {
  const layers = 'inception_3b/output:1, inception_4c/output:1.5'
  const { filters, ...parameters } = dream.parameters
  const mix: Job = { ...dream, layer: 'inception_3b/output', parameters: { ...parameters, layers, journey: false } }
  const moved = { layer: undefined, layers: 'inception_4a/output:1, inception_4d/output:1.5' }
  assert.deepEqual(changed('next-layer', mix), moved)
  const end = catalog.layers({ network: 'googlenet' }).at(-1)?.layer ?? ''
  const last = { ...mix, parameters: { ...mix.parameters, layers: `inception_3b/output:1, ${end}:1` } }
  assert.equal(refusal('next-layer', last), `${end} is the last layer of googlenet.`)
})

test('pressed again and again, next-layer reaches the last layer and says so', () => {
  for (const network of ['googlenet', 'minivgg', 'vgg16', 'inceptionv3']) {
    const [first, ...others] = catalog.layers({ network }).map(({ layer }) => layer)
    const seen: string[] = []
    let job: Job = { ...filter, network, layer: first ?? '' }
    for (;;) {
      seen.push(job.layer)
      if (job.layer === others.at(-1)) break
      job = { ...job, layer: String(press('next-layer', job).layer) }
    }
    assert.equal(new Set(seen).size, seen.length, 'never the same twice')
    assert.equal(refusal('next-layer', job), `${job.layer} is the last layer of ${network}.`)
  }
})

test("a new seed is random; an animation has frames and the command's default format", async () => {
  const { seed, ...same } = changed('new-seed', dream)
  assert.deepEqual(same, {})
  assert.ok(Number.isInteger(seed) && seed !== dream.seed)
  assert.deepEqual(changed('animate', dream), { frames: 12, format: undefined })
})
