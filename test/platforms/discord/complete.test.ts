/** Suggestions while somebody types. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bot } from '../../../src/core/platform.ts'
import { LIMITS } from '../../../src/platforms/discord/limits.ts'
import { createBare } from './bare.ts'
import { isRunning, textOf } from './reading.ts'
import { createStage } from './stage.ts'

const stage = await createStage()
after(() => stage[Symbol.asyncDispose]())
const { world } = stage

test('layers, filters and networks are suggested according to the other options', async () => {
  const layers = await world.complete('echo', 'layer', 'conv3')
  assert.ok(layers.length > 1)
  assert.ok(layers.every(({ value }) => String(value).includes('conv3')))
  assert.match(layers[0]?.name ?? '', /^block\d_conv3 · \d+ filters/)
  const offered = async (layer: string) =>
    (await world.complete('filter', 'filters', '', { network: 'minivgg', layer }))[0]
  assert.notEqual((await offered('block1_conv1'))?.name, (await offered('block5_conv3'))?.name)
  const networks = await world.complete('echo', 'network', '')
  assert.ok(networks.some(({ value }) => value === 'minivgg'))
  const commands = await world.complete('help', 'command', 'dr')
  assert.deepEqual(
    commands.map(({ value }) => value),
    ['dream'],
  )
})

test('jobs are suggested by title, and only the person’s own', async () => {
  const asked = world.command('echo', { steps: 10_000, ms: 5 })
  await asked.until(isRunning)
  const [own] = await world.complete('cancel', 'picture', '')
  assert.match(own?.name ?? '', /^echo block5_conv3 of minivgg/)
  assert.deepEqual(await world.complete('cancel', 'picture', '', {}, { user: 'bob' }), [])
  const told = world.command('cancel', { picture: String(own?.value) })
  assert.match(textOf(await told.until(() => true)), /1 picture cancelled/)
})

test('slow suggestions are dropped in time; too many are left out, too long ones cut', async () => {
  const long = 'word '.repeat(30)
  const complete: Bot['complete'] = async ({ text }) => {
    if (text === 'slow') await sleep(2000)
    return Array.from({ length: 40 }, (_, i) => ({ value: i === 0 ? long : `v${i}`, label: `${long}${i}` }))
  }
  await using bare = await createBare({ complete })
  const { world } = bare
  const start = performance.now()
  assert.deepEqual(await world.complete('echo', 'layer', 'slow'), [])
  const ms = performance.now() - start
  assert.ok(LIMITS.suggestMs < 300 && ms < 1500, `${ms} ms`)
  const found = await world.complete('echo', 'layer', 'x')
  assert.equal(found.length, 25)
  assert.equal(found[0]?.value, 'v1')
  assert.ok(found.every(({ name }) => name.length <= 100 && name.endsWith('…')))
})
