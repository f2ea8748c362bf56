/** A form with a command's options. */
import type { types } from '@slack/bolt'
import { LABELS } from '../../../bot/actions.ts'
import type { Command } from '../../../command/command.ts'
import { isCompleted } from '../../../command/option-shape.ts'
import { expected, type FormOption, formOptions, titled } from '../../../command/options.ts'
import { type Language, phrase, sentence, type Translate } from '../../../i18n/phrase.ts'
import { LENGTHS } from '../limits.ts'
import { plainText } from '../text.ts'
import { elementOf } from './fields.ts'

interface FormOptions {
  readonly name: string
  readonly command: Command
  /** Initial values by option name in kebab case. */
  readonly given: Readonly<Record<string, string>>
  /** Text that Slack returns with the submission. */
  readonly metadata: string
  /** Translates the form's own texts. */
  readonly translate: Translate
  /** Translates the command's texts, which stay English in languages that do not translate it. Default `translate`. */
  readonly translateCommand?: Translate
  /** See `Language`. */
  readonly names: Language['names']
}

/** Renders the form. The id of each block is its option's name in kebab case. */
export function form(options: FormOptions): types.ModalView {
  const { name, command, given, metadata, translate, translateCommand = translate, names } = options
  const blocks = formOptions(command.args).map((field): types.InputBlock => {
    const { name, shape, required } = field
    const hint = hintOf(field, translateCommand)
    return {
      type: 'input',
      block_id: name,
      optional: !required,
      label: plainText(titled(names[name] ?? name), LENGTHS.label),
      ...(hint !== '' && { hint: plainText(hint, LENGTHS.hint) }),
      element: elementOf({ name, shape, translate: translateCommand, given: given[name] }),
      // The suggestions of other fields depend on this one.
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

/** The hint of a field, such as "Steps at each octave (a whole number from 1 to 100)". */
function hintOf({ shape, option }: FormOption, translate: Translate): string {
  const said = sentence(shape.description ?? '')
  const isNumber = shape.type === 'integer' || shape.type === 'number'
  return translate(isNumber ? phrase`${said} (${expected(option)})` : said)
}
