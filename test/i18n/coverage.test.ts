import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { z } from 'zod'
import type { Command } from '../../src/command/command.ts'
import { loadCommands } from '../../src/command/load.ts'
import { shapeOf } from '../../src/command/option-shape.ts'
import { kebab, parseOptions } from '../../src/command/options.ts'
import { unknownLayer } from '../../src/core/common-errors.ts'
import { UserError } from '../../src/core/errors.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish, type Language, type Text, translatorFor } from '../../src/i18n/phrase.ts'
import { countersIn, nounsIn, PLAIN_ERROR, readSources, type Source, templatesIn } from './phrases.ts'

const sources = await readSources()
const commands = await loadCommands()
const languages = await loadLanguages()

/** Values that are the same in every language. */
const SAME: readonly unknown[] = ['png', 'jpeg', 'gif', 'webp', 'mp4']
/** The most characters that Discord takes. */
const LONGEST = { name: 32, description: 100 }

/** This repository's own commands. Every language translates them; whoever adds one need not translate it. */
const OWN = 'activations atlas cancel dream filter forget help kernels layers networks queue recipe settings'.split(' ')

type Commands = ReadonlyMap<string, Command>

const optionsOf = (some: Commands) => [...some.values()].flatMap(({ args }) => Object.values(args.shape))
const descriptionsOf = (some: Commands) =>
  [...some.values(), ...optionsOf(some).map(shapeOf)].flatMap(({ description }) => description ?? [])
const titlesOf = (some: Commands) => [...some.values()].flatMap(({ onPicture }) => onPicture?.title ?? [])
const nounKeys = (some: readonly Source[]) => some.flatMap(nounsIn).flatMap((noun) => [`{0} ${noun}`, `{0} ${noun}s`])
const counterKeys = (some: readonly Source[]) => some.flatMap(countersIn).map((name) => `${name} {0} of {1}`)

/** Every phrase of the program with `some` of its commands: those in its sources, and those in its schemas. */
function phrasesWith(some: Commands): Set<string> {
  const others = [...commands.keys()].filter((name) => !some.has(name))
  const read = sources.filter(({ path }) => !others.some((name) => isOf(path, name)))
  const options = optionsOf(some)
  return new Set([
    ...read.flatMap(({ text }) => templatesIn(text)),
    ...nounKeys(read),
    ...counterKeys(read),
    ...descriptionsOf(some),
    ...titlesOf(some),
    ...options
      .flatMap((option) => shapeOf(option).enum ?? [])
      .filter((value) => !SAME.includes(value))
      .map(String),
    ...options.flatMap(refusals),
  ])
}

/** Whether a source file belongs to one command alone. */
function isOf(path: string, command: string): boolean {
  return path === join('commands', `${command}.ts`) || path.startsWith(join('commands', command, '/'))
}

/** The commands that a language translates. */
function translatedBy({ names }: Language): Commands {
  return new Map([...commands].filter(([name]) => Object.hasOwn(names, name)))
}

describe('phrases in the source', () => {
  test('templates are found across lines and inside other templates', () => {
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

  test('no template in the source is missed', () => {
    for (const { path, text } of sources) {
      const lines = text.split('\n').filter((line) => !/^\s*(\/?\*|\/\/)/.test(line))
      const roughly = lines.join('\n').match(/(?<![\w$])phrase`/g) ?? []
      assert.equal(templatesIn(text).length, roughly.length, path)
    }
  })

  test('nouns of counts and names of counters are found', () => {
    const nouns = nounKeys(sources)
    const counters = counterKeys(sources)
    assert.ok(['{0} picture', '{0} pictures', '{0} step', '{0} layers'].every((key) => nouns.includes(key)))
    assert.ok(['octave', 'step', 'frame', 'filter', 'MB'].every((name) => counters.includes(`${name} {0} of {1}`)))
    const text = "import { count } from '../format.ts'\ncount(all.filter((n) => n > 1).length, noun)"
    assert.throws(() => nounsIn({ path: 'some.ts', text }), /some\.ts counts something/)
  })

  test('errors are made from phrases', () => {
    assert.match("new UserError(\n  'bad-input',\n  `no name`,\n)", PLAIN_ERROR)
    assert.match("new BadWeights('it is empty', what)", PLAIN_ERROR)
    for (const { path, text } of sources) assert.doesNotMatch(text, PLAIN_ERROR, path)
  })
})

for (const [code, language] of languages) {
  describe(code, () => {
    const { phrases, names } = language
    const translated = translatedBy(language)

    test('translates every command of this repository', () => {
      assert.deepEqual(
        OWN.filter((name) => !translated.has(name)),
        [],
      )
    })

    test('translates every phrase of the program and of the commands that it lists', () => {
      // A phrase without words is the same in every language.
      const needed = [...phrasesWith(translated)].filter((key) => /\p{L}/u.test(key.replace(/\{\d+\}/g, '')))
      assert.deepEqual(
        needed.filter((key) => !Object.hasOwn(phrases, key)),
        [],
      )
    })

    test('translates nothing else', () => {
      const all = phrasesWith(commands)
      assert.deepEqual(
        Object.keys(phrases).filter((key) => !all.has(key)),
        [],
      )
    })

    test('has the same gaps and the same last punctuation mark in each sentence', () => {
      for (const [key, translation] of Object.entries(phrases)) {
        assert.deepEqual(gaps(translation), gaps(key), key)
        assert.equal(/[.?:]?$/.exec(translation)?.[0], /[.?:]?$/.exec(key)?.[0], translation)
        assert.equal(translation, translation.trim())
      }
    })

    test('names its commands and their options in Discord’s form, each once', () => {
      const options = [...translated.values()].flatMap(({ args }) => Object.keys(args.shape).map(kebab))
      assert.deepEqual(new Set(Object.keys(names)), new Set([...translated.keys(), ...options]))
      for (const name of Object.values(names)) {
        assert.match(name, /^[-_'\p{L}\p{N}]{1,32}$/u)
        assert.equal(name, name.toLowerCase())
      }
      once([...commands.keys()], language)
      for (const { args } of translated.values()) once(Object.keys(args.shape).map(kebab), language)
    })

    test('keeps to the lengths that Discord allows', () => {
      for (const text of descriptionsOf(translated))
        assert.ok((phrases[text] ?? '').length <= LONGEST.description, phrases[text])
      for (const text of titlesOf(translated)) assert.ok((phrases[text] ?? '').length <= LONGEST.name, phrases[text])
    })
  })
}

test('a sentence is translated into the reader’s language', () => {
  const { message, hint } = unknownLayer('conv', { network: 'googlenet', layers: ['conv2/3x3', 'conv1/7x7_s2'] }).said
  const german = translatorFor('de-AT', languages)
  assert.equal(german(message), 'googlenet hat keine Schicht „conv“.')
  assert.match(german(hint), /^Meintest du conv/)
  assert.equal(inEnglish(message), 'googlenet has no layer "conv".')
})

/** The phrases that refuse wrong values of an option. Some of them are messages in its schema. */
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
