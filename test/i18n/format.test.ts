import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bar,
  byteSize,
  compact,
  count,
  duration,
  either,
  estimate,
  grouped,
  inThreeDigits,
  percent,
  rough,
  roughSize,
} from '../../src/i18n/format.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish, phrase, type Text, translatorFor } from '../../src/i18n/phrase.ts'

const languages = await loadLanguages()
const inGerman = translatorFor('de', languages)

/** The texts in English and in German, each joined by bars. CLDR has a narrow or fixed space before some units. */
function written(texts: readonly Text[]): { readonly english: string; readonly german: string } {
  const all = (translate: (text: Text) => string) =>
    texts
      .map(translate)
      .join('|')
      .replace(/\p{Zs}/gu, ' ')
  return { english: all(inEnglish), german: all(inGerman) }
}

test('durations have one or two units', () => {
  const seconds = [0, 0.04, 0.42, 3, 9.94, 9.96, 59.4, 59.6, 60, 130, 3599.4, 3599.6, 3900, 7200]
  assert.deepEqual(written(seconds.map(duration)), {
    english: '0 s|0 s|0.4 s|3 s|9.9 s|10 s|59 s|1 min|1 min|2 min 10 s|59 min 59 s|1 h|1 h 5 min|2 h',
    german: '0 s|0 s|0,4 s|3 s|9,9 s|10 s|59 s|1 min|1 min|2 min 10 s|59 min 59 s|1 h|1 h 5 min|2 h',
  })
})

test('estimates are no finer than they can be trusted', () => {
  const { english } = written([-3, 0, 5, 5.1, 38, 60, 61, 125, 599, 601, 4000].map(estimate))
  const words =
    'a few seconds|a few seconds|a few seconds|about 10 s|about 40 s|about 1 min|about 1 min 10 s|about 2 min 10 s|about 10 min|about 11 min|about 1 h 7 min'
  assert.equal(english, words)
  assert.equal(inGerman(estimate(125)), 'etwa 2 min 10 s')
})

test('sizes have the largest unit that keeps them at 1 or above, and two or three digits', () => {
  assert.deepEqual(written([0, 900, 940_000, 999_499, 999_500, 3_140_000, 28e6, 1.5e9, 2e15].map(byteSize)), {
    english: '0 kB|0.9 kB|940 kB|999 kB|1 MB|3.1 MB|28 MB|1.5 GB|2,000 TB',
    german: '0 kB|0,9 kB|940 kB|999 kB|1 MB|3,1 MB|28 MB|1,5 GB|2.000 TB',
  })
  const rough = [2300, 580_160.4, 950_001, 2_960_000, 1_580_000, 15_300_000].map(roughSize)
  assert.deepEqual(written(rough), {
    english: 'about 2 kB|about 600 kB|about 1 MB|about 3 MB|about 1.6 MB|about 15 MB',
    german: 'etwa 2 kB|etwa 600 kB|etwa 1 MB|etwa 3 MB|etwa 1,6 MB|etwa 15 MB',
  })
})

test('large counts and rough numbers are shortened', () => {
  assert.deepEqual(written([672, 9500, 295_000, 999_950, 7_000_000, 1_600_000_000].map(compact)), {
    english: '672|9.5K|295K|1M|7M|1.6B',
    german: '672|9500|295.000|999.950|7 Mio.|1,6 Mrd.',
  })
  assert.deepEqual(written([0.03127, -4.25, 87.6, 999.7, 12_345].map(rough)), {
    english: '0.031|-4.3|88|1K|12K',
    german: '0,031|-4,3|88|1000|12.000',
  })
  assert.deepEqual(written([9472, 12].map(grouped)), { english: '9,472|12', german: '9.472|12' })
  assert.deepEqual(written([0, 0.0031416, 12.44, 99.96, 231.5, 1234].map(inThreeDigits)), {
    english: '0|0.00314|12.4|100|232|1234',
    german: '0|0,00314|12,4|100|232|1234',
  })
})

test('a share is rounded to whole percents, or down for progress', () => {
  assert.deepEqual(written([percent(0.923), percent(0.999), percent(0.999, 'floor')]), {
    english: '92%|100%|99%',
    german: '92 %|100 %|99 %',
  })
})

test('a plain number in a phrase is written in full, without grouping', () => {
  const numbers = [4294967295, 1.5, 0.30000000000000004, -12, -0].map((n) => phrase`${n}`)
  assert.deepEqual(written(numbers), {
    english: '4294967295|1.5|0.30000000000000004|-12|0',
    german: '4294967295|1,5|0,30000000000000004|-12|0',
  })
})

test('lists end in "or" or "and", their items translated too', () => {
  const lists = [[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => either(items))
  assert.deepEqual(written(lists), { english: '|a|a or b|a, b or c', german: '|a|a oder b|a, b oder c' })
  const nested = either(['a', phrase`a number`, 'c'], 'and')
  assert.deepEqual(written([nested]), { english: 'a, a number and c', german: 'a, eine Zahl und c' })
})

test('counts are singular for one alone', () => {
  assert.deepEqual(written([0, 1, 2].map((n) => count(n, 'step'))), {
    english: '0 steps|1 step|2 steps',
    german: '0 Schritte|1 Schritt|2 Schritte',
  })
})

test('numbers and lists are the same after travelling as JSON', () => {
  const text = phrase`about ${byteSize(3_140_000)}`
  const sent = JSON.parse(JSON.stringify(joinedWith(text)))
  assert.deepEqual(sent, joinedWith(text))
  assert.deepEqual(written([sent]), { english: 'about 3.1 MB or 45%', german: 'etwa 3,1 MB oder 45 %' })
})

test('a bar is as full as the work is done', () => {
  assert.equal(bar(0.6, 10), '██████░░░░')
})

function joinedWith(text: Text): Text {
  return either([text, percent(0.45)])
}
