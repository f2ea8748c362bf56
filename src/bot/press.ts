/**
 * Handles presses of the buttons under a result. A button carries no permission: who may do what to which job is checked against the
 * journal.
 */
import type { Command } from '../command/command.ts'
import { jobTitle } from '../command/job-title.ts'
import { recipeOf } from '../command/recipe.ts'
import { UserError } from '../core/errors.ts'
import { type Action, ownerOf, type Press, placeOf, type Reply, type Requester } from '../core/platform.ts'
import { type Phrase, phrase } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { JobJournal, JournalEntry } from '../storage/job-journal.ts'
import { commandOf, type Variation, variationOf } from './actions.ts'
import type { Answers } from './answers.ts'

interface PressOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly catalog: Catalog
  readonly journal: JobJournal
  readonly answers: Answers
  readonly run: (run: CommandRun) => Promise<void>
}

/** A command to run, as a person has typed it or a button asks for it. */
export interface CommandRun {
  readonly requester: Requester
  /** The command's name. */
  readonly command: string
  /** The options by name; uploads are values too. Throws `UserError` for what a button cannot do. */
  readonly input: () => Record<string, unknown>
  /** The job whose picture the new one is made from. */
  readonly from?: JournalEntry
}

/** Returns what handles a press. It settles when the last reply to the press is posted, and never rejects. */
export function createPress(options: PressOptions): (press: Press) => Promise<void> {
  const { commands, scheduler, catalog, journal, answers, run } = options

  /** Actions that make no picture. */
  const handlers: Readonly<Record<Exclude<Action, Variation>, Handler>> = {
    recipe({ job }, { address }) {
      const translate = answers.translate(address)
      const text = translate(phrase`Give this to /recipe to get the same picture again:`)
      return { state: 'info', title: translate(jobTitle(job)), text, code: recipeOf(job), audience: 'user' }
    },

    async delete(entry, press) {
      checkOwner(entry, press)
      const platform = answers.platform(entry.address)
      if (!platform.remove) throw new Error(`${entry.address.platform} has no way to remove a message`)
      await platform.remove(entry.address)
      return info(press, phrase`The picture is deleted.`)
    },

    cancel(entry, press) {
      checkOwner(entry, press)
      const isCancelled = scheduler.cancel(entry.id)
      return info(
        press,
        isCancelled ? phrase`This picture is being cancelled.` : phrase`This picture has already ended.`,
      )
    },
  }

  const isVariation = (action: Action): action is Variation => !(action in handlers)

  function info({ address }: Press, text: Phrase): Reply {
    return { state: 'info', text: answers.translate(address)(text), audience: 'user' }
  }

  /** The journal's entry of the pressed button's job, if the job belongs to the place of the press. */
  function entryOf({ job, address }: Press): JournalEntry | undefined {
    const entry = journal.get(job)
    return entry && placeOf(entry.address) === placeOf(address) ? entry : undefined
  }

  function variationInput(action: Variation, entry: JournalEntry): Record<string, unknown> {
    const { command: name, network } = entry.job
    const command = commands.get(name)
    if (!command) throw new Error(`the command ${name} no longer exists`)
    return variationOf(action, { entry, command, layers: () => catalog.layers({ network }).map(({ layer }) => layer) })
  }

  async function act(press: Press): Promise<void> {
    const { action, address } = press
    const entry = entryOf(press)
    if (entry && isVariation(action)) {
      const input = () => variationInput(action, entry)
      return run({ requester: press, command: commandOf(action, entry.job), input, from: entry })
    }
    await answers.run({ what: action, address }, async (outbox) => {
      if (!entry || isVariation(action)) throw forgotten()
      outbox.put(await handlers[action](entry, press))
    })
  }

  return (press) => {
    const { action: what, address } = press
    // The journal itself may fail.
    return act(press).catch((error) => answers.run({ what, address }, () => Promise.reject(error)))
  }
}

/** Throws `UserError` for what the presser may not do. */
type Handler = (entry: JournalEntry, press: Press) => Reply | Promise<Reply>

/** Throws `UserError` not-allowed unless the job is the presser's own or the presser is a moderator. */
function checkOwner({ user }: JournalEntry, press: Press): void {
  if (press.moderator || user === ownerOf(press)) return
  throw new UserError('not-allowed', phrase`Only the person who asked for this picture can do that.`)
}

function forgotten(): UserError {
  return new UserError('bad-input', phrase`This picture is no longer on record.`)
}
