import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeMrkdwn, plainText, splitText, truncate, unescapeMrkdwn } from '../../../src/platforms/slack/text.ts'

test('links, mentions and escapes of Slack become what their author typed', () => {
  assert.equal(unescapeMrkdwn('<@U1> dream layer=<http://mixed4.io|mixed4.io>', 'U1'), 'dream layer=mixed4.io')
  assert.equal(
    unescapeMrkdwn('a &lt;b&gt; &amp;amp; <https://x.y/z> <mailto:a@b.c|a@b.c>'),
    'a <b> &amp; https://x.y/z a@b.c',
  )
  assert.equal(unescapeMrkdwn('see <@U2>', 'U1'), 'see @U2')
})

test('text that is sent contains no markup', () => {
  assert.equal(escapeMrkdwn('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;')
  assert.deepEqual(plainText('a < b', 75), { type: 'plain_text', text: 'a &lt; b', emoji: false })
})

test('long text is cut between words, and never inside a character', () => {
  assert.equal(truncate('one two three four', 18), 'one two three four')
  assert.equal(truncate('one two three four', 17), 'one two three…')
  assert.equal(truncate('&&&&', 12), '&amp;&amp;…')
  assert.equal(truncate('🙂🙂🙂', 5), '🙂🙂…')
  for (let most = 1; most < 40; most++)
    assert.ok(truncate('a < b & c > d, and so on and on', most).length <= most, `${most}`)
})

test('long text is split between lines', () => {
  const text = Array.from({ length: 10 }, (_, i) => `line ${i} <`).join('\n')
  const pieces = splitText(text, { length: 30, pieces: 20 })
  assert.equal(pieces.join('\n'), text)
  assert.ok(pieces.every((piece) => escapeMrkdwn(piece).length <= 30))
  assert.equal(splitText(text, { length: 30, pieces: 2 }).length, 2)
  assert.equal(splitText(text, { length: 30, pieces: 2 }).join('\n'), text)
  assert.deepEqual(splitText('', { length: 30, pieces: 2 }), [])
  assert.deepEqual(splitText('x'.repeat(70), { length: 30, pieces: 20 }), ['x'.repeat(70)])
})
