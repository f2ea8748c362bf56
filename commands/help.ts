/** What there is to do, and how. Derived from the commands. */
import { z } from 'zod'
import { type Command, defineCommand } from '../src/command/command.ts'
import { shapeOf } from '../src/command/option-shape.ts'
import { expected, kebab } from '../src/command/options.ts'
import { unknownCommand } from '../src/core/common-errors.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Explain the commands',

  args: z.object({
    command: z.string().meta({ kind: 'command' }).optional().describe('Which one; default all of them'),
  }),
  chat: true,

  run({ command: name }, { commands, translate }) {
    if (name === undefined) {
      const lines = [...commands].map(([each, { description }]) => phrase`/${each}: ${translatable(description)}`)
      const more = phrase`For one command’s options: /help command:dream`
      return info(
        translate(phrase`See what a convolutional network sees`),
        translate(joined([...lines, '', more], '\n')),
      )
    }
    const command = commands.get(name.replace(/^\//, ''))
    if (!command) {
      const names = [...commands.keys()]
      throw unknownCommand(name, names, phrase`The commands are ${names.join(', ')}.`)
    }
    const lines = Object.entries(command.args.shape).map(([key, option]) => optionLine(key, option))
    return info(`/${name}`, translate(joined([translatable(command.description), '', ...lines], '\n')))
  },
})

function optionLine(key: string, option: Command['args']['shape'][string]): Text {
  const { description = '', default: absent } = shapeOf(option)
  const range = absent === undefined ? expected(option) : phrase`${expected(option)}; default ${String(absent)}`
  return phrase`${kebab(key)}: ${translatable(description)} (${range})`
}

/** Descriptions are phrases of their own. */
function translatable(description: string): Text {
  return { phrase: description, values: [] }
}

function info(title: string, text: string) {
  return { state: 'info', title, text, audience: 'user' } as const
}
