import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../src/core/errors.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import {
  inEnglish,
  joined,
  type Language,
  type Languages,
  languageOf,
  phrase,
  translatorFor,
} from '../../src/i18n/phrase.ts'
import { fromWire, toWire } from '../../src/scheduler/job-errors.ts'

const german: Language = {
  phrases: {
    'number {0} in line': 'Platz {0} in der Schlange',
    '{0} before {1}': '{1} nach {0}',
    'twice {0}': '{0} {0}',
    'lost {0}': 'verloren',
    'more than {0}': '{0} {1}!',
  },
  names: {},
}
const languages: Languages = new Map([['de', german]])
const sagen = translatorFor('de', languages)

test('a template becomes an English sentence with gaps, which is the key of its translations', () => {
  const three = phrase`number ${3} in line`
  assert.deepEqual(three, { phrase: 'number {0} in line', values: [3] })
  assert.equal(inEnglish(three), 'number 3 in line')
  assert.equal(sagen(three), 'Platz 3 in der Schlange')
  assert.equal(inEnglish(phrase`no gaps`), 'no gaps')
  assert.equal(inEnglish(phrase`${0}${1}`), '01')
})

test('nested phrases are translated too', () => {
  const nested = phrase`${phrase`number ${1} in line`} before ${phrase`number ${2} in line`}`
  assert.equal(inEnglish(nested), 'number 1 in line before number 2 in line')
  assert.equal(sagen(nested), 'Platz 2 in der Schlange nach Platz 1 in der Schlange')
  const row = joined(['googlenet', phrase`number ${1} in line`, ''], ' · ')
  assert.equal(sagen(row), 'googlenet · Platz 1 in der Schlange · ')
  assert.equal(inEnglish(joined([], ', ')), '')
})

test('a missing translation stays English around translated parts', () => {
  const mixed = phrase`unheard of: ${phrase`number ${1} in line`}`
  assert.equal(sagen(mixed), 'unheard of: Platz 1 in der Schlange')
})

test('a translation may use a value twice or not at all; a missing value is empty', () => {
  assert.deepEqual([phrase`twice ${'a'}`, phrase`lost ${'a'}`, phrase`more than ${'a'}`].map(sagen), [
    'a a',
    'verloren',
    'a !',
  ])
})

test('plain text is not translated, and a value that looks like a gap is not filled', () => {
  for (const text of ['number {0} in line', '{0}', '$&', '']) {
    assert.equal(sagen(text), text)
    assert.equal(inEnglish(phrase`${text} before ${'b'}`), `${text} before b`)
    assert.equal(sagen(phrase`${text} before ${'{0}'}`), `{0} nach ${text}`)
  }
})

test('a region falls back to its language, and an unknown language to English', () => {
  for (const code of ['de', 'de-AT', 'de-CH-1901']) assert.equal(languageOf(code, languages), german)
  for (const code of ['en-GB', 'fr', '', 'd', undefined]) assert.equal(languageOf(code, languages), undefined)
  assert.equal(translatorFor('fr', languages)(phrase`number ${1} in line`), 'number 1 in line')
  const austrian: Language = { phrases: { 'number {0} in line': 'Nummer {0}' }, names: {} }
  const both = new Map([...languages, ['de-AT', austrian]])
  assert.equal(translatorFor('de-AT', both)(phrase`number ${1} in line`), 'Nummer 1')
})

test('phrases and errors are the same after travelling as JSON', () => {
  const nested = phrase`${phrase`number ${1} in line`} before ${'b'}`
  assert.deepEqual(JSON.parse(JSON.stringify(nested)), nested)
  const error = fromWire(
    JSON.parse(JSON.stringify(toWire(new UserError('limit', nested, phrase`number ${2} in line`)))),
  )
  assert.equal(`${error.message} ${error.hint}`, 'number 1 in line before b number 2 in line')
  assert.equal(sagen(error.said.message), 'b nach Platz 1 in der Schlange')
  assert.equal(sagen(error.said.hint), 'Platz 2 in der Schlange')
})

test('every translation has the same gaps as its phrase', async () => {
  const all = await loadLanguages()
  assert.ok(all.size >= 1)
  const gaps = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort()
  for (const [code, { phrases }] of all)
    for (const [key, translation] of Object.entries(phrases))
      assert.deepEqual(gaps(translation), gaps(key), `${code}: ${key}`)
})
