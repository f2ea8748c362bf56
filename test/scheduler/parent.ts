/** A process with a scheduler, to be killed. It sends the ids of its worker processes. */
import { echoScheduler, pidOf, submit } from './harness.ts'

const { scheduler } = echoScheduler({ devices: 2 })
const jobs = [await submit(scheduler, 'ann', { steps: 10_000, ms: 5 }), await submit(scheduler, 'bob')]
const pids = await Promise.all(jobs.map(pidOf))
process.send?.(pids)
