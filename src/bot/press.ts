/** What buttons do. They carry no trust: who may do what, to which job, is checked against the journal. */

import type { Command } from '../command/command.ts'
import { jobTitle } from '../command/job-title.ts'
import { recipeOf } from '../command/recipe.ts'
import { UserError } from '../core/errors.ts'
import type { Press, Reply, Requester } from '../core/platform.ts'
import { ownerOf, placeOf } from '../core/platform.ts'
import { phrase } from '../i18n/phrase.ts'
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
  /** Asks for a new picture made of another. */
  readonly render: (
    asked: Requester,
    command: string,
    input: () => Record<string, unknown>,
    from: JournalEntry,
  ) => Promise<void>
}

/** Settles when what comes of the press is posted; never rejects. */
export function createPress(options: PressOptions): (press: Press) => Promise<void> {
  const { commands, scheduler, catalog, journal, answers, render } = options

  function variation(action: Variation, entry: JournalEntry): Record<string, unknown> {
    const { command: name, network } = entry.job
    const command = commands.get(name)
    if (!command) throw new Error(`there is no command ${name} any more`)
    return variationOf(action, { entry, command, layers: () => catalog.layers({ network }).map(({ layer }) => layer) })
  }

  function recipe({ job }: JournalEntry, { address }: Press): Reply {
    const translate = answers.translate(address)
    const text = translate(phrase`Give this to /recipe, and the same picture comes back:`)
    return { state: 'info', title: translate(jobTitle(job)), text, code: recipeOf(job), audience: 'user' }
  }

  /** Throws `UserError` not-allowed. */
  function checkOwner(entry: JournalEntry, { moderator, ...asked }: Press): void {
    if (moderator || entry.user === ownerOf(asked)) return
    throw new UserError('not-allowed', phrase`Only the person who asked for this picture can do that.`)
  }

  async function remove(entry: JournalEntry): Promise<void> {
    const platform = answers.platform(entry.address)
    if (!platform.remove) throw new Error(`${entry.address.platform} can remove nothing`)
    await platform.remove(entry.address)
  }

  async function act(press: Press): Promise<void> {
    const { action, address } = press
    const entry = journal.get(press.job)
    const known = entry && placeOf(entry.address) === placeOf(address) ? entry : undefined
    if (known && action !== 'cancel' && action !== 'recipe' && action !== 'delete') {
      return render(press, commandOf(action, known.job), () => variation(action, known), known)
    }
    await answers.give({ what: action, address }, async (outbox) => {
      if (!known) throw new UserError('bad-input', phrase`Nothing is known of this picture any more.`)
      const tell = (text: string) => outbox.put({ state: 'info', text, audience: 'user' })
      const translate = answers.translate(address)
      if (action === 'recipe') return outbox.put(recipe(known, press))
      checkOwner(known, press)
      if (action === 'delete') {
        await remove(known)
        return tell(translate(phrase`The picture is deleted.`))
      }
      const cancelled = scheduler.cancel(known.id)
      tell(translate(cancelled ? phrase`This picture is being cancelled.` : phrase`This picture is already over.`))
    })
  }

  return (press) => {
    const broken = (error: unknown) =>
      answers.give({ what: press.action, address: press.address }, () => Promise.reject(error))
    return act(press).catch(broken)
  }
}
