import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { types, ViewOutput } from '@slack/bolt'
import { formOptions, optionNames } from '../../../../src/command/options.ts'
import { loadLanguages } from '../../../../src/i18n/load.ts'
import { inEnglish, languageOf, translatorFor } from '../../../../src/i18n/phrase.ts'
import { form } from '../../../../src/platforms/slack/receive/form.ts'
import { errorsIn, submissionOf } from '../../../../src/platforms/slack/receive/submission.ts'
import { stageCommands } from '../stage.ts'
import { troubleInView } from '../world/limits.ts'

const commands = await stageCommands()
const languages = await loadLanguages()

function formOf(name: string, given: Record<string, string> = {}, language = 'en'): types.ModalView {
  const command = commands.get(name)
  assert.ok(command)
  const names = languageOf(language, languages)?.names ?? {}
  return form({ name, command, given, metadata: '{}', translate: translatorFor(language, languages), names })
}

function fieldOf(view: types.ModalView, name: string): types.InputBlock {
  const block = view.blocks.find(({ block_id }) => block_id === name)
  assert.equal(block?.type, 'input')
  return block as types.InputBlock
}

test('every command has a form with all of its options, within the limits of Slack, in every language', () => {
  for (const language of ['en', ...languages.keys()])
    for (const [name, command] of commands) {
      const view = formOf(name, {}, language)
      assert.deepEqual(troubleInView(view), [], `${name} in ${language}`)
      assert.deepEqual(view.blocks.map(({ block_id }) => block_id).sort(), optionNames(command.args).sort())
    }
})

test('each kind of option has its kind of field', () => {
  const view = formOf('echo')
  const element = (name: string) => {
    const { action_id, ...rest } = fieldOf(view, name).element
    assert.equal(action_id, `field-${name}`)
    return rest
  }
  assert.deepEqual(element('image'), {
    type: 'file_input',
    filetypes: ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff', 'jpg', 'tif'],
    max_files: 1,
  })
  assert.deepEqual(element('network'), {
    type: 'external_select',
    min_query_length: 0,
    initial_option: option('minivgg'),
  })
  assert.deepEqual(element('filters'), { type: 'external_select', min_query_length: 0 })
  assert.deepEqual(element('steps'), {
    type: 'number_input',
    is_decimal_allowed: false,
    min_value: '1',
    max_value: '10000',
    initial_value: '2',
  })
  assert.deepEqual(element('user-error-at'), { type: 'number_input', is_decimal_allowed: true })
  assert.deepEqual(element('above'), { type: 'number_input', is_decimal_allowed: true, max_value: '2' })
  assert.deepEqual(element('mode'), { type: 'static_select', options: [option('calm'), option('wild')] })
  assert.deepEqual(element('fast'), {
    type: 'radio_buttons',
    options: [option('yes', 'true'), option('no', 'false')],
  })
  assert.deepEqual(element('loud'), {
    type: 'checkboxes',
    options: [option('yes', 'true')],
    initial_options: [option('yes', 'true')],
  })
  assert.deepEqual(element('words'), { type: 'plain_text_input', multiline: false, max_length: 40 })
  assert.equal(fieldOf(formOf('recipe'), 'recipe').element.type, 'plain_text_input')
})

test('fields have names, hints with ranges, and are marked as optional', () => {
  const view = formOf('dream')
  const { label, hint, optional } = fieldOf(view, 'octave-scale')
  assert.deepEqual(
    [label.text, hint?.text, optional],
    ['Octave scale', 'Ratio of one octave’s size to the next (a number from 1.1 to 2)', true],
  )
  assert.equal(fieldOf(view, 'image').optional, false)
  assert.deepEqual([view.title.text, view.submit?.text, view.close?.text], ['Dream', 'Send', 'Cancel'])
})

test('fields are in the same order as in all forms', () => {
  for (const [name, command] of commands)
    assert.deepEqual(
      formOf(name).blocks.map(({ block_id }) => block_id),
      formOptions(command.args).map((option) => option.name),
    )
})

test('given values are filled in', () => {
  const view = formOf('echo', { layer: 'a<b', steps: '7', mode: 'wild', fast: 'false', loud: 'false', words: 'hi' })
  const element = (name: string) => fieldOf(view, name).element as unknown as Record<string, unknown>
  assert.deepEqual(element('layer').initial_option, option('a&lt;b', 'a<b'))
  assert.equal(element('steps').initial_value, '7')
  assert.deepEqual(element('mode').initial_option, option('wild'))
  assert.deepEqual(element('fast').initial_option, option('no', 'false'))
  assert.equal(element('loud').initial_options, undefined)
  assert.equal(element('words').initial_value, 'hi')
})

test('a submission is read as values and files', () => {
  const state = {
    steps: { 'field-steps': { type: 'number_input', value: '3' } },
    words: { 'field-words': { type: 'plain_text_input', value: null } },
    mode: { 'field-mode': { type: 'static_select', selected_option: null } },
    layer: { 'field-layer': { type: 'external_select', selected_option: option('conv1') } },
    fast: { 'field-fast': { type: 'radio_buttons', selected_option: option('no', 'false') } },
    loud: { 'field-loud': { type: 'checkboxes', selected_options: [] } },
    image: { 'field-image': { type: 'file_input', files: [{ id: 'F1' }] } },
    guide: { 'field-guide': { type: 'file_input', files: [] } },
  }
  const { values, files } = submissionOf({ state: { values: state as unknown as ViewOutput['state']['values'] } })
  assert.deepEqual(values, { steps: '3', layer: 'conv1', fast: 'false', loud: 'false' })
  assert.deepEqual(files, { image: { id: 'F1' } })
})

test('each wrong value has its own error, in the schema’s words', () => {
  const echo = commands.get('echo')
  assert.ok(echo)
  const mistakes = errorsIn({ steps: '0', above: '1', words: 'fine', filters: 'x', layr: 'conv1' }, echo)
  const words = [...mistakes].map(([name, { said }]) => [name, inEnglish(said.message)])
  assert.deepEqual(words, [
    ['steps', 'steps must be a whole number from 1 to 10000, not 0.'],
    ['above', 'above must be a number, above 1 and at most 2, not 1.'],
    ['filters', 'filters cannot be x: filters are numbers and ranges, like 12 or 3,7,12 or 0-24.'],
    ['layr', 'There is no option layr.'],
  ])
})

function option(text: string, value = text) {
  return { text: { type: 'plain_text', text, emoji: false }, value }
}
