/** The platform in a world, with no bot behind it: tests take its calls and post what they like. */
import assert from 'node:assert/strict'
import type { Address, Bot, Platform, Reply } from '../../../src/core/platform.ts'
import { loadLanguages } from '../../../src/i18n/load.ts'
import { createDiscord } from '../../../src/platforms/discord/discord.ts'
import { IN_MEMORY, openDatabase } from '../../../src/storage/database.ts'
import type { LogEntry } from '../../scheduler/harness.ts'
import type { Handle } from './handle.ts'
import { stageCommands } from './stage.ts'
import type { Hand } from './user.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

/** Its end checks that Discord would have taken everything. */
export interface Bare extends AsyncDisposable {
  readonly world: World
  readonly discord: Platform
  readonly logged: readonly LogEntry[]
  /** Somebody uses /echo, or another command; settles when it is acknowledged and the bot is called. */
  ask(hand?: Hand, command?: string): Promise<{ asked: Handle; address: Address }>
}

export const RUNNING: Reply = { state: 'running', title: 'echo', text: 'starting' }
export const DONE: Reply = { state: 'done', title: 'echo', text: 'a caption' }
export const FAILED: Reply = { state: 'failed', text: 'It is too small.', audience: 'user' }

/** How long until an interaction's token is over, with some to spare. */
export const TOKEN_MS = 15 * 60_000

export async function createBare({ complete = async () => [], ...options }: BareOptions = {}): Promise<Bare> {
  const world = await createWorld(options)
  const logged: LogEntry[] = []
  let called = (_: Address): void => {}
  const discord = createDiscord({
    ...{ token: world.token, apiUrl: world.api, guild: undefined, shards: 1, now: world.now },
    ...{ commands: await stageCommands(), languages: await loadLanguages(), database: openDatabase(IN_MEMORY) },
    log: (entry) => logged.push(entry),
  })
  const hear = async ({ address }: { address: Address }) => called(address)
  const stop = await discord.start({ handle: hear, press: hear, complete })
  return {
    world,
    discord,
    logged,
    async ask(hand = {}, command = 'echo') {
      const { promise, resolve } = Promise.withResolvers<Address>()
      called = resolve
      const asked = world.command(command, {}, hand)
      await asked.acknowledged()
      return { asked, address: await promise }
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await world.close()
      assert.deepEqual(world.violations, [])
    },
  }
}

export interface BareOptions extends WorldOptions {
  readonly complete?: Bot['complete']
}
