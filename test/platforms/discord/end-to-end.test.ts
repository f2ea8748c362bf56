/** Nothing stands in for anything but Discord: from a person's photo to the worker's own bytes in the channel. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { assemble } from '../../../src/app/assemble.ts'
import { recipeOf } from '../../../src/command/recipe.ts'
import type { Platform, Reply } from '../../../src/core/platform.ts'
import { createDiscord } from '../../../src/platforms/discord/discord.ts'
import { openDatabase } from '../../../src/storage/database.ts'
import { nowhere } from '../../vis/networks.ts'
import { PHOTO } from './photos.ts'
import { isResult, textOf } from './reading.ts'
import { createWorld } from './world.ts'

test('a photo dreams with minivgg, and the channel has the worker’s picture, byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-discord-'))
  await using world = await createWorld()
  await using end = new AsyncDisposableStack()
  const logged: object[] = []
  const database = openDatabase(folder)
  const config = { network: undefined, weights: nowhere, data: folder, engine: 'onnx-cpu' } as never
  const parts = await assemble({ config, database, log: (entry) => logged.push(entry) })
  const { commands, languages, scheduler, createBot } = parts
  const discord = createDiscord({
    ...{ token: world.token, apiUrl: world.api, guild: undefined, shards: 1, commands, languages, database },
    log: (entry) => logged.push(entry),
  })
  const replies: Reply[] = []
  const watched: Platform = {
    ...discord,
    post(address, reply) {
      replies.push(reply)
      return discord.post(address, reply)
    },
  }
  const bot = createBot(new Map([['discord', watched]]))
  const stop = await discord.start(bot)
  end.defer(async () => {
    await bot.stop()
    await stop()
    await scheduler.close()
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const values = { iterations: 1, octaves: 2, seed: 3, network: 'minivgg', layer: 'block3_conv1' }
  const asked = world.command('dream', values, { attachments: { image: PHOTO } })
  const done = await asked.until(isResult, 60_000)
  const made = replies.at(-1)?.files?.[0]
  assert.ok(made && done.files[0])
  assert.ok(done.files[0].data.equals(made.data))
  assert.match(
    textOf(done),
    /^### dream block3_conv1 of minivgg\n.*\n-# minivgg · block3_conv1 · 2 steps · .* · seed 3/,
  )

  // The recipe gives the same bytes once more.
  const job = replies.at(-1)?.report?.job
  assert.ok(job)
  const again = await world.command('recipe', { recipe: recipeOf(job) }).until(isResult, 60_000)
  assert.ok(again.files[0]?.data.equals(made.data))
  assert.deepEqual(
    [...world.violations, ...logged.filter((entry) => (entry as { level: string }).level !== 'info')],
    [],
  )
})
