/** The plan's faults, each when so many pictures are there; those of one part come one after the other. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultKind, Plan } from './plan.ts'
import type { Town } from './town.ts'

/** When something was wrong, by `performance.now`. */
export interface Episode {
  readonly kind: FaultKind
  readonly from: number
  /** Infinity while it lasts. */
  to: number
}

export interface Trouble {
  readonly episodes: readonly Episode[]
  /** So many pictures are there now. */
  seen(pictures: number): void
  /** Settles when all faults are over. Rejects when something does not come back. */
  readonly over: Promise<unknown>
  /** Begins no more. Settles when all that has begun is over. */
  end(): Promise<unknown>
}

export function makeTrouble({ faults }: Plan, town: Town): Trouble {
  const { world, redis, disk, bot, workers } = town
  const episodes: Episode[] = []
  const left = [...faults]
  /** The last fault of each part. */
  const parts = new Map<string, Promise<void>>()
  const done = Promise.withResolvers<unknown>()

  async function restartRedis(signal: NodeJS.Signals, ms: number): Promise<void> {
    await redis.stop(signal)
    await sleep(ms)
    await redis.start()
  }

  async function spoilChat(fault: Parameters<typeof world.fail>[1], ms: number): Promise<void> {
    const mend = world.fail(/./, fault, Number.POSITIVE_INFINITY)
    await sleep(ms)
    mend()
  }

  /** The part that a fault strikes, and what it does to it. */
  const strikes: Record<FaultKind, (fault: Fault) => readonly [part: string, strike: () => Promise<void>]> = {
    'a worker is killed': ({ worker, ms }) => [`worker ${worker}`, async () => workers[worker]?.kill(ms)],
    'a render process is killed': ({ worker }) => [`worker ${worker}`, async () => workers[worker]?.killChildren()],
    'the bot is killed': ({ ms }) => ['bot', () => bot.kill(ms)],
    'Redis ends': ({ ms }) => ['Redis', () => restartRedis('SIGTERM', ms)],
    'Redis is killed': ({ ms }) => ['Redis', () => restartRedis('SIGKILL', ms)],
    'Redis is away': ({ ms }) => ['Redis', () => restartRedis('SIGTERM', ms)],
    'the disk is full': ({ ms }) => [
      'disk',
      async () => {
        disk.fill()
        await sleep(ms)
        disk.free()
      },
    ],
    'the chat answers 500': ({ ms, applied }) => ['chat', () => spoilChat({ status: 500, body: DOWN, applied }, ms)],
    'the chat times out': ({ ms, applied }) => ['chat', () => spoilChat({ delayMs: ms, cut: true, applied }, ms)],
    'the chat cuts its gateway': ({ ms }) => [
      'gateway',
      async () => {
        world.dropGateway('cut', ms)
        await sleep(ms)
      },
    ],
  }

  function begin(fault: Fault): void {
    const [part, strike] = strikes[fault.kind](fault)
    const before = parts.get(part) ?? Promise.resolve()
    const struck = before.then(async () => {
      const episode = { kind: fault.kind, from: performance.now(), to: Number.POSITIVE_INFINITY }
      episodes.push(episode)
      await strike()
      episode.to = performance.now()
    })
    parts.set(part, struck)
    struck.catch(done.reject)
  }

  return {
    episodes,
    seen(pictures) {
      for (let [next] = left; next && next.after <= pictures; [next] = left) {
        left.shift()
        begin(next)
      }
      if (left.length === 0) Promise.all(parts.values()).then(done.resolve, done.reject)
    },
    over: done.promise,
    end() {
      left.length = 0
      return Promise.allSettled(parts.values())
    },
  }
}

const DOWN = { code: 0, message: '500: Internal Server Error' }
