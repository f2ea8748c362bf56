import { createLocalPool } from '../../src/scheduler/process/local-pool.ts'
import { ECHO, type LogEntry } from '../scheduler/harness.ts'
import { poolContract } from './pool.ts'

poolContract('processes of this machine', async ({ devices, ...options }) => {
  const logged: LogEntry[] = []
  const workers = Array(devices).fill({ weights: '/nowhere', engine: 'echo' })
  const pool = createLocalPool({ workerPath: ECHO, workers, log: (entry) => logged.push(entry), ...options })
  return { pool, logged, [Symbol.asyncDispose]: () => pool.close() }
})
