/** A process with a scheduler of its own, to be killed: sends the ids of its workers' processes. */
import { echoScheduler, pidOf, submit } from './harness.ts'

const { scheduler } = echoScheduler({ devices: 2 })
const jobs = [await submit(scheduler, 'ann', { steps: 10_000, ms: 5 }), await submit(scheduler, 'bob')]
const pids = await Promise.all(jobs.map(pidOf))
process.send?.(pids)
