/** When bot and world are closed, nothing keeps the process alive. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSmallBot } from './world/small-bot.ts'
import { createWorld } from './world.ts'

for (const mode of ['socket', 'http'] as const)
  test(`nothing is left of a world over ${mode}`, async () => {
    const before = handles()
    const world = await createWorld()
    const bot = await startSmallBot(world, { mode })
    await (await world.slash('/help', '')).ack
    await bot.stop()
    await world.close()
    // Sockets tell a moment later that they are gone.
    for (let tries = 0; tries < 50 && handles().length > before.length; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10))
    assert.deepEqual(handles(), before)
  })

function handles(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|Request/.test(name))
}
