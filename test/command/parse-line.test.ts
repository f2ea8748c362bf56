import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWords } from '../../src/command/parse-line.ts'
import { UserError } from '../../src/core/errors.ts'
import { escapeMrkdwn, plainText, splitText, truncate, unescapeMrkdwn } from '../../src/platforms/slack/text.ts'
import { stageCommands } from '../platforms/slack/stage.ts'

const commands = await stageCommands()

function parse(name: string, text: string): Record<string, string> {
  const command = commands.get(name)
  assert.ok(command)
  return parseWords(unescapeMrkdwn(text), command)
}

test('values alone go to the options in their order, pictures left out', () => {
  assert.deepEqual(parse('filter', 'block5_conv3 12'), { layer: 'block5_conv3', filters: '12' })
  assert.deepEqual(parse('dream', 'mixed4c 3,7 googlenet'), { layer: 'mixed4c', filters: '3,7', network: 'googlenet' })
  assert.deepEqual(parse('filter', 'filters=3 block5_conv3 classic'), {
    filters: '3',
    layer: 'block5_conv3',
    method: 'classic',
  })
  assert.deepEqual(parse('queue', ''), {})
})

test('options have either sign and either spelling', () => {
  const expected = { 'octave-scale': '1.5', layer: 'mixed4c' }
  for (const text of [
    'octave-scale=1.5 layer=mixed4c',
    'octaveScale:1.5 layer:mixed4c',
    'OCTAVESCALE=1.5 Layer=mixed4c',
  ])
    assert.deepEqual(parse('dream', text), expected)
})

test('a colon belongs to the name of a layer unless an option is before it; what an equals sign is behind of is one', () => {
  assert.deepEqual(parse('filter', 'mixed4c:0 3'), { layer: 'mixed4c:0', filters: '3' })
  assert.deepEqual(parse('filter', 'layr=mixed4c'), { layr: 'mixed4c' })
})

test('quotes keep words together, straight or curled', () => {
  for (const text of ['layer="my layer" 3', '“my layer” 3', "'my layer' 3", 'layer=‘my layer’ filters=3'])
    assert.deepEqual(parse('filter', text), { layer: 'my layer', filters: '3' })
  assert.deepEqual(parse('filter', 'layer="" 3'), { layer: '', filters: '3' })
  assert.deepEqual(parse('filter', "l'autre"), { layer: "l'autre" })
})

test('a list may have spaces after its commas', () => {
  assert.deepEqual(parse('filter', 'conv1 3, 7,  12 size=64'), { layer: 'conv1', filters: '3,7,12', size: '64' })
})

test('a recipe is taken whole, as a client with clever quotes sends it', () => {
  const recipe = '{"command":"filter","parameters":{"filters":"1, 2"},"layer":"a&lt;b"}'
  const expected = { recipe: '{"command":"filter","parameters":{"filters":"1, 2"},"layer":"a<b"}' }
  assert.deepEqual(parse('recipe', recipe), expected)
  assert.deepEqual(parse('recipe', recipe.replaceAll('"', '”')), expected)
})

test('one value too many is refused with the order', () => {
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

test('what Slack made of a text is undone', () => {
  assert.equal(unescapeMrkdwn('<@U1> dream layer=<http://mixed4.io|mixed4.io>', 'U1'), 'dream layer=mixed4.io')
  assert.equal(
    unescapeMrkdwn('a &lt;b&gt; &amp;amp; <https://x.y/z> <mailto:a@b.c|a@b.c>'),
    'a <b> &amp; https://x.y/z a@b.c',
  )
  assert.equal(unescapeMrkdwn('see <@U2>', 'U1'), 'see @U2')
})

test('nothing that is sent is markup', () => {
  assert.equal(escapeMrkdwn('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;')
  assert.deepEqual(plainText('a < b', 75), { type: 'plain_text', text: 'a &lt; b', emoji: false })
})

test('what is too long is cut between words, and no character is cut in two', () => {
  assert.equal(truncate('one two three four', 18), 'one two three four')
  assert.equal(truncate('one two three four', 17), 'one two three…')
  assert.equal(truncate('&&&&', 12), '&amp;&amp;…')
  assert.equal(truncate('🙂🙂🙂', 5), '🙂🙂…')
  for (let most = 1; most < 40; most++)
    assert.ok(truncate('a < b & c > d, and so on and on', most).length <= most, `${most}`)
})

test('long texts are cut between lines', () => {
  const text = Array.from({ length: 10 }, (_, i) => `line ${i} <`).join('\n')
  const pieces = splitText(text, 30, 20)
  assert.equal(pieces.join('\n'), text)
  assert.ok(pieces.every((piece) => escapeMrkdwn(piece).length <= 30))
  assert.equal(splitText(text, 30, 2).length, 2)
  assert.equal(splitText(text, 30, 2).join('\n'), text)
  assert.deepEqual(splitText('', 30, 2), [])
  assert.deepEqual(splitText('x'.repeat(70), 30, 20), ['x'.repeat(70)])
})
