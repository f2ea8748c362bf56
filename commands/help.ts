/** Explains the commands: all of them in a line each, or one with its options. */
import { z } from 'zod'
import { type Command, defineCommand } from '../src/command/command.ts'
import { shapeOf } from '../src/command/option-shape.ts'
import { expected, kebab } from '../src/command/options.ts'
import { unknownCommand } from '../src/core/common-errors.ts'
import type { Reply } from '../src/core/platform.ts'
import { inEnglish, joined, phrase, sentence, type Text } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Explain the commands',

  args: z.object({
    command: z.string().meta({ kind: 'command' }).optional().describe('Which one; default all of them'),
  }),
  chatOnly: true,

  run({ command: name }, { commands, translate, isTranslated }): Reply {
    if (name === undefined) {
      const lines = [...commands].map(([each, { description }]) => phrase`/${each}: ${sentence(description)}`)
      const more = phrase`For one command’s options: /help command:dream`
      return info(
        translate(phrase`See what a convolutional network sees`),
        translate(joined([...lines, '', more], '\n')),
      )
    }
    const asked = name.replace(/^\//, '')
    const command = commands.get(asked)
    if (!command) throw unknownCommand(name, [...commands.keys()])
    const lines = Object.entries(command.args.shape).map(([key, option]) => optionLine(key, option))
    const text = joined([sentence(command.description), '', ...lines], '\n')
    return info(`/${asked}`, isTranslated(asked) ? translate(text) : inEnglish(text))
  },
})

/** "octaves: Sizes to dream at, from coarse to fine (a whole number from 1 to 8; default 4)" */
function optionLine(key: string, option: Command['args']['shape'][string]): Text {
  const { description = '', default: absent } = shapeOf(option)
  const range = absent === undefined ? expected(option) : phrase`${expected(option)}; default ${String(absent)}`
  return phrase`${kebab(key)}: ${sentence(description)} (${range})`
}

function info(title: string, text: string): Reply {
  return { state: 'info', title, text, audience: 'user' }
}
