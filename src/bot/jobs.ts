/** A job's life: journal, line, cards and end; and once more from the journal when the bot starts again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Atlas, createAtlas } from '../atlas/atlas.ts'
import type { Command } from '../command/command.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Expected } from '../core/rendering.ts'
import type { Result } from '../core/result.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import { unexpectedError } from '../scheduler/job-errors.ts'
import type { JobEvent, Scheduler, Submission } from '../scheduler/types.ts'
import type { JobJournal, JournalEntry } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import type { Answers } from './answers.ts'
import { jobReply } from './card.ts'
import type { Outbox, PostOutcome } from './outbox.ts'
import { createSubmissions, expectedOf } from './submissions.ts'

export interface JobsOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly journal: JobJournal
  readonly settings: SettingsStore
  readonly answers: Answers
  /** Default one that keeps nothing. */
  readonly atlas?: Atlas
  /** Pauses between the tries to post a job's last card, in milliseconds. Default those of other replies. */
  readonly jobRetryMs?: readonly number[] | undefined
  readonly log: Log
}

/** Soon at first, then every five minutes for a day: a chat may be down for hours. */
export const FOR_A_DAY: readonly number[] = [500, 2000, 8000, 30_000, 60_000, 120_000, ...Array(288).fill(300_000)]

/** How long a card on its way is waited for in the end, in milliseconds: a chat that is down answers nothing for longer. */
const STOP_MS = 5000

/** How many results wait in memory for one chat that takes none. */
const MOST_UNPOSTED = 100

type NewJob = Pick<JournalEntry, 'id' | 'job' | 'user' | 'address' | 'from'>

export interface Jobs {
  /** Puts a job in line; `outbox` gets its cards. Throws `UserError` limit or no-photo when it is not accepted. */
  start(job: NewJob, outbox: Outbox): Promise<void>
  /** Takes up what an earlier bot has accepted and left open. Settles when all of it is posted or given up. */
  resume(): Promise<void>
  /** From now on jobs stay open for the next bot. Settles when the cards that are on their way are there, or take too long. */
  stop(): Promise<void>
}

export function createJobs(options: JobsOptions): Jobs {
  const { commands, scheduler, catalog, photos, journal, settings, answers, jobRetryMs, log } = options
  const { atlas = createAtlas(catalog) } = options
  // Looked up before there are any of this bot's own.
  const left = journal.open()
  const outboxes = new Set<Outbox>()
  const submission = createSubmissions({ commands, catalog, photos, settings, answers, atlas })
  /** By platform: how many jobs have ended whose last card is not there yet. */
  const unposted = new Map<string, number>()
  let stopped = false

  async function follow(entry: NewJob, outbox: Outbox, more: Partial<Submission> = {}): Promise<void> {
    // It is accepted all the same, and open: the next bot's.
    if (stopped) return void outbox.close()
    const { id, job, address, from } = entry
    const { spoiler } = settings.at(address)
    const source = from === undefined ? undefined : journal.get(from)?.address
    const about = {
      ...{ id, job, command: commands.get(job.command), translate: answers.translate(address) },
      ...(source && { from: source }),
      ...(spoiler !== undefined && { spoiler }),
    }
    let expected: Expected | undefined
    // Who has had it forgotten gets it no more.
    const retries = { retryMs: jobRetryMs, isWanted: () => journal.get(id) !== undefined }
    const show = (event: JobEvent) => outbox.put(jobReply({ ...about, expected }, event), retries)
    outboxes.add(outbox)
    void outbox.posted.then(() => outboxes.delete(outbox))
    // Nobody would see it.
    void outbox.refused.then(() => scheduler.cancel(id))
    try {
      const answer = await atlas.answer(job)
      if (answer) return void end(entry, { state: 'done', result: answer }, outbox, show)
      const submitted = await submission(entry)
      expected = await expectedOf(about.command, submitted)
      await scheduler.submit({ ...submitted, ...more }, (event) => {
        if (event.state === 'waiting' || event.state === 'running') show(event)
        else void end(entry, event, outbox, show)
      })
    } catch (error) {
      if (!more.isResumed) {
        journal.end(id, 'failed')
        throw error
      }
      if (!(error instanceof UserError))
        log({ level: 'error', message: 'a job cannot be taken up again', job: id, stack: stackOf(error) })
      void end(entry, { state: 'failed', error: error instanceof UserError ? error : unexpectedError() }, outbox, show)
    }
  }

  /** Its picture is kept before anybody can press a button on it; it stays open until the card is posted. */
  async function end(
    { id, address }: Pick<JournalEntry, 'id' | 'address'>,
    event: Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>,
    outbox: Outbox,
    show: (event: JobEvent) => void,
  ): Promise<void> {
    const broke = (what: string) => (error: unknown) =>
      log({ level: 'warn', message: what, job: id, stack: stackOf(error) })
    if (event.state === 'done') await keep(id, event.result).catch(broke('a result could not be kept'))
    if (stopped) return
    show(event)
    const { platform } = address
    const count = (more: number) => unposted.set(platform, (unposted.get(platform) ?? 0) + more)
    count(1)
    const outcome = await outbox.posted
    count(-1)
    try {
      settle(id, event.state, outcome)
    } catch (error) {
      broke('an end could not be noted')(error)
    }
  }

  function settle(id: string, state: 'done' | 'failed' | 'cancelled', outcome: PostOutcome): void {
    if (outcome === 'left') return
    const givenUp = outcome === 'given-up'
    if (givenUp) log({ level: 'error', message: 'a job is given up: its last card cannot be posted', job: id })
    journal.end(id, givenUp ? 'failed' : state)
  }

  async function keep(id: string, { files: [file], report, tiles = [] }: Result): Promise<void> {
    if (report.strongest)
      journal.excited(
        id,
        report.strongest.map(({ filter }) => filter),
      )
    if (report.kind === 'picture' && file) journal.rendered(id, await photos.put(file.data))
    await atlas.keep(tiles)
  }

  /** Those of platforms that the bot is on. The others stay open for a bot that is on theirs. */
  function reachable(entries: readonly JournalEntry[]): JournalEntry[] {
    const away = entries.filter(({ address }) => !answers.isOn(address))
    for (const [platform, jobs] of Map.groupBy(away, ({ address }) => address.platform)) {
      const message = `the bot is not on ${platform} now: open jobs there (${jobs.length}) wait until it is`
      log({ level: 'warn', message })
    }
    return entries.filter(({ address }) => answers.isOn(address))
  }

  return {
    async start(job, outbox) {
      if ((unposted.get(job.address.platform) ?? 0) >= MOST_UNPOSTED) throw unpostable()
      journal.add(job)
      await follow(job, outbox)
    },

    async resume() {
      const posted: Promise<void>[] = []
      for (const entry of reachable(left.splice(0))) {
        const { id, address } = entry
        const moved = (to: JournalEntry['address']) => journal.posted(id, to)
        // One after the other, so that they stand in line as they did.
        await new Promise<void>((accepted) => {
          const work = (outbox: Outbox) => follow(entry, outbox, { isResumed: true }).finally(accepted)
          posted.push(answers.give({ what: `job ${id}`, address, moved }, work))
        })
      }
      await Promise.all(posted)
    },

    async stop() {
      stopped = true
      const closed = Promise.all([...outboxes].map((outbox) => outbox.close()))
      await Promise.race([closed, sleep(STOP_MS, undefined, { ref: false })])
    },
  }
}

function unpostable(): UserError {
  return new UserError(
    'limit',
    phrase`${MOST_UNPOSTED} pictures are done and cannot be posted just now.`,
    phrase`Ask again in a while.`,
  )
}
