/**
 * Calls in, replies out: look up the command, parse its options, make the job, and hand it on; answers see to it that
 * whatever is thrown on the way becomes a reply.
 */
import { randomUUID } from 'node:crypto'
import type { Command } from '../command/command.ts'
import { jobTitle } from '../command/job-title.ts'
import { parseOptions } from '../command/options.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Bot, Requester, Upload } from '../core/platform.ts'
import { ownerOf } from '../core/platform.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { JobJournal, JournalEntry } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { type AnswersOptions, createAnswers } from './answers.ts'
import { complete } from './complete.ts'
import type { Contexts } from './context.ts'
import { createJobs, type Jobs, type JobsOptions } from './jobs.ts'
import { createPress } from './press.ts'
import type { Queue } from './queue.ts'

export interface BotOptions extends AnswersOptions, Pick<JobsOptions, 'atlas' | 'jobRetryMs'> {
  /** By name. */
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly contexts: Contexts
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly journal: JobJournal
  readonly queue: Queue
  readonly settings: SettingsStore
  readonly log: Log
}

export function createBot(options: BotOptions): Bot & Pick<Jobs, 'resume' | 'stop'> {
  const { commands, contexts, catalog, photos, journal, queue, settings, log } = options
  const answers = createAnswers(options)
  const jobs = createJobs({ ...options, answers })

  async function run(
    asked: Requester,
    name: string,
    input: () => Record<string, unknown>,
    from?: JournalEntry,
  ): Promise<void> {
    const { address } = asked
    const id = randomUUID()
    const moved = (to: typeof address) => journal.posted(id, to)
    await answers.give({ what: `/${name}`, address, moved }, async (outbox) => {
      const command = commands.get(name)
      if (!command) throw unknownCommand(name, [...commands.keys()])
      admit(command, asked)
      const given = await keep(input())
      const context = contexts(asked, answers.translate(address), answers.platform(address))
      const result = await command.run(parseOptions(command.args, given), context)
      if ('state' in result) return outbox.put(result)
      await jobs.start({ id, job: result, user: ownerOf(asked), address, ...(from && { from: from.id }) }, outbox)
    })
  }

  /** Throws `UserError` not-allowed where moderators want it so. */
  function admit(command: Command, { moderator, address }: Requester): void {
    if (command.moderators) {
      if (!moderator) throw new UserError('not-allowed', phrase`Only moderators of this place can do that.`)
      return
    }
    const { channels = [] } = settings.at(address)
    if (channels.length === 0 || (address.channel !== undefined && channels.includes(address.channel))) return
    throw new UserError(
      'not-allowed',
      phrase`Dreambot does not answer in this channel.`,
      phrase`Ask its moderators where.`,
    )
  }

  /** Puts the uploads among the options into the photo store: they become keys. */
  async function keep(input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const kept = { ...input }
    for (const [option, value] of Object.entries(input)) {
      if (isUpload(value)) kept[option] = await photos.put(await value.read())
    }
    return kept
  }

  return {
    handle: ({ command, input, attachments, ...asked }) => run(asked, command, () => ({ ...input, ...attachments })),

    press: createPress({ ...options, answers, render: run }),

    async complete(query) {
      const { address } = query
      try {
        return complete(query, {
          commands,
          catalog,
          settings: settings.at(address),
          jobs: queue.of(query).flatMap(({ id, job }) => (job ? [{ id, title: jobTitle(job) }] : [])),
          translate: answers.translate(address),
        })
      } catch (error) {
        // What is half written names a layer or network that there is not.
        if (!(error instanceof UserError))
          log({ level: 'error', message: `completing /${query.command} broke`, stack: stackOf(error) })
        return []
      }
    },

    resume: jobs.resume,
    stop: jobs.stop,
  }
}

function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && 'read' in value
}
