import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRecipe, recipeOf } from '../../src/command/recipe.ts'
import type { Job } from '../../src/core/job.ts'
import { phrase } from '../../src/i18n/phrase.ts'

const job: Job = {
  command: 'dream',
  network: 'googlenet',
  layer: 'inception_4c/output',
  parameters: { step: 1.5, iterations: 10, filters: '3, 7-9', format: 'png' },
  seed: 2 ** 32 - 1,
  image: 'a'.repeat(64),
}

test('a recipe is one line that parses to its job', () => {
  const text = recipeOf(job)
  assert.doesNotMatch(text, /\n/)
  assert.deepEqual(parseRecipe(text), job)
  const { image, ...without } = job
  assert.deepEqual(parseRecipe(recipeOf(without)), without)
})

test('a recipe has no note', () => {
  const noted = { ...job, note: phrase`${'fire7'} is a layer of ${'squeezenet'}` }
  assert.equal(recipeOf(noted), recipeOf(job))
  assert.deepEqual(parseRecipe(JSON.stringify(noted)), job)
})

test('a recipe may have white space around it or lie in a report', () => {
  assert.deepEqual(parseRecipe(`\n ${JSON.stringify(job, null, 2)} \n`), job)
  assert.deepEqual(parseRecipe(JSON.stringify({ job, seconds: 3, network: 'another' })), job)
})

test('other text is refused', () => {
  for (const text of [
    '',
    'null',
    '[]',
    '"dream"',
    '{}',
    recipeOf(job).slice(0, -1),
    recipeOf({ ...job, seed: Number.NaN }),
  ]) {
    assert.throws(() => parseRecipe(text), { code: 'bad-input', message: /^This is no recipe: / }, text)
  }
})
