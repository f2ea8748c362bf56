/** A command's options as a form to fill in. */
import type { types } from '@slack/bolt'
import { LABELS } from '../../../bot/actions.ts'
import type { Command } from '../../../command/command.ts'
import { isCompleted } from '../../../command/option-shape.ts'
import { expected, type FormOption, formOptions, titled } from '../../../command/options.ts'
import { type Language, phrase, type Say } from '../../../i18n/phrase.ts'
import { LENGTHS } from '../limits.ts'
import { plain } from '../text.ts'
import { elementOf } from './fields.ts'

interface FormOptions {
  readonly name: string
  readonly command: Command
  /** Values by option name, in kebab case, that are filled in from the start. */
  readonly given: Readonly<Record<string, string>>
  /** Comes back with what is filled in. */
  readonly metadata: string
  readonly say: Say
  /** See `Language`. */
  readonly names: Language['names']
}

/** A block's id is its option's name. */
export function form({ name, command, given, metadata, say, names }: FormOptions): types.ModalView {
  const blocks = formOptions(command.args).map((field): types.InputBlock => {
    const { name, shape, required } = field
    const hint = hintOf(field, say)
    return {
      type: 'input',
      block_id: name,
      optional: !required,
      label: plain(titled(names[name] ?? name), LENGTHS.label),
      ...(hint !== '' && { hint: plain(hint, LENGTHS.hint) }),
      element: elementOf({ name, shape, say, given: given[name] }),
      // What others offer depends on what is chosen here.
      ...(isCompleted(shape) && { dispatch_action: true }),
    }
  })
  return {
    type: 'modal',
    callback_id: name,
    private_metadata: metadata,
    title: plain(titled(names[name] ?? name), LENGTHS.formTitle),
    submit: plain(say(phrase`Send`), LENGTHS.formTitle),
    close: plain(say(LABELS.cancel), LENGTHS.formTitle),
    blocks,
  }
}

/** "Steps at each octave (a whole number from 1 to 100)" */
function hintOf({ shape, option }: FormOption, say: Say): string {
  const said = { phrase: shape.description ?? '', values: [] }
  const isNumber = shape.type === 'integer' || shape.type === 'number'
  return say(isNumber ? phrase`${said} (${expected(option)})` : said)
}
