/** A job's card: each event of its life in, what to show of it out. Pure; platforms only draw. */
import type { Button, Job, LikelyClass, Progress, Reply, Report, Result } from './command.ts'
import type { UserError } from './errors.ts'
import { count, duration, estimate, ranges } from './format.ts'
import type { JobEvent } from './scheduler/types.ts'

/** @param id The job's id, for its buttons. */
export function card(id: string, job: Job, event: JobEvent): Reply {
  const buttons: Button[] = [{ action: 'cancel', job: id }]
  switch (event.state) {
    case 'waiting':
      return { state: 'waiting', text: `${title(job)}: ${place(event.position)}`, buttons }
    case 'running':
      if (!event.progress) return { state: 'running', text: `${title(job)}: starting`, buttons }
      return { state: 'running', text: `${title(job)}: ${pace(event.progress)}`, progress: event.progress, buttons }
    case 'done':
      return {
        state: 'done',
        text: [caption(job, event.result), ...event.result.notes].join('\n'),
        files: event.result.files,
        report: event.result.report,
      }
    case 'failed':
      return failure(event.error)
    case 'cancelled':
      return { state: 'cancelled', text: `${title(job)}: cancelled` }
  }
}

/** The card of anything that went wrong, with or without a job. */
export function failure(error: UserError): Reply {
  return { state: 'failed', text: [error.message, error.hint].filter(Boolean).join(' '), error }
}

function title(job: Job): string {
  return `${job.command} ${[job.layer, ...filters(job)].join(' ')} of ${job.network}`
}

function place(position: number): string {
  return position === 1 ? 'next in line' : `number ${position} in line`
}

/** "octave 2 of 4, step 3 of 10, 45%, about 40 s left" */
function pace({ phase, at, done, etaSeconds }: Progress): string {
  const counters = Object.entries(at).map(([name, [index, total]]) => `${name} ${index} of ${total}`)
  const left = etaSeconds === undefined ? [] : [`${estimate(etaSeconds)} left`]
  return [...(phase === undefined ? [] : [phase]), ...counters, `${Math.floor(done * 100)}%`, ...left].join(', ')
}

/** What was done, so that it can be told and done again. */
function caption(job: Job, { report }: Result): string {
  return [
    report.network,
    report.layers.join(' + '),
    ...filters(job),
    count(report.stepSeconds.length, 'step'),
    duration(report.seconds),
    `seed ${job.seed}`,
    ...change(report),
  ].join(' · ')
}

/** "Egyptian cat 92% → German shepherd 61%" */
function change({ classes }: Report): string[] {
  const [before] = classes?.before ?? []
  const [after] = classes?.after ?? []
  if (!before || !after) return []
  const likely = ({ label, probability }: LikelyClass) => `${label} ${Math.round(100 * probability)}%`
  return [`${likely(before)} → ${likely(after)}`]
}

/** The job's filters in words, if it is about some. */
function filters({ parameters }: Job): string[] {
  const chosen = parameters.filters
  const words = Array.isArray(chosen) ? ranges(chosen.map(Number)) : String(chosen ?? '')
  if (words === '') return []
  return [`${/^\d+$/.test(words) ? 'filter' : 'filters'} ${words}`]
}
