/** Suggestions while a person types into a field of a form. */
import type { types, ViewOutput } from '@slack/bolt'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { camel } from '../../../command/options.ts'
import type { Bot, Query } from '../../../core/platform.ts'
import { COUNTS, LENGTHS } from '../limits.ts'
import { createRecent } from '../recent.ts'
import { plainText } from '../text.ts'
import { submissionOf } from './submission.ts'

export interface Suggestions {
  /**
   * Remembers what is filled into a form. Suggestions depend on the other fields, which Slack reports when somebody
   * chooses a value, but not while they type.
   */
  remember(view: string, values: Readonly<Record<string, string>>): void
  forget(view: string): void
  /** The options to offer in a field. The query's option is in kebab case. */
  offer(query: Omit<Query, 'input'>, view: ViewOutput): Promise<types.PlainTextOption[]>
}

/** Kinds of options whose value must exist, so that text as typed is no suggestion. */
const EXISTING = ['layer', 'network', 'command', 'job']

export function createSuggestions(bot: Bot, commands: ReadonlyMap<string, Command>): Suggestions {
  // Slack does not report forms that are closed.
  const forms = createRecent<Readonly<Record<string, string>>>(COUNTS.forms)

  return {
    remember: (view, values) => forms.set(view, values),
    forget: (view) => forms.delete(view),

    async offer(query, view) {
      const { option, text } = query
      const { [option]: _, ...input } = { ...forms.get(view.id), ...submissionOf(view).values }
      const found = await bot.complete({ ...query, input })
      const offers = found.map(({ value, label }) => ({ value, label }))
      const typed = asTyped(text, commands.get(query.command)?.args.shape[camel(option)])
      if (typed !== undefined && !offers.some(({ value }) => value === typed)) {
        offers.unshift({ value: typed, label: typed })
      }
      return offers
        .filter(({ value }) => value.length <= LENGTHS.optionValue)
        .slice(0, COUNTS.suggestions)
        .map(({ value, label }) => ({ text: plainText(label, LENGTHS.option), value }))
    },
  }
}

/** The typed text itself, if the option accepts it and it need not exist: a list of filters, but not a layer's name. */
function asTyped(text: string, schema: Command['args']['shape'][string] | undefined): string | undefined {
  const typed = text.trim()
  if (!schema || typed === '' || EXISTING.includes(shapeOf(schema).kind ?? '')) return undefined
  return schema.safeParse(typed).success ? typed : undefined
}
