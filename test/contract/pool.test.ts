import { createLocalPool } from '../../src/scheduler/local-pool.ts'
import { ECHO, type LogEntry } from '../scheduler/harness.ts'
import { poolContract } from './pool.ts'

poolContract('processes of this machine', async (options) => {
  const logged: LogEntry[] = []
  const worker = { weights: '/nowhere', engine: 'echo' }
  const pool = createLocalPool({ workerPath: ECHO, worker, log: (entry) => logged.push(entry), ...options })
  return { pool, logged, [Symbol.asyncDispose]: () => pool.close() }
})
