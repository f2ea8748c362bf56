/** A command's options as a form to fill in. */
import type { types } from '@slack/bolt'
import { LABELS } from '../../../bot/actions.ts'
import type { Command } from '../../../command/command.ts'
import { isCompleted } from '../../../command/option-shape.ts'
import { expected, type FormOption, formOptions, titled } from '../../../command/options.ts'
import { type Language, phrase, type Translate } from '../../../i18n/phrase.ts'
import { LENGTHS } from '../limits.ts'
import { plainText } from '../text.ts'
import { elementOf } from './fields.ts'

interface FormOptions {
  readonly name: string
  readonly command: Command
  /** Values by option name, in kebab case, that are filled in from the start. */
  readonly given: Readonly<Record<string, string>>
  /** Comes back with what is filled in. */
  readonly metadata: string
  readonly translate: Translate
  /** See `Language`. */
  readonly names: Language['names']
}

/** A block's id is its option's name. */
export function form({ name, command, given, metadata, translate, names }: FormOptions): types.ModalView {
  const blocks = formOptions(command.args).map((field): types.InputBlock => {
    const { name, shape, required } = field
    const hint = hintOf(field, translate)
    return {
      type: 'input',
      block_id: name,
      optional: !required,
      label: plainText(titled(names[name] ?? name), LENGTHS.label),
      ...(hint !== '' && { hint: plainText(hint, LENGTHS.hint) }),
      element: elementOf({ name, shape, translate, given: given[name] }),
      // What others offer depends on what is chosen here.
      ...(isCompleted(shape) && { dispatch_action: true }),
    }
  })
  return {
    type: 'modal',
    callback_id: name,
    private_metadata: metadata,
    title: plainText(titled(names[name] ?? name), LENGTHS.formTitle),
    submit: plainText(translate(phrase`Send`), LENGTHS.formTitle),
    close: plainText(translate(LABELS.cancel), LENGTHS.formTitle),
    blocks,
  }
}

/** "Steps at each octave (a whole number from 1 to 100)" */
function hintOf({ shape, option }: FormOption, translate: Translate): string {
  const said = { phrase: shape.description ?? '', values: [] }
  const isNumber = shape.type === 'integer' || shape.type === 'number'
  return translate(isNumber ? phrase`${said} (${expected(option)})` : said)
}
