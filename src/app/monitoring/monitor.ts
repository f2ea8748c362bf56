/** Monitors a bot: metrics of its jobs and posts, and the checks that say whether it is ready. */
import type { Platform } from '../../core/platform.ts'
import type { WorkerPool } from '../../scheduler/pool.ts'
import type { ObservationListener, Scheduler } from '../../scheduler/types.ts'
import type { Database } from '../../storage/database.ts'
import type { Check, HealthOptions } from './health.ts'
import { createMetrics } from './metrics.ts'
import { canWrite, hasDevice } from './readiness.ts'

/** The parts of a bot that its monitor reads. */
interface MonitoredBot {
  readonly scheduler: Pick<Scheduler, 'queue'>
  readonly pool: Pick<WorkerPool, 'size' | 'workers'>
}

interface MonitorOptions {
  /** The networks that have their own figures, see `createMetrics`. */
  readonly networks: Iterable<string>
  readonly database: Database
}

interface Monitor {
  /** Counts what happens to the bot's jobs. */
  readonly observe: ObservationListener
  /** Served at /healthz, /readyz and /metrics. */
  readonly health: HealthOptions
  /** Starts reading the queue and the pool of a bot. Before that there are no jobs and no devices. */
  attach(bot: MonitoredBot): void
  /** Adds a platform's `trouble` to the checks. Returns the platform with its posts counted. */
  watchPlatform(name: string, platform: Platform): Platform
  /** Says that the bot has started; until then it is not ready. */
  setStarted(): void
}

export function createMonitor({ networks, database }: MonitorOptions): Monitor {
  let bot: MonitoredBot | undefined
  let hasStarted = false
  const metrics = createMetrics({
    networks,
    queue: () => bot?.scheduler.queue() ?? [],
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
    attach(attached) {
      bot = attached
    },
    watchPlatform(name, platform) {
      checks[name] = () => platform.trouble?.()
      return { ...platform, post: metrics.countPosts(name, platform.post) }
    },
    setStarted() {
      hasStarted = true
    },
  }
}
