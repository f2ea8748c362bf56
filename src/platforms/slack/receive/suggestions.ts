/** What a form offers while a person types into one of its fields. */
import type { types, ViewOutput } from '@slack/bolt'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { camel } from '../../../command/options.ts'
import type { Bot } from '../../../core/platform.ts'
import type { SlackAddress } from '../address.ts'
import { COUNTS, LENGTHS } from '../limits.ts'
import { plainText } from '../text.ts'
import { submissionOf } from './submission.ts'

interface Suggestions {
  /**
   * The form as it is filled in: Slack tells it when somebody has chosen something, but not while they type, when what is
   * offered depends on it.
   */
  note(view: string, values: Readonly<Record<string, string>>): void
  forget(view: string): void
  /** `option` in kebab case. */
  offer(
    command: string,
    option: string,
    text: string,
    view: ViewOutput,
    address: SlackAddress,
  ): Promise<types.PlainTextOption[]>
}

const MOST_FORMS = 500
/** The kinds of options that name something which must be there. */
const NAMES = ['layer', 'network', 'command', 'job']

export function createSuggestions(bot: Bot, commands: ReadonlyMap<string, Command>): Suggestions {
  const forms = new Map<string, Readonly<Record<string, string>>>()

  return {
    note(view, values) {
      forms.delete(view)
      forms.set(view, values)
      // Forms that were closed are not told of. The map's first is the oldest.
      if (forms.size > MOST_FORMS) forms.delete(forms.keys().next().value ?? '')
    },
    forget: (view) => void forms.delete(view),

    async offer(command, option, text, view, address) {
      const { [option]: _, ...input } = { ...forms.get(view.id), ...submissionOf(view).values }
      const found = await bot.complete({ command, option, text, input, user: address.user, address })
      const offers = found.map(({ value, label }) => ({ value, label }))
      const own = typedIn(commands.get(command), option, text)
      if (own !== undefined && !offers.some(({ value }) => value === own)) offers.unshift({ value: own, label: own })
      return offers
        .filter(({ value }) => value.length <= LENGTHS.optionValue)
        .slice(0, COUNTS.suggestions)
        .map(({ value, label }) => ({ text: plainText(label, LENGTHS.option), value }))
    },
  }
}

/** The text itself where any that the option takes will do: a list of filters, but no name of a layer. */
function typedIn(command: Command | undefined, option: string, text: string): string | undefined {
  const schema = command?.args.shape[camel(option)]
  const typed = text.trim()
  if (!schema || typed === '' || NAMES.includes(shapeOf(schema).kind ?? '')) return undefined
  return schema.safeParse(typed).success ? typed : undefined
}
