/**
 * Counts and measures jobs and posts for Prometheus: observations in, its text format out. No figure names a person or a
 * place.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { UserError } from '../../core/errors.ts'
import type { Platform } from '../../core/platform.ts'
import type { Ending, ObservationListener, Scheduler } from '../../scheduler/types.ts'
import { COUNTERS, type Definition, HISTOGRAMS } from './metric-definitions.ts'

interface MetricsOptions {
  /**
   * The networks that have their own figures. All others share the label "own", because a bot may have any number of files
   * in its weights folder. Default none.
   */
  readonly networks?: Iterable<string>
  /** The jobs that have not ended. Default none. */
  readonly queue?: Scheduler['queue']
  /** How many jobs can run at the same time. Default none. */
  readonly devices?: () => number
  /** The memory of the workers, read whenever the metrics are. Default no workers. */
  readonly workers?: () => readonly WorkerMemory[]
}

interface WorkerMemory {
  /** The machine's name. The workers of one machine are summed, because their own names change with every start. */
  readonly host: string
  readonly bytes: number
}

export interface Metrics {
  /** Counts what happens to a job. */
  readonly observe: ObservationListener
  /** Returns a `post` whose calls are counted by their outcome. */
  countPosts(platform: string, post: Platform['post']): Platform['post']
  /** All present figures, in Prometheus's text format. */
  text(): Promise<string>
  /** The content type of `text`. */
  readonly contentType: string
}

/** The label of all networks that have no figures of their own. */
const OTHER_NETWORKS = 'own'

/** Each call has its own registry, so that two bots in one process do not share figures. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { queue = () => [], devices = () => 0, workers = () => [] } = options
  const known = new Set(options.networks)
  const labelOf = (network: string) => (known.has(network) ? network : OTHER_NETWORKS)
  const registry = new Registry()
  const common = { registers: [registry] }
  collectDefaultMetrics({ register: registry })
  addGauges({ registry, queue, devices, workers })
  const counters = mapValues(COUNTERS, (definition) => new Counter({ ...mutable(definition), ...common }))
  const histograms = mapValues(HISTOGRAMS, (definition) => {
    return new Histogram({ ...mutable(definition), buckets: [...definition.buckets], ...common })
  })

  function countEnd(command: string, ending: Ending): void {
    if (ending.state === 'failed') counters.failed.inc({ code: ending.error.code })
    if (ending.state === 'cancelled') counters.cancelled.inc()
    if (ending.state !== 'done') return
    const { seconds, stepSeconds, engine, network } = ending.result.report
    measure(histograms.render, { command, network: labelOf(network) }, seconds)
    for (const each of stepSeconds) measure(histograms.step, { engine, network: labelOf(network) }, each)
  }

  return {
    observe(observation) {
      const { command } = observation.submission.job
      switch (observation.type) {
        case 'accepted':
          return counters.accepted.inc({ command })
        case 'retried':
          return counters.retried.inc()
        case 'started':
          return measure(histograms.wait, {}, observation.waitedSeconds)
        case 'ended':
          return countEnd(command, observation.ending)
      }
    },

    countPosts(platform, post) {
      const count = (outcome: 'posted' | 'refused' | 'failed') => counters.posts.inc({ platform, outcome })
      // The series starts at 0, so that Prometheus sees its first increase.
      counters.posts.inc({ platform, outcome: 'failed' }, 0)
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

type Series = readonly (readonly [labels: Record<string, string>, value: number])[]

interface GaugesOptions extends Required<Omit<MetricsOptions, 'networks'>> {
  readonly registry: Registry
}

/** Adds the figures that are read whenever the metrics are. */
function addGauges({ registry, queue, devices, workers }: GaugesOptions): void {
  const gauges: readonly (Definition & { readonly read: () => Series })[] = [
    {
      name: 'dreambot_jobs',
      help: 'Jobs that have not ended, by state: waiting or running.',
      labelNames: ['state'],
      read() {
        const all = queue()
        const waiting = all.filter(({ position }) => position > 0).length
        return [
          [{ state: 'waiting' }, waiting],
          [{ state: 'running' }, all.length - waiting],
        ]
      },
    },
    {
      name: 'dreambot_devices',
      help: 'How many jobs can run at the same time now.',
      read: () => [[{}, devices()]],
    },
    {
      name: 'dreambot_worker_memory_bytes',
      help: 'The memory that the workers use, by machine.',
      labelNames: ['host'],
      read: () => workers().map(({ host, bytes }) => [{ host }, bytes]),
    },
  ]
  for (const { read, ...definition } of gauges) {
    new Gauge({
      ...mutable(definition),
      registers: [registry],
      collect() {
        // Series of machines that are gone disappear.
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      },
    })
  }
}

/** Adds a measurement. A value that is not a finite number, from a worker of another version, is ignored. */
function measure(histogram: Histogram, labels: Record<string, string>, seconds: number): void {
  if (Number.isFinite(seconds)) histogram.observe(labels, seconds)
}

/** The definition with the mutable array of label names that prom-client's types ask for. */
function mutable({ labelNames = [], ...definition }: Definition) {
  return { ...definition, labelNames: [...labelNames] }
}

function mapValues<Key extends string, Value, Mapped>(
  values: Readonly<Record<Key, Value>>,
  map: (value: Value) => Mapped,
): Record<Key, Mapped> {
  const entries = Object.entries<Value>(values).map(([key, value]) => [key, map(value)] as const)
  return Object.fromEntries(entries) as Record<Key, Mapped>
}
