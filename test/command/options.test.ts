import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { camel, expected, formOptions, kebab, parseOptions, titled } from '../../src/command/options.ts'
import { UserError } from '../../src/core/errors.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish, translatorFor } from '../../src/i18n/phrase.ts'

const schema = z.object({
  image: z.string().meta({ kind: 'image' }).optional(),
  layer: z.string().min(1).meta({ kind: 'layer' }).default('block1_conv1'),
  octaves: z.number().int().min(1).max(10).default(4),
  octaveScale: z.number().gt(1).max(2).default(1.4),
  step: z.number().positive().optional(),
  size: z.coerce.number().int().min(32).max(2048).multipleOf(8).default(512),
  smooth: z.boolean().default(true),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  method: z.enum(['classic', 'sharp', 'maco']).default('sharp'),
  filters: z
    .string()
    .regex(/^[\d,-]*$/, 'write filters as 12, 3,7,12 or 0-24')
    .default(''),
  weights: z.array(z.number().max(5)).max(3).optional(),
  guide: z.union([z.number(), z.enum(['none'])]).optional(),
  tag: z.string().max(8).optional(),
})

function fault(input: Record<string, unknown>, of: z.ZodObject = schema): string {
  try {
    parseOptions(of, input)
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    return [error.code, error.message, error.hint].filter(Boolean).join(' | ')
  }
  assert.fail('was not refused')
}

test('names are converted from camel to kebab case and back', () => {
  assert.equal(kebab('octaveScale'), 'octave-scale')
  assert.equal(camel('octave-scale'), 'octaveScale')
  assert.equal(camel('octaveScale'), 'octaveScale')
  assert.equal(kebab('layer'), 'layer')
})

test('text and typed values under either spelling parse to the same', () => {
  const typed = parseOptions(schema, {
    octaves: 3,
    octaveScale: 1.5,
    smooth: false,
    size: 64,
    filters: '12',
    tag: undefined,
  })
  const text = parseOptions(schema, { octaves: ' 3 ', 'octave-scale': '1.5', smooth: 'no', size: '64', filters: 12 })
  assert.deepEqual(text, typed)
  assert.deepEqual([typed.octaves, typed.octaveScale, typed.smooth, typed.method], [3, 1.5, false, 'sharp'])
})

test('a wrong value is refused with the option, what it must be, what it was, and the nearest right value', () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ octaves: 40 }, 'octaves must be a whole number from 1 to 10, not 40. | The nearest is 10.'],
    [{ octaves: '0' }, 'octaves must be a whole number from 1 to 10, not 0. | The nearest is 1.'],
    [{ octaves: 2.6 }, 'octaves must be a whole number from 1 to 10, not 2.6. | The nearest is 3.'],
    [{ octaves: 'many' }, 'octaves must be a whole number from 1 to 10, not many.'],
    [{ octaves: '' }, 'octaves must be a whole number from 1 to 10, not "".'],
    [{ octaves: null }, 'octaves must be a whole number from 1 to 10, not null.'],
    [{ 'octave-scale': '7' }, 'octave-scale must be a number, above 1 and at most 2, not 7. | The nearest is 2.'],
    [{ octaveScale: 1 }, 'octave-scale must be a number, above 1 and at most 2, not 1.'],
    [{ step: '-1' }, 'step must be a number, above 0, not -1.'],
    [{ size: 100 }, 'size must be a whole number from 32 to 2048 and a multiple of 8, not 100. | The nearest is 104.'],
    [{ size: '' }, 'size must be a whole number from 32 to 2048 and a multiple of 8, not "".'],
    [{ smooth: 'maybe' }, 'smooth must be yes or no, not maybe.'],
    [
      { seed: 1e12 },
      'seed must be a whole number from 0 to 4294967295, not 1000000000000. | The nearest is 4294967295.',
    ],
    [{ method: 'sharpp' }, 'method must be classic, sharp or maco, not sharpp. | Did you mean sharp?'],
    [{ filters: 'all of them' }, 'filters cannot be "all of them": write filters as 12, 3,7,12 or 0-24.'],
    [{ layer: '' }, 'layer must be the name of a layer, not "".'],
    [{ weights: [1, 9] }, 'weights must be a list of at most 3, each a number, at most 5, not [1,9].'],
    [{ guide: 'x' }, 'guide must be a number or none, not x.'],
    [{ tag: 'abcdefghij' }, 'tag must be text of at most 8 characters, not abcdefghij.'],
    [{ octaves: 40, method: 'x' }, 'octaves must be a whole number from 1 to 10, not 40. | The nearest is 10.'],
  ]
  for (const [input, sentence] of cases) assert.equal(fault(input), `bad-input | ${sentence}`)
})

test('an unknown option is refused before any other mistake, with the nearest name', () => {
  assert.match(
    fault({ octvaes: 3, octaves: 99 }),
    /^bad-input \| There is no option octvaes\. \| Did you mean octaves\? /,
  )
  assert.match(fault({ octaveScal: 3 }), /There is no option octave-scal\. \| Did you mean octave-scale\? /)
  assert.equal(fault({ x: 1 }, z.object({})), 'bad-input | There is no option x. | It takes no options.')
  for (const name of ['constructor', '__proto__', 'toString']) {
    assert.match(fault(Object.fromEntries([[name, 1]])), /There is no option/)
  }
})

test('a missing option is refused with what it must be, a missing photo with how to send one', () => {
  const required = z.object({ image: z.string().meta({ kind: 'image' }), size: z.number().min(32) })
  assert.equal(fault({ size: 64 }, required), 'no-photo | image is missing. | Attach a photo.')
  assert.equal(fault({ image: 'key' }, required), 'bad-input | size is missing: it must be a number, at least 32.')
})

test('a long value is cut in the sentence that refuses it', () => {
  const sentence = fault({ method: 'x\n'.repeat(1000) })
  assert.ok(sentence.length < 200 && !sentence.includes('\n'), sentence)
})

test("a schema author's message about options that do not go together is shown", () => {
  const pair = z
    .object({ frames: z.number().optional(), zoom: z.number().optional() })
    .refine(({ frames, zoom }) => zoom === undefined || frames !== undefined, 'zoom needs frames')
  assert.equal(fault({ zoom: 1 }, pair), 'bad-input | zoom needs frames.')
})

test('the values that an option takes are written for help texts', () => {
  assert.equal(inEnglish(expected(schema.shape.octaves)), 'a whole number from 1 to 10')
  assert.equal(inEnglish(expected(schema.shape.method)), 'classic, sharp or maco')
})

test('a form has required options first, then those about the subject, then advanced ones', () => {
  const asked = formOptions(
    z.object({
      octaveScale: z.number().default(1.4),
      layer: z.string().meta({ kind: 'layer' }).default('block1_conv1'),
      text: z.string(),
      seed: z.int().optional(),
      image: z.string().meta({ kind: 'image' }),
    }),
  )
  assert.deepEqual(
    asked.map(({ name, required, isAdvanced }) => [name, required, isAdvanced]),
    [
      ['text', true, false],
      ['image', true, false],
      ['layer', false, false],
      ['octave-scale', false, true],
      ['seed', false, true],
    ],
  )
  assert.equal(titled('octave-scale'), 'Octave scale')
})

test('numbers in what an option takes are written as they are typed, in every language', async () => {
  const german = translatorFor('de', await loadLanguages())
  assert.equal(german(expected(schema.shape.octaveScale)), 'eine Zahl, über 1 und höchstens 2')
  assert.equal(german(expected(z.number().min(0.5).max(1.5))), 'eine Zahl von 0.5 bis 1.5')
})
