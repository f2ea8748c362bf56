/** What is counted and measured of jobs, in Prometheus's text format: observations in, text out. Nothing of people. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { UserError } from '../../core/errors.ts'
import type { Platform } from '../../core/platform.ts'
import type { Ending, ObservationListener, Scheduler } from '../../scheduler/types.ts'

interface MetricsOptions {
  /**
   * Names of networks that have figures of their own. All others share theirs, under "own": anybody who runs a bot may
   * drop any number of files into its weights folder. Default none.
   */
  readonly networks?: Iterable<string>
  /** Default an empty line. */
  readonly line?: Scheduler['queue']
  /** How many jobs can run at the same time. Default none. */
  readonly devices?: () => number
  /** Asked at every look. Default none. */
  readonly workers?: () => readonly WorkerMemory[]
}

interface WorkerMemory {
  /** The machine's name. Its workers are added up, for they come and go under names of their own. */
  readonly host: string
  readonly bytes: number
}

export interface Metrics {
  readonly observe: ObservationListener
  /** A platform's `post`, counted by how it ends. */
  counted(platform: string, post: Platform['post']): Platform['post']
  /** All figures as they are now. */
  text(): Promise<string>
  /** Of the text. */
  readonly contentType: string
}

/** From a small filter to the longest animation, in seconds. */
const JOB_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200]
/** From minivgg on a GPU to a large tiled picture without one, in seconds. */
const STEP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const OTHER_NETWORKS = 'own'

/** Figures of their own, whatever else in the process counts: one bot, one `Metrics`. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { line = () => [], devices = () => 0, workers = () => [] } = options
  const known = new Set(options.networks)
  const named = (name: string) => (known.has(name) ? name : OTHER_NETWORKS)
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  new Gauge({
    name: 'dreambot_jobs',
    help: 'Jobs that are not over, by state: waiting or running.',
    labelNames: ['state'],
    registers,
    collect() {
      const all = line()
      const waiting = all.filter(({ position }) => position > 0).length
      this.set({ state: 'waiting' }, waiting)
      this.set({ state: 'running' }, all.length - waiting)
    },
  })
  new Gauge({
    name: 'dreambot_devices',
    help: 'How many jobs can run at the same time now.',
    registers,
    collect() {
      this.set(devices())
    },
  })
  new Gauge({
    name: 'dreambot_worker_memory_bytes',
    help: 'What the workers hold, by machine.',
    labelNames: ['host'],
    registers,
    collect() {
      // Machines that are gone are forgotten.
      this.reset()
      for (const { host, bytes } of workers()) this.inc({ host }, bytes)
    },
  })
  const accepted = new Counter({
    name: 'dreambot_jobs_accepted_total',
    help: 'Jobs that were put in line, by command.',
    labelNames: ['command'],
    registers,
  })
  const retried = new Counter({
    name: 'dreambot_jobs_retried_total',
    help: 'Jobs that lost their worker and went back in line.',
    registers,
  })
  const failed = new Counter({
    name: 'dreambot_jobs_failed_total',
    help: 'Jobs that ended in an error, by its code.',
    labelNames: ['code'],
    registers,
  })
  const cancelled = new Counter({
    name: 'dreambot_jobs_cancelled_total',
    help: 'Jobs that were cancelled, waiting or running.',
    registers,
  })
  const wait = new Histogram({
    name: 'dreambot_wait_seconds',
    help: 'From being accepted, or going back in line, to the start.',
    buckets: JOB_SECONDS,
    registers,
  })
  const render = new Histogram({
    name: 'dreambot_render_seconds',
    help: "From a worker's start on a job to its encoded files, of the jobs that are done.",
    labelNames: ['command', 'network'],
    buckets: JOB_SECONDS,
    registers,
  })
  const step = new Histogram({
    name: 'dreambot_step_seconds',
    help: 'One step of a render that is done.',
    labelNames: ['engine', 'network'],
    buckets: STEP_SECONDS,
    registers,
  })
  const posts = new Counter({
    name: 'dreambot_posts_total',
    help: 'Tries to post a reply, by outcome: posted, refused (its user can mend why) or failed.',
    labelNames: ['platform', 'outcome'],
    registers,
  })

  function ended(command: string, ending: Ending): void {
    if (ending.state === 'failed') failed.inc({ code: ending.error.code })
    if (ending.state === 'cancelled') cancelled.inc()
    if (ending.state !== 'done') return
    const { seconds, stepSeconds, engine, network } = ending.result.report
    measure(render, { command, network: named(network) }, seconds)
    for (const each of stepSeconds) measure(step, { engine, network: named(network) }, each)
  }

  return {
    observe(observation) {
      const { command } = observation.submission.job
      switch (observation.type) {
        case 'accepted':
          return accepted.inc({ command })
        case 'retried':
          return retried.inc()
        case 'started':
          return measure(wait, {}, observation.waitedSeconds)
        case 'ended':
          return ended(command, observation.ending)
      }
    },

    counted(platform, post) {
      const count = (outcome: 'posted' | 'refused' | 'failed') => posts.inc({ platform, outcome })
      // Before the first of them there is something to compare it with.
      posts.inc({ platform, outcome: 'failed' }, 0)
      return async (address, reply) => {
        try {
          const to = await post(address, reply)
          count('posted')
          return to
        } catch (error) {
          count(error instanceof UserError ? 'refused' : 'failed')
          throw error
        }
      }
    },

    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** A worker of another make may have measured nothing: that is no reason to lose its job. */
function measure<Label extends string>(
  histogram: Histogram<Label>,
  labels: Partial<Record<Label, string>>,
  seconds: number,
): void {
  if (Number.isFinite(seconds)) histogram.observe(labels, seconds)
}
