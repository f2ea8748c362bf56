import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWords } from '../../src/command/parse-line.ts'
import { UserError } from '../../src/core/errors.ts'
import { unescapeMrkdwn } from '../../src/platforms/slack/text.ts'
import { stageCommands } from '../platforms/slack/stage.ts'

const commands = await stageCommands()

function parse(name: string, text: string): Record<string, string> {
  const command = commands.get(name)
  assert.ok(command)
  return parseWords(unescapeMrkdwn(text), command)
}

test('words without a name fill the options in their order, except pictures', () => {
  assert.deepEqual(parse('filter', 'block5_conv3 12'), { layer: 'block5_conv3', filters: '12' })
  assert.deepEqual(parse('dream', 'mixed4c 3,7 googlenet'), { layer: 'mixed4c', filters: '3,7', network: 'googlenet' })
  assert.deepEqual(parse('filter', 'filters=3 block5_conv3 classic'), {
    filters: '3',
    layer: 'block5_conv3',
    method: 'classic',
  })
  assert.deepEqual(parse('queue', ''), {})
})

test('an option is named with an equals sign or a colon, in kebab or camel case', () => {
  const expected = { 'octave-scale': '1.5', layer: 'mixed4c' }
  for (const text of [
    'octave-scale=1.5 layer=mixed4c',
    'octaveScale:1.5 layer:mixed4c',
    'OCTAVESCALE=1.5 Layer=mixed4c',
  ])
    assert.deepEqual(parse('dream', text), expected)
})

test('a colon belongs to a layer’s name unless an option stands before it; an equals sign always follows an option', () => {
  assert.deepEqual(parse('filter', 'mixed4c:0 3'), { layer: 'mixed4c:0', filters: '3' })
  assert.deepEqual(parse('filter', 'layr=mixed4c'), { layr: 'mixed4c' })
})

test('straight and curled quotes keep words together', () => {
  for (const text of ['layer="my layer" 3', '“my layer” 3', "'my layer' 3", 'layer=‘my layer’ filters=3'])
    assert.deepEqual(parse('filter', text), { layer: 'my layer', filters: '3' })
  assert.deepEqual(parse('filter', 'layer="" 3'), { layer: '', filters: '3' })
  assert.deepEqual(parse('filter', "l'autre"), { layer: "l'autre" })
})

test('a list may have spaces after its commas', () => {
  assert.deepEqual(parse('filter', 'conv1 3, 7,  12 size=64'), { layer: 'conv1', filters: '3,7,12', size: '64' })
})

test('a recipe is one value, even with the curled quotes of a chat', () => {
  const recipe = '{"command":"filter","parameters":{"filters":"1, 2"},"layer":"a&lt;b"}'
  const expected = { recipe: '{"command":"filter","parameters":{"filters":"1, 2"},"layer":"a<b"}' }
  assert.deepEqual(parse('recipe', recipe), expected)
  assert.deepEqual(parse('recipe', recipe.replaceAll('"', '”')), expected)
})

test('one value too many is refused with the order of the options', () => {
  const refusal = (name: string, text: string) => {
    try {
      return parse(name, text)
    } catch (error) {
      return error instanceof UserError && `${error.message} ${error.hint}`
    }
  }
  assert.equal(refusal('queue', 'now'), 'now is one value too many. It takes none.')
  assert.equal(refusal('help', 'dream twice'), 'twice is one value too many. Their order is command.')
})
