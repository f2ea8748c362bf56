/** A job's card: each event of its life in, what to show of it out. Pure; platforms only draw. */
import type { Command } from '../command/command.ts'
import { filterWords, jobTitle, layerWords } from '../command/job-title.ts'
import type { UserError } from '../core/errors.ts'
import type { File } from '../core/file-types.ts'
import type { Job } from '../core/job.ts'
import type { Action, Address, Button, Reply } from '../core/platform.ts'
import type { Expected } from '../core/rendering.ts'
import type { LikelyClass, Progress, Report, Result } from '../core/result.ts'
import { count, duration, estimate, percent, rough, roughSize } from '../i18n/format.ts'
import { joined, phrase, type Text, type Translate } from '../i18n/phrase.ts'
import { expectedBytes } from '../image/codec/expected-size.ts'
import type { JobEvent } from '../scheduler/types.ts'
import { buttonsOf, LABELS } from './actions.ts'

/** What a card shows besides the event. */
export interface CardOptions {
  /** The job's id, for its buttons. */
  readonly id: string
  readonly job: Job
  /** The job's. */
  readonly command: Command | undefined
  readonly translate: Translate
  /** What the picture will be, where that is known. */
  readonly expected?: Expected | undefined
  /** See `Reply`. */
  readonly from?: Address
  readonly spoiler?: boolean
}

export function jobReply(
  { id, job, command, translate, expected, from, spoiler }: CardOptions,
  event: JobEvent,
): Reply {
  const button = (action: Action): Button => ({ action, job: id, label: translate(LABELS[action]) })
  const common = { title: translate(jobTitle(job)), ...(from && { from }), ...(spoiler !== undefined && { spoiler }) }
  const buttons = [button('cancel')]
  switch (event.state) {
    case 'waiting':
      return {
        ...common,
        state: 'waiting',
        text: translate(joined([place(event), ...quote(expected)], ' · ')),
        buttons,
      }
    case 'running': {
      const { progress } = event
      const text = translate(progress ? pace(progress) : phrase`starting`)
      return { ...common, state: 'running', text, ...(progress && { progress: watched(progress, translate) }), buttons }
    }
    case 'done': {
      const { files, report, notes, code, regions } = event.result
      return {
        ...common,
        state: 'done',
        text: translate(joined([caption(job, event.result, command), ...notes], '\n')),
        ...(code !== undefined && { code }),
        files: files.map((file) => described(file, translate)),
        report,
        ...(regions && { regions }),
        buttons: command ? buttonsOf(job, report.kind, command, report.strongest !== undefined).map(button) : [],
      }
    }
    case 'failed':
      return errorReply(event.error, translate)
    case 'cancelled':
      return { ...common, state: 'cancelled', text: translate(phrase`cancelled`) }
  }
}

/** The card of anything that went wrong, with or without a job. */
export function errorReply(error: UserError, translate: Translate): Reply {
  const { message, hint } = error.said
  const text = [translate(message), translate(hint)].filter(Boolean).join(' ')
  return { state: 'failed', text, error, audience: 'user' }
}

function place({ position, etaSeconds }: Extract<JobEvent, { state: 'waiting' }>): Text {
  const where = position === 1 ? phrase`next in line` : phrase`number ${position} in line`
  return etaSeconds === undefined ? where : phrase`${where}, done in ${estimate(etaSeconds)}`
}

/** "30 frames", "about 3 MB" */
function quote(expected: Expected | undefined): Text[] {
  if (!expected) return []
  const size = roughSize(expectedBytes(expected))
  return expected.frames > 1 ? [count(expected.frames, 'frame'), size] : [size]
}

/** "octave 2 of 4, step 3 of 10, 45%, about 40 s left" */
function pace({ phase, at, done, etaSeconds }: Progress): Text {
  const counters = Object.entries(at).map(
    ([name, [index, total]]): Text => ({ phrase: `${name} {0} of {1}`, values: [index, total] }),
  )
  const left = etaSeconds === undefined ? [] : [phrase`${estimate(etaSeconds)} left`]
  return joined([...(phase === undefined ? [] : [phase]), ...counters, percent(done, 'floor'), ...left], ', ')
}

function watched({ preview, ...progress }: Progress, translate: Translate): Progress<string> {
  return { ...progress, ...(preview && { preview: described(preview, translate) }) }
}

function described(file: File<Text>, translate: Translate): File {
  return { ...file, alt: translate(file.alt) }
}

/** What was done, so that it can be told and done again. */
function caption(job: Job, { report }: Result, command: Command | undefined): Text {
  return joined(
    [
      report.network,
      ...layerWords(report.layers),
      ...filterWords(job),
      ...(report.kind === 'chart' || report.stepSeconds.length === 0 ? [] : [count(report.stepSeconds.length, 'step')]),
      duration(report.seconds),
      ...(command && !('seed' in command.args.shape) ? [] : [phrase`seed ${String(job.seed)}`]),
      ...rise(report),
      ...change(report),
    ],
    ' · ',
  )
}

/** "score 1.3 → 87" */
function rise({ climb }: Report): Text[] {
  return climb ? [phrase`score ${rough(climb.before)} → ${rough(climb.after)}`] : []
}

/** "Egyptian cat 92% → German shepherd 61%" */
function change({ classes }: Report): Text[] {
  const [before] = classes?.before ?? []
  const [after] = classes?.after ?? []
  if (!before || !after) return []
  const likely = ({ label, probability }: LikelyClass) => phrase`${label} ${percent(probability)}`
  return [phrase`${likely(before)} → ${likely(after)}`]
}
