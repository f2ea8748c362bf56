import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Direction,
  formatDirection,
  formatDirections,
  parseDirections,
  soleFilter,
} from '../../../src/core/selection/directions.ts'
import { random } from '../../contract/random.ts'

const parse = (text: string) => parseDirections(text, { layer: 'layer', filters: 256, most: 64 })
const one = (filter: number, weight = 1) => ({ filter, weight })

test('filters, ranges and directions are read with spaces or without', () => {
  const cases: [string, Direction[]][] = [
    ['12', [[one(12)]]],
    [' 3 , 7', [[one(3)], [one(7)]]],
    ['4-6', [[one(4)], [one(5)], [one(6)]]],
    ['12+40', [[one(12), one(40)]]],
    ['12 + 40, 3', [[one(12), one(40)], [one(3)]]],
    ['12-1*40', [[one(12), one(40, -1)]]],
    ['0.5*12-2*40+7', [[one(12, 0.5), one(40, -2), one(7)]]],
    ['-12', [[one(12, -1)]]],
    ['12+12', [[one(12, 2)]]],
    ['12+40-1*12', [[one(40)]]],
  ]
  for (const [text, directions] of cases) assert.deepEqual(parse(text), directions, text)
})

test('a repeated direction counts once', () => {
  assert.deepEqual(parse('7,7,7-8,12+40, 12 + 40').map(formatDirection), ['7', '8', '12+40'])
})

test('a list is written short and read back the same', () => {
  assert.equal(formatDirections(parse('9,0,1,2,3')), '9, 0-3')
  assert.equal(formatDirections(parse('1,2,3,12+40,4,5,6')), '1-3, 12+40, 4-6')
  assert.equal(formatDirections(parse('12-1*40,0.50*3')), '12-1*40, 0.5*3')
  const { uniform } = random(1)
  const whole = (to: number) => Math.floor(uniform(0, to))
  for (let i = 0; i < 300; i++) {
    const directions = Array.from({ length: 1 + whole(5) }, (): Direction => {
      const filters = new Set(Array.from({ length: 1 + whole(3) }, () => whole(256)))
      const weight = () => [1, 1, -1, 0.5, -2.25][whole(5)] ?? 1
      return [...filters].map((filter) => one(filter, weight()))
    })
    const once = [...new Map(directions.map((direction) => [formatDirection(direction), direction])).values()]
    assert.deepEqual(parse(formatDirections(directions.flatMap((d) => (once.includes(d) ? [d] : [])))), once)
  }
})

test('only a single filter with the weight 1 is a sole filter', () => {
  assert.deepEqual(parse('12, -12, 2*12, 12+40').map(soleFilter), [12, undefined, undefined, undefined])
})

test('text that is no list is refused with examples', () => {
  for (const text of [
    '',
    ',',
    '12,',
    '0-',
    'all',
    '5-3',
    '1.5',
    '12 40',
    '12++40',
    '12*',
    '*12',
    '1e3*4',
    '3-3+',
    '12-1*12',
  ])
    assert.throws(() => parse(text), {
      code: 'bad-input',
      message: `"${text}" is no list of filters.`,
      hint: /^Write one like 12, .* or a direction like 12\+40/,
    })
  for (const text of ['256', '250-256', '12+256', '3-1*99999999999999999999', '0-99999999999'])
    assert.throws(() => parse(text), { code: 'bad-input', message: /does not exist: layer has filters 0 to 255\.$/ })
  assert.throws(() => parse('101*3'), { code: 'bad-input', hint: /up to 100/ })
  assert.throws(() => parse('0-64'), { code: 'limit', message: /^65 filters are too many/ })
})
