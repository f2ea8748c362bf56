/** The bot as it is seen from outside: figures of its jobs and posts, and what it takes to be ready. */

import type { Platform } from '../../core/platform.ts'
import type { WorkerPool } from '../../scheduler/pool.ts'
import type { ObservationListener, Scheduler } from '../../scheduler/types.ts'
import type { Database } from '../../storage/database.ts'
import type { Check, HealthOptions } from './health.ts'
import { createMetrics } from './metrics.ts'
import { hasDevice, canWrite } from './readiness.ts'

interface Watched {
  readonly scheduler: Pick<Scheduler, 'queue'>
  readonly pool: Pick<WorkerPool, 'size' | 'workers'>
}

interface WatchOptions {
  /** Names of the networks that have figures of their own. */
  readonly networks: Iterable<string>
  readonly database: Database
}

interface Watch {
  /** Hears of the bot's jobs. */
  readonly observe: ObservationListener
  /** What is had of it at /healthz, /readyz and /metrics. */
  readonly health: HealthOptions
  /** Looks at these parts of the bot from now on. */
  look(bot: Watched): void
  /** The platform with its posts counted; its troubles are the bot's from now on. */
  platform(name: string, platform: Platform): Platform
  /** The bot has started. */
  started(): void
}

export function createMonitor({ networks, database }: WatchOptions): Watch {
  let bot: Watched | undefined
  let hasStarted = false
  const metrics = createMetrics({
    networks,
    line: () => bot?.scheduler.queue() ?? [],
    devices: () => bot?.pool.size ?? 0,
    workers: () => bot?.pool.workers?.() ?? [],
  })
  const checks: Record<string, Check> = {
    start: () => (hasStarted ? undefined : 'it is still starting'),
    workers: hasDevice(() => bot?.pool.size ?? 0),
    database: canWrite(database),
  }
  return {
    observe: metrics.observe,
    health: { checks, metrics },
    look(watched) {
      bot = watched
    },
    platform(name, platform) {
      checks[name] = () => platform.trouble?.()
      return { ...platform, post: metrics.counted(name, platform.post) }
    },
    started() {
      hasStarted = true
    },
  }
}
