import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translationsOf, untranslated } from '../../src/i18n/command-translations.ts'
import type { Language, Languages } from '../../src/i18n/phrase.ts'

const german: Language = { phrases: { 'The photo': 'Das Foto' }, names: { dream: 'träume', image: 'bild' } }
const french: Language = { phrases: {}, names: { dream: 'rêver', mosaic: 'mosaïque' } }
const languages: Languages = new Map([
  ['de', german],
  ['fr', french],
])

test('a language translates the commands whose names it lists', () => {
  assert.deepEqual([...translationsOf('dream', languages).keys()], ['de', 'fr'])
  assert.deepEqual([...translationsOf('mosaic', languages).keys()], ['fr'])
  for (const name of ['posterize', 'constructor']) assert.equal(translationsOf(name, languages).size, 0)
})

test('each command that a language lacks is named, with the language', () => {
  assert.deepEqual(untranslated(['dream', 'mosaic', 'posterize'], languages), [
    '/mosaic has no German texts and is shown in English',
    '/posterize has no German texts and is shown in English',
    '/posterize has no French texts and is shown in English',
  ])
  assert.deepEqual(untranslated(['dream'], languages), [])
})
