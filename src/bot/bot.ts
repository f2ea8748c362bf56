/**
 * Calls in, replies out: finds the command, parses its options, makes the job, and starts it. What is thrown on the way
 * becomes a reply, see `answers.ts`.
 */
import { randomUUID } from 'node:crypto'
import type { Command } from '../command/command.ts'
import { jobTitle } from '../command/job-title.ts'
import { parseOptions } from '../command/options.ts'
import { unknownCommand } from '../core/common-errors.ts'
import { defined } from '../core/defined.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { type Bot, ownerOf, type Requester, type Upload } from '../core/platform.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { JobJournal } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { type AnswersOptions, createAnswers } from './answers.ts'
import { complete } from './complete.ts'
import type { Contexts } from './context.ts'
import { createJobs, type Jobs, type JobsOptions } from './jobs.ts'
import { type CommandRun, createPress } from './press.ts'
import type { Queue } from './queue.ts'

export interface BotOptions extends AnswersOptions, Pick<JobsOptions, 'atlas' | 'jobRetryMs'> {
  /** The commands by name. */
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

  /** Runs a command and posts its reply, or the cards of its job. Never rejects. */
  async function run({ requester, command: name, input, from }: CommandRun): Promise<void> {
    const { address } = requester
    const id = randomUUID()
    const onPosted = (to: Requester['address']) => journal.setAddress(id, to)
    await answers.run({ what: `/${name}`, address, onPosted }, async (outbox) => {
      const command = commands.get(name)
      if (!command) throw unknownCommand(name, [...commands.keys()])
      checkAllowed(command, requester)
      const stored = await storeUploads(input())
      const [translate, platform] = [answers.translate(address), answers.platform(address)]
      const context = contexts({ requester, translate, platform })
      const result = await command.run(parseOptions(command.args, stored), context)
      if ('state' in result) return outbox.put(result)
      const user = ownerOf(requester)
      await jobs.start({ id, job: result, user, address, ...defined({ from: from?.id }) }, outbox)
    })
  }

  /** Throws `UserError` not-allowed for a command of moderators, and in a channel where moderators do not allow the bot. */
  function checkAllowed(command: Command, { moderator, address }: Requester): void {
    if (command.moderatorsOnly) {
      if (!moderator) throw new UserError('not-allowed', phrase`Only moderators of this place can do that.`)
      return
    }
    const { channels = [] } = settings.at(address)
    if (channels.length === 0 || (address.channel !== undefined && channels.includes(address.channel))) return
    throw new UserError(
      'not-allowed',
      phrase`Dreambot does not answer in this channel.`,
      phrase`Ask its moderators where it does.`,
    )
  }

  /** Replaces each upload among the options by its key in the photo store. Throws `UserError` bad-image. */
  async function storeUploads(input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const stored = { ...input }
    for (const [option, value] of Object.entries(input)) {
      if (isUpload(value)) stored[option] = await photos.put(await value.read())
    }
    return stored
  }

  return {
    handle: ({ command, input, attachments, ...requester }) =>
      run({ requester, command, input: () => ({ ...input, ...attachments }) }),

    press: createPress({ ...options, answers, run }),

    async complete(query) {
      const { address, command } = query
      try {
        return complete(query, {
          commands,
          catalog,
          settings: settings.at(address),
          jobs: queue.of(query).flatMap(({ id, job }) => (job ? [{ id, title: jobTitle(job) }] : [])),
          translate: answers.translate(address),
        })
      } catch (error) {
        // A half-written value may name a layer or network that does not exist.
        if (!(error instanceof UserError))
          log({ level: 'error', message: `completing /${command} broke`, stack: stackOf(error) })
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
