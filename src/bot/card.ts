/** Cards of jobs: an event of a job in, the reply that shows it out. Pure; platforms only draw the reply. */
import type { Command } from '../command/command.ts'
import { filterWords, jobTitle, layerWords } from '../command/job-title.ts'
import { defined } from '../core/defined.ts'
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

/** The content of a job's card besides its latest event. */
export interface CardOptions {
  /** The job's id, which its buttons carry. */
  readonly id: string
  readonly job: Job
  /** The job's command; undefined if it no longer exists. */
  readonly command: Command | undefined
  readonly translate: Translate
  /** The size of the result to come, if it is known. */
  readonly expected?: Expected | undefined
  /** See `Reply.from`. */
  readonly from?: Address
  /** See `Reply.spoiler`. */
  readonly spoiler?: boolean
}

/** The card of a job after `event`, in the language of `translate`. */
export function jobReply(options: CardOptions, event: JobEvent): Reply {
  const { id, job, command, translate, expected, from, spoiler } = options
  const button = (action: Action): Button => ({ action, job: id, label: translate(LABELS[action]) })
  const common = { title: translate(jobTitle(job)), ...defined({ from, spoiler }) }
  const buttons = [button('cancel')]
  switch (event.state) {
    case 'waiting':
      return {
        ...common,
        state: 'waiting',
        text: translate(joined([queuePosition(event), ...resultSize(expected)], ' · ')),
        buttons,
      }
    case 'running': {
      const { progress } = event
      const text = translate(progress ? progressText(progress) : phrase`starting`)
      return {
        ...common,
        state: 'running',
        text,
        ...(progress && { progress: translatedProgress(progress, translate) }),
        buttons,
      }
    }
    case 'done': {
      const { files, report, notes, code, regions } = event.result
      return {
        ...common,
        state: 'done',
        text: translate(joined([caption(job, event.result, command), ...notes], '\n')),
        files: files.map((file) => translatedFile(file, translate)),
        report,
        ...defined({ code, regions }),
        buttons: command ? resultActions(job, report, command).map(button) : [],
      }
    }
    case 'failed':
      return errorReply(event.error, translate)
    case 'cancelled':
      return { ...common, state: 'cancelled', text: translate(phrase`cancelled`) }
  }
}

function resultActions(job: Job, { kind, strongest }: Report, command: Command): Action[] {
  return buttonsOf({ job, command, kind, hasStrongest: strongest !== undefined })
}

/** The reply for an error, with or without a job. Only the person who asked sees it. */
export function errorReply(error: UserError, translate: Translate): Reply {
  const { message, hint } = error.said
  const text = [translate(message), translate(hint)].filter(Boolean).join(' ')
  return { state: 'failed', text, error, audience: 'user' }
}

function queuePosition({ position, etaSeconds }: Extract<JobEvent, { state: 'waiting' }>): Text {
  const where = position === 1 ? phrase`next in line` : phrase`number ${position} in line`
  return etaSeconds === undefined ? where : phrase`${where}, done in ${estimate(etaSeconds)}`
}

/** The expected result: "30 frames", "about 3 MB". */
function resultSize(expected: Expected | undefined): Text[] {
  if (!expected) return []
  const size = roughSize(expectedBytes(expected))
  return expected.frames > 1 ? [count(expected.frames, 'frame'), size] : [size]
}

/** The progress in words: "octave 2 of 4, step 3 of 10, 45%, about 40 s left". */
function progressText({ phase, at, done, etaSeconds }: Progress): Text {
  const counters = Object.entries(at).map(
    ([name, [index, total]]): Text => ({ phrase: `${name} {0} of {1}`, values: [index, total] }),
  )
  const left = etaSeconds === undefined ? [] : [phrase`${estimate(etaSeconds)} left`]
  return joined([...(phase === undefined ? [] : [phase]), ...counters, percent(done, 'floor'), ...left], ', ')
}

function translatedProgress({ preview, ...progress }: Progress, translate: Translate): Progress<string> {
  return { ...progress, ...(preview && { preview: translatedFile(preview, translate) }) }
}

function translatedFile(file: File<Text>, translate: Translate): File {
  return { ...file, alt: translate(file.alt) }
}

/** The settings and figures of a finished job: "googlenet · inception_4c · 40 steps · 12 s · seed 7". */
function caption(job: Job, { report }: Result, command: Command | undefined): Text {
  return joined(
    [
      report.network,
      ...layerWords(report.layers),
      ...filterWords(job),
      ...(report.kind === 'chart' || report.stepSeconds.length === 0 ? [] : [count(report.stepSeconds.length, 'step')]),
      duration(report.seconds),
      ...(command && !('seed' in command.args.shape) ? [] : [phrase`seed ${String(job.seed)}`]),
      ...scoreChange(report),
      ...classChange(report),
    ],
    ' · ',
  )
}

/** The score before and after: "score 1.3 → 87". */
function scoreChange({ climb }: Report): Text[] {
  return climb ? [phrase`score ${rough(climb.before)} → ${rough(climb.after)}`] : []
}

/** The likeliest class before and after: "Egyptian cat 92% → German shepherd 61%". */
function classChange({ classes }: Report): Text[] {
  const [before] = classes?.before ?? []
  const [after] = classes?.after ?? []
  if (!before || !after) return []
  const likely = ({ label, probability }: LikelyClass) => phrase`${label} ${percent(probability)}`
  return [phrase`${likely(before)} → ${likely(after)}`]
}
