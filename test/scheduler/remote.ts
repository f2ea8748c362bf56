/** A worker or a bot in a process of its own, to be killed. */
import { randomUUID } from 'node:crypto'
import { createRedisPool } from '../../src/scheduler/redis/redis-pool.ts'
import { createRedisWorker } from '../../src/scheduler/redis/redis-worker.ts'
import type { Script } from './echo-worker.ts'
import { echo, until, VERSION } from './fleet.ts'
import { echoJob } from './harness.ts'

export interface RemoteOptions {
  readonly url: string
  readonly lossSeconds: number
  /** For a worker: the time for its running job after SIGTERM, in seconds. */
  readonly grace?: number
  /** For a bot: the script of the job that it renders. */
  readonly script?: Script
}

const { url, lossSeconds, grace = 0, script } = JSON.parse(process.argv[2] ?? '') as RemoteOptions
const version = VERSION
const log = () => {}

if (script) {
  const pool = createRedisPool({ url, version, lossSeconds, log })
  await until(() => pool.size > 0)
  // Sends the id of the process that renders.
  void pool.render({ id: randomUUID(), job: echoJob(script) }, ({ at }) => process.send?.(at.pid?.[0]))
} else {
  const worker = createRedisWorker({ ...echo(), url, version, lossSeconds, log })
  process.send?.(worker.name)
  process.once('SIGTERM', async () => {
    await worker.close(grace)
    process.disconnect()
  })
}
