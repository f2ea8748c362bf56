/** A job's life: journal, line, cards and end; and once more from the journal when the bot starts again. */
import type { Answers } from './answers.ts'
import { card } from './card.ts'
import type { Command, Log, Result } from './command.ts'
import { stackOf } from './errors.ts'
import type { Entry, Journal } from './journal.ts'
import type { Catalog } from './network/catalog.ts'
import type { Outbox } from './outbox.ts'
import type { Photos } from './photos.ts'
import type { JobEvent, Scheduler, Submission } from './scheduler/types.ts'
import { placeOf, type SettingsStore } from './settings.ts'

export interface JobsOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly catalog: Catalog
  readonly photos: Photos
  readonly journal: Journal
  readonly settings: SettingsStore
  readonly answers: Answers
  readonly log: Log
}

type NewJob = Pick<Entry, 'id' | 'job' | 'user' | 'address' | 'from'>

export interface Jobs {
  /** Puts a job in line; `outbox` gets its cards. Throws `UserError` limit or no-photo when it is not accepted. */
  start(job: NewJob, outbox: Outbox): Promise<void>
  /** Takes up what an earlier bot has accepted and left open. Settles when all of it is posted. */
  resume(): Promise<void>
  /** From now on jobs stay open for the next bot. Settles when the cards that are on their way are posted. */
  stop(): Promise<void>
}

export function createJobs(options: JobsOptions): Jobs {
  const { commands, scheduler, catalog, photos, journal, settings, answers, log } = options
  // Looked up before there are any of this bot's own.
  const left = journal.open()
  const outboxes = new Set<Outbox>()
  let stopped = false

  async function follow(entry: NewJob, outbox: Outbox, more: Partial<Submission> = {}): Promise<void> {
    // It is accepted all the same, and open: the next bot's.
    if (stopped) return void outbox.close()
    const { id, job, address, from } = entry
    const { spoiler } = settings.at(address)
    const source = from === undefined ? undefined : journal.get(from)?.address
    const about = {
      ...{ id, job, command: commands.get(job.command), say: answers.say(address) },
      ...(source && { from: source }),
      ...(spoiler !== undefined && { spoiler }),
    }
    const show = (event: JobEvent) => outbox.put(card(about, event))
    outboxes.add(outbox)
    void outbox.posted.then(() => outboxes.delete(outbox))
    // Nobody would see it.
    void outbox.refused.then(() => scheduler.cancel(id))
    try {
      await scheduler.submit({ ...(await submission(entry)), ...more }, (event) => {
        if (event.state === 'waiting' || event.state === 'running') show(event)
        else void end(id, event, outbox, show)
      })
    } catch (error) {
      journal.end(id, 'failed')
      throw error
    }
  }

  async function submission({ id, job, user, address }: NewJob): Promise<Submission> {
    const photo = job.image === undefined ? undefined : await photos.get(job.image)
    const pixels = commands.get(job.command)?.work?.(job)
    const cost = pixels === undefined ? undefined : await catalog.costs.of(job.network, job.layer)
    const work = pixels === undefined || cost === undefined ? undefined : pixels * cost
    const { paceSeconds } = answers.platform(address)
    return {
      ...{ id, job, user, place: placeOf(address), limits: settings.at(address) },
      ...(photo && { photo }),
      ...(work !== undefined && { work }),
      ...(paceSeconds !== undefined && { previewSeconds: paceSeconds }),
    }
  }

  /** Its picture is kept before anybody can press a button on it; it stays open until the card is posted. */
  async function end(
    id: string,
    event: Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>,
    outbox: Outbox,
    show: (event: JobEvent) => void,
  ): Promise<void> {
    const broke = (what: string) => (error: unknown) =>
      log({ level: 'warn', message: what, job: id, stack: stackOf(error) })
    if (event.state === 'done') await keep(id, event.result).catch(broke('a result could not be kept'))
    if (stopped) return
    show(event)
    await outbox.posted.then(() => journal.end(id, event.state)).catch(broke('an end could not be noted'))
  }

  async function keep(id: string, { files: [file], report }: Result): Promise<void> {
    if (report.strongest)
      journal.excited(
        id,
        report.strongest.map(({ filter }) => filter),
      )
    if (report.kind === 'picture' && file) journal.rendered(id, await photos.put(file.data))
  }

  return {
    async start(job, outbox) {
      journal.add(job)
      await follow(job, outbox)
    },

    async resume() {
      const posted: Promise<void>[] = []
      for (const entry of left.splice(0)) {
        const { id, address } = entry
        const moved = (to: Entry['address']) => journal.posted(id, to)
        // One after the other, so that they stand in line as they did.
        await new Promise<void>((accepted) => {
          const work = (outbox: Outbox) => follow(entry, outbox, { accepted: true }).finally(accepted)
          posted.push(answers.give({ what: `job ${id}`, address, moved }, work))
        })
      }
      await Promise.all(posted)
    },

    async stop() {
      stopped = true
      await Promise.all([...outboxes].map((outbox) => outbox.close()))
    },
  }
}
