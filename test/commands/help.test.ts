import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '../../src/command/command.ts'
import { kebab } from '../../src/command/options.ts'
import type { Reply } from '../../src/core/platform.ts'
import { translatorFor } from '../../src/i18n/phrase.ts'
import { createKitchen, refusal } from './kitchen.ts'

const kitchen = await createKitchen()

async function help(command?: string, changed: Partial<Context> = {}): Promise<Reply> {
  const { run } = kitchen.commands.get('help') ?? {}
  return (await run?.({ command }, { ...kitchen.context, ...changed })) as Reply
}

test('help lists every command with its description', async () => {
  const { text, audience } = await help()
  const lines = text.split('\n')
  for (const [name, { description }] of kitchen.commands) assert.ok(lines.includes(`/${name}: ${description}`), name)
  assert.equal(audience, 'user')
})

test('help lists every option of a command, with the values that it takes and its default', async () => {
  for (const [name, { args }] of kitchen.commands) {
    const { title, text } = await help(name)
    assert.equal(title, `/${name}`)
    for (const key of Object.keys(args.shape)) assert.match(text, new RegExp(`^${kebab(key)}: .+ \\(.+\\)$`, 'm'))
    assert.doesNotMatch(text, /undefined|\[object/)
  }
  const { text } = await help('/dream')
  assert.match(text, /^octave-scale: .* \(a number from 1\.1 to 2; default 1\.4\)$/m)
  assert.match(text, /^layer: .* \(the name of a layer\)$/m)
})

test('an unknown command is refused with the nearest name', async () => {
  for (const name of ['drem', 'constructor', '']) {
    const { code, text } = await refusal(help(name))
    assert.equal(code, 'bad-input')
    assert.match(text, /^There is no command ".*"\. Did you mean \w+\?$/)
  }
})

test('help is in the language of the asker', async () => {
  const phrases = {
    'Explain the commands': 'Erklärt die Befehle',
    'a number': 'eine Zahl',
    '{0} from {1} to {2}': '{0} von {1} bis {2}',
  }
  const translate = translatorFor('de', new Map([['de', { phrases, names: {} }]]))
  assert.match((await help(undefined, { translate })).text, /^\/help: Erklärt die Befehle$/m)
  const octaveScale = async (isTranslated: boolean) => {
    const { text } = await help('dream', { translate, isTranslated: () => isTranslated })
    return text.split('\n').find((line) => line.startsWith('octave-scale')) ?? ''
  }
  assert.match(await octaveScale(true), /\(eine Zahl von 1\.1 bis 2; default 1\.4\)$/)
  assert.match(
    await octaveScale(false),
    /\(a number from 1\.1 to 2; default 1\.4\)$/,
    'wholly in English or not at all',
  )
})
