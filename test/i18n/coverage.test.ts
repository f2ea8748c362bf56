import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { loadCommands } from '../../src/command/load.ts'
import { shapeOf } from '../../src/command/option-shape.ts'
import { kebab, parseOptions } from '../../src/command/options.ts'
import { unknownLayer } from '../../src/core/common-errors.ts'
import { UserError } from '../../src/core/errors.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish, type Language, type Text, translatorFor } from '../../src/i18n/phrase.ts'
import { countersIn, nounsIn, PLAIN_ERROR, readSources, templatesIn } from './phrases.ts'

const sources = await readSources()
const commands = await loadCommands()
const languages = await loadLanguages()

/** Values that are the same in every language. */
const SAME: readonly unknown[] = ['png', 'jpeg', 'gif', 'webp', 'mp4']
/** Discord takes no more. */
const LONGEST = { name: 32, description: 100 }

const options = [...commands.values()].flatMap(({ args }) => Object.values(args.shape))
const descriptions = [...[...commands.values()], ...options.map(shapeOf)].flatMap(
  ({ description }) => description ?? [],
)
const titles = [...commands.values()].flatMap(({ onPicture }) => onPicture?.title ?? [])
const choices = options.flatMap((option) => shapeOf(option).enum ?? []).filter((value) => !SAME.includes(value))
const nouns = sources.flatMap(nounsIn).flatMap((noun) => [`{0} ${noun}`, `{0} ${noun}s`])
const counters = sources.flatMap(countersIn).map((name) => `${name} {0} of {1}`)
const templates = sources.flatMap(({ text }) => templatesIn(text))
const all = new Set([...templates, ...nouns, ...counters, ...descriptions, ...titles, ...choices.map(String)])
for (const option of options) for (const key of refusals(option)) all.add(key)

/** Nobody needs to translate what has no words. */
const needed = [...all].filter((key) => /\p{L}/u.test(key.replace(/\{\d+\}/g, '')))

describe('what is said', () => {
  test('templates are found over several lines, in other templates and behind anything', () => {
    const code = `
      // phrase\`in a comment\` and don't
      /* phrase\`in another\` */
      const text = 'phrase\`in a string\`' + "it's" + /[/\`]'/.exec(x) + a / b / c
      throw new UserError(
        'bad-input',
        phrase\`one of \${count(n, { of: 'x' }.of)} with \${isOne ? phrase\`a gap of \${\`plain \${phrase\`the last\`}\`}\` : ''} in it\`,
        first
          ? phrase\`over
lines\`
          : phrase\`a \\\`quoted\\\` one\`,
      )
      const other = paraphrase\`nothing\`
      const end = phrase\`the end\``
    assert.deepEqual(templatesIn(code), [
      'one of {0} with {1} in it',
      'a gap of {0}',
      'the last',
      'over\nlines',
      'a `quoted` one',
      'the end',
    ])
  })

  test('every template in the source is found', () => {
    for (const { path, text } of sources) {
      const lines = text.split('\n').filter((line) => !/^\s*(\/?\*|\/\/)/.test(line))
      const roughly = lines.join('\n').match(/(?<![\w$])phrase`/g) ?? []
      assert.equal(templatesIn(text).length, roughly.length, path)
    }
  })

  test('nouns and counters are found', () => {
    assert.ok(['{0} picture', '{0} pictures', '{0} step', '{0} layers'].every((key) => nouns.includes(key)))
    assert.ok(['octave', 'step', 'frame', 'filter', 'MB'].every((name) => counters.includes(`${name} {0} of {1}`)))
    const text = "import { count } from '../format.ts'\ncount(all.filter((n) => n > 1).length, noun)"
    assert.throws(() => nounsIn({ path: 'some.ts', text }), /some\.ts counts something/)
  })

  test('errors are phrases', () => {
    assert.match("new UserError(\n  'bad-input',\n  `no name`,\n)", PLAIN_ERROR)
    assert.match("new BadWeights('it is empty', what)", PLAIN_ERROR)
    for (const { path, text } of sources) assert.doesNotMatch(text, PLAIN_ERROR, path)
  })
})

for (const [code, language] of languages) {
  describe(code, () => {
    const { phrases, names } = language

    test('says everything', () => {
      assert.deepEqual(
        needed.filter((key) => !Object.hasOwn(phrases, key)),
        [],
      )
    })

    test('says nothing that is not said', () => {
      assert.deepEqual(
        Object.keys(phrases).filter((key) => !all.has(key)),
        [],
      )
    })

    test('fills the same gaps, and ends sentences as English does', () => {
      for (const [key, translation] of Object.entries(phrases)) {
        assert.deepEqual(gaps(translation), gaps(key), key)
        assert.equal(/[.?:]?$/.exec(translation)?.[0], /[.?:]?$/.exec(key)?.[0], translation)
        assert.equal(translation, translation.trim())
      }
    })

    test('names every command and option as Discord takes it, each once', () => {
      const wanted = new Set([...commands].flatMap(([name, { args }]) => [name, ...Object.keys(args.shape).map(kebab)]))
      assert.deepEqual(new Set(Object.keys(names)), wanted)
      for (const name of Object.values(names)) {
        assert.match(name, /^[-_'\p{L}\p{N}]{1,32}$/u)
        assert.equal(name, name.toLowerCase())
      }
      once([...commands.keys()], language)
      for (const { args } of commands.values()) once(Object.keys(args.shape).map(kebab), language)
    })

    test('keeps to the lengths that chats allow', () => {
      for (const text of descriptions) assert.ok((phrases[text] ?? '').length <= LONGEST.description, phrases[text])
      for (const text of titles) assert.ok((phrases[text] ?? '').length <= LONGEST.name, phrases[text])
    })
  })
}

test('a sentence is said in the language of who reads it', () => {
  const { message, hint } = unknownLayer('googlenet', 'conv', ['conv2/3x3', 'conv1/7x7_s2']).said
  const german = translatorFor('de-AT', languages)
  assert.equal(german(message), 'googlenet hat keine Schicht „conv“.')
  assert.match(german(hint), /^Meintest du conv/)
  assert.equal(inEnglish(message), 'googlenet has no layer "conv".')
})

/** The phrases that refuse an option's value: authors of schemas write some of them. */
function refusals(option: z.core.$ZodType): string[] {
  return ['?', -1e9, {}].flatMap((value) => {
    try {
      parseOptions(z.object({ option }), { option: value })
      return []
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return keysOf(error.said.message)
    }
  })
}

function keysOf(text: Text | number): string[] {
  if (typeof text !== 'object' || 'number' in text) return []
  return 'list' in text ? text.list.flatMap(keysOf) : [text.phrase, ...text.values.flatMap(keysOf)]
}

function gaps(key: string): Set<string> {
  return new Set(key.match(/\{\d+\}/g)?.sort())
}

function once(keys: readonly string[], { names }: Language): void {
  const said = keys.map((key) => names[key] ?? key)
  assert.equal(new Set(said).size, said.length, said.join(', '))
}
