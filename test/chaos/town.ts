/** A bot, two workers, their Redis, their disk and their chat: all of it real, each in a process of its own but the chat. */
import { join } from 'node:path'
import { createWorld, type World } from '../platforms/discord/world.ts'
import { type RedisServer, startRedis } from '../scheduler/redis.ts'
import { nowhere } from '../vis/networks.ts'
import { type Disk, mountDisk } from './disk.ts'
import { PEOPLE } from './plan.ts'
import { createProgram, type Program, processesWith } from './program.ts'

export interface Town extends AsyncDisposable {
  readonly world: World
  readonly redis: RedisServer
  readonly disk: Disk
  /** DREAMBOT_DATA. */
  readonly data: string
  readonly bot: Program
  readonly workers: readonly Program[]
  /** What is left of the bot, of the workers and of all that they have started. */
  processes(): number[]
}

export async function startTown(): Promise<Town> {
  const disk = mountDisk()
  const redis = await startRedis({ appendonly: 'yes' })
  const world = await createWorld({ people: PEOPLE })
  const data = join(disk.folder, 'data')
  const env = {
    ...process.env,
    ...{ DREAMBOT_DATA: data, DREAMBOT_WEIGHTS: nowhere, DREAMBOT_NETWORK: 'minivgg', REDIS_URL: redis.url },
    ...{ DREAMBOT_PORT: '0', DREAMBOT_PLAYGROUND: '0', PLAYGROUND_TOKEN: '', LOG_LEVEL: 'info' },
    ...{ DISCORD_TOKEN: world.token, DISCORD_API_URL: world.api, DISCORD_GUILD_ID: '', DISCORD_SHARDS: '' },
    ...{ SLACK_BOT_TOKEN: '' },
  }
  const bot = createProgram([], env, 'listening on')
  const workers = [1, 2].map(() => createProgram(['worker'], env, 'renders for the bots'))
  const programs = [bot, ...workers]
  await Promise.all(programs.map((program) => program.start()))
  return {
    ...{ world, redis, disk, data, bot, workers },
    processes: () => processesWith(`DREAMBOT_DATA=${data}`),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(programs.map((program) => program.stop()))
      await world.close()
      await redis[Symbol.asyncDispose]()
      disk[Symbol.dispose]()
    },
  }
}
