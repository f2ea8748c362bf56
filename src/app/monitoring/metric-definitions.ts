/** The counters and histograms of a bot: names, help texts, labels and buckets. docs/operations.md lists them. */

export interface Definition {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
}

interface HistogramDefinition extends Definition {
  readonly buckets: readonly number[]
}

/** Bounds of histogram buckets, in seconds: from a small filter to the longest animation. */
const JOB_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200]
/** Bounds of histogram buckets, in seconds: from minivgg on a GPU to a large tiled picture on a CPU. */
const STEP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export const COUNTERS = {
  accepted: {
    name: 'dreambot_jobs_accepted_total',
    help: 'Accepted jobs, by command.',
    labelNames: ['command'],
  },
  retried: {
    name: 'dreambot_jobs_retried_total',
    help: 'Jobs that lost their worker and went back into the queue.',
  },
  failed: {
    name: 'dreambot_jobs_failed_total',
    help: 'Jobs that ended in an error, by its code.',
    labelNames: ['code'],
  },
  cancelled: {
    name: 'dreambot_jobs_cancelled_total',
    help: 'Jobs that were cancelled while they waited or ran.',
  },
  posts: {
    name: 'dreambot_posts_total',
    help: 'Tries to post a reply, by outcome: posted, refused (the user can correct the reason) or failed.',
    labelNames: ['platform', 'outcome'],
  },
} as const satisfies Record<string, Definition>

export const HISTOGRAMS = {
  wait: {
    name: 'dreambot_wait_seconds',
    help: 'Time from being accepted, or put back into the queue, to the start.',
    buckets: JOB_SECONDS,
  },
  render: {
    name: 'dreambot_render_seconds',
    help: "Time from a worker's start on a job to its encoded files, of finished jobs.",
    labelNames: ['command', 'network'],
    buckets: JOB_SECONDS,
  },
  step: {
    name: 'dreambot_step_seconds',
    help: 'Time of one step of a finished render.',
    labelNames: ['engine', 'network'],
    buckets: STEP_SECONDS,
  },
} as const satisfies Record<string, HistogramDefinition>
