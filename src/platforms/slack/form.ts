/** A command's options as a form to fill in. */
import type { types } from '@slack/bolt'
import { LABELS } from '../../actions.ts'
import type { Command } from '../../command.ts'
import { isCompleted } from '../../complete.ts'
import { type Language, phrase, type Say } from '../../language.ts'
import { type Shape, shapeOf } from '../../option-shape.ts'
import { expected, kebab } from '../../options.ts'
import { elementOf } from './fields.ts'
import { LENGTHS } from './numbers.ts'
import { plain } from './text.ts'

export interface FormOptions {
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
  const all = Object.entries(command.args.shape).map(([key, option]) => {
    const optional = option.safeParse(undefined).success
    return { name: kebab(key), option, shape: shapeOf(option), optional }
  })
  const fields = all.toSorted((a, b) => rank(a) - rank(b))
  const blocks = fields.map(({ name, option, shape, optional }): types.InputBlock => {
    const hint = hintOf(shape, option, say)
    return {
      type: 'input',
      block_id: name,
      optional,
      label: plain(title(names[name] ?? name), LENGTHS.label),
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
    title: plain(title(names[name] ?? name), LENGTHS.formTitle),
    submit: plain(say(phrase`Send`), LENGTHS.formTitle),
    close: plain(say(LABELS.cancel), LENGTHS.formTitle),
    blocks,
  }
}

/** What must be given comes first, then what the picture is about; what most people leave as it is comes last. */
function rank({ shape, optional }: { readonly shape: Shape; readonly optional: boolean }): number {
  if (!optional) return 0
  return shape.kind === undefined ? 2 : 1
}

/** "Steps at each octave (a whole number from 1 to 100)" */
function hintOf(shape: Shape, option: Command['args']['shape'][string], say: Say): string {
  const said = { phrase: shape.description ?? '', values: [] }
  const isNumber = shape.type === 'integer' || shape.type === 'number'
  return say(isNumber ? phrase`${said} (${expected(option)})` : said)
}

/** `octave-scale` to "Octave scale". */
function title(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
