/** A session that Discord declares over: discord.js waits for seconds before it opens another one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isResult } from './reading.ts'
import { createStage } from './stage.ts'

test('a session that cannot be resumed is replaced by a new one', async () => {
  await using stage = await createStage()
  const { world } = stage
  const asked = world.command('echo', { steps: 100, ms: 100 })
  await asked.acknowledged()
  world.dropGateway('invalid')
  await asked.until(isResult, 20_000)
  await world.until(() => world.identified.length === 2 && world.connected === 1, 20_000)
  assert.equal(world.resumes.length, 0)
  await world.command('echo').until(isResult)
})

test('a connection that stays away for a while comes back', async () => {
  await using stage = await createStage()
  const { world } = stage
  world.dropGateway('cut', 4000)
  await world.until(() => world.connected === 0)
  const asked = world.command('echo', { steps: 2 })
  await world.until(() => world.resumes.length === 1, 30_000)
  assert.equal(asked.lost, true, 'a person was told that the bot did not answer')
  await world.command('echo').until(isResult)
  const again = stage.logged.filter(({ message }) => message.includes('connects to Discord again'))
  assert.equal(again.length, 1, 'one line, however often it tries')
})
