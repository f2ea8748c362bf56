/**
 * Accepts jobs: each is written to the journal, submitted to the scheduler, and followed to its end. A bot that starts
 * again resumes the jobs that the one before it left open.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Atlas, createAtlas } from '../atlas/atlas.ts'
import type { Command } from '../command/command.ts'
import { defined } from '../core/defined.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { isFinal } from '../core/platform.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import { unexpectedError } from '../scheduler/job-errors.ts'
import type { Ending, JobEvent, Scheduler } from '../scheduler/types.ts'
import type { JobJournal, JournalEntry } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import type { Answers } from './answers.ts'
import type { CardOptions } from './card.ts'
import { createFollower, type FollowedJob, type NewJob } from './followed-job.ts'
import type { Outbox } from './outbox.ts'
import { createSubmissions, expectedOf } from './submissions.ts'

export interface JobsOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly journal: JobJournal
  readonly settings: SettingsStore
  readonly answers: Answers
  /** Default an atlas that keeps nothing. */
  readonly atlas?: Atlas
  /** Pauses between the tries to post a job's last card, in milliseconds. Default those of other replies. */
  readonly jobRetryMs?: readonly number[] | undefined
  readonly log: Log
}

/** Pauses for `jobRetryMs`: short ones first, then five minutes for a day, since a chat may be down for hours. */
export const RETRY_MS_FOR_A_DAY: readonly number[] = [
  500,
  2000,
  8000,
  30_000,
  60_000,
  120_000,
  ...Array(288).fill(300_000),
]

export interface Jobs {
  /** Starts a job and shows it in `outbox`. Throws `UserError` limit or no-photo when the job is not accepted. */
  start(entry: NewJob, outbox: Outbox): Promise<void>
  /** Starts the jobs that an earlier bot left open. Settles when their last cards are posted or given up. */
  resume(): Promise<void>
  /** Leaves all jobs that have not ended to the next bot. Settles when cards in flight have been posted, or after 5 s. */
  stop(): Promise<void>
}

/** How long `stop` waits for cards in flight, in milliseconds. A chat that is down may not answer for longer. */
const STOP_MS = 5000

export function createJobs(options: JobsOptions): Jobs {
  const { commands, scheduler, catalog, photos, journal, settings, answers, jobRetryMs, log } = options
  const { atlas = createAtlas(catalog) } = options
  const submissionOf = createSubmissions({ commands, catalog, photos, settings, answers, atlas })
  const follower = createFollower({ journal, photos, atlas, jobRetryMs, log })
  // Read before this bot adds jobs of its own.
  const leftOpen = journal.open()
  const outboxes = new Set<Outbox>()
  let isStopped = false

  /** Shows a job in its outbox to the end. Throws for a new job that is not accepted. */
  async function follow({ entry, outbox, isResumed }: Omit<FollowedJob, 'card'>): Promise<void> {
    // The job is in the journal, so the next bot resumes it.
    if (isStopped) return void outbox.close()
    const job: FollowedJob = { entry, isResumed, outbox, card: cardOf(entry) }
    trackOutbox(job)
    try {
      const kept = await atlas.keptResult(entry.job)
      if (kept) void follower.end(job, { state: 'done', result: kept })
      else await submit(job)
    } catch (error) {
      refuse(job, error)
    }
  }

  function cardOf({ id, job, address, from }: NewJob): CardOptions {
    return {
      id,
      job,
      command: commands.get(job.command),
      translate: answers.translate(address),
      ...defined({
        from: from === undefined ? undefined : journal.get(from)?.address,
        spoiler: settings.at(address).spoiler,
      }),
    }
  }

  function trackOutbox({ entry, outbox }: FollowedJob): void {
    outboxes.add(outbox)
    void outbox.ended.then(() => outboxes.delete(outbox))
    // Nobody would see the result.
    void outbox.refused.then(() => scheduler.cancel(entry.id))
  }

  async function submit(job: FollowedJob): Promise<void> {
    const submission = await submissionOf(job.entry)
    job.card = { ...job.card, expected: await expectedOf(job.card.command, submission) }
    await scheduler.submit({ ...submission, isResumed: job.isResumed }, (event) => {
      if (isEnding(event)) void follower.end(job, event)
      else follower.show(job, event)
    })
  }

  /** A new job that is not accepted is its caller's error. A resumed one has no caller any more: it fails on its card. */
  function refuse(job: FollowedJob, error: unknown): void {
    const { id } = job.entry
    if (!job.isResumed) {
      journal.end(id, 'failed')
      throw error
    }
    if (!(error instanceof UserError))
      log({ level: 'error', message: 'a job cannot be resumed', job: id, stack: stackOf(error) })
    void follower.end(job, { state: 'failed', error: error instanceof UserError ? error : unexpectedError() })
  }

  /** The entries on platforms that this bot runs on. The others stay open for a bot that runs on theirs. */
  function reachable(entries: readonly JournalEntry[]): JournalEntry[] {
    const away = entries.filter(({ address }) => !answers.hasPlatform(address))
    for (const [platform, jobs] of Map.groupBy(away, ({ address }) => address.platform)) {
      const message = `the bot is not on ${platform} now: open jobs there (${jobs.length}) wait until it is`
      log({ level: 'warn', message })
    }
    return entries.filter(({ address }) => answers.hasPlatform(address))
  }

  /** Submits a job again. Settles when it is accepted; `last` settles when its last card is posted or given up. */
  async function resumeOne(entry: JournalEntry): Promise<{ readonly last: Promise<void> }> {
    const { id, address } = entry
    const accepted = Promise.withResolvers<void>()
    const onPosted = (to: JournalEntry['address']) => journal.setAddress(id, to)
    const last = answers.run({ what: `job ${id}`, address, onPosted }, (outbox) =>
      follow({ entry, outbox, isResumed: true }).finally(accepted.resolve),
    )
    await accepted.promise
    return { last }
  }

  return {
    async start(entry, outbox) {
      follower.checkRoom(entry.address.platform)
      journal.add(entry)
      await follow({ entry, outbox, isResumed: false })
    },

    async resume() {
      const last: Promise<void>[] = []
      // One after the other, so that they keep their order in the queue.
      for (const entry of reachable(leftOpen.splice(0))) last.push((await resumeOne(entry)).last)
      await Promise.all(last)
    },

    async stop() {
      isStopped = true
      const closed = Promise.all([...outboxes].map((outbox) => outbox.close()))
      await Promise.race([closed, sleep(STOP_MS, undefined, { ref: false })])
    },
  }
}

function isEnding(event: JobEvent): event is Ending {
  return isFinal(event)
}
