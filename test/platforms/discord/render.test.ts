/** Cards as data: what does not need a world to be looked at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js'
import { actions, type Reply } from '../../../src/core/platform.ts'
import { inEnglish } from '../../../src/i18n/phrase.ts'
import { type RenderOptions, renderReply, replyPictures } from '../../../src/platforms/discord/render.ts'
import { escapeMarkdown, truncate, withoutTokens } from '../../../src/platforms/discord/text.ts'

const drawing: RenderOptions = { pictures: [], notes: [], user: '42', translate: inEnglish }

/** The parts of a reply's container, texts as they are sent and the others by their names. */
function parts(reply: Reply, more: Partial<RenderOptions> = {}): string[] {
  const { components } = renderReply(reply, { ...drawing, pictures: replyPictures(reply), ...more }).body
  const [container] = components as APIMessageTopLevelComponent[]
  assert.ok(container?.type === ComponentType.Container && components.length === 1)
  return container.components.map((part) =>
    part.type === ComponentType.TextDisplay ? part.content : ComponentType[part.type],
  )
}

const picture = { name: 'a b.png', format: 'png', data: new Uint8Array(3), alt: 'an alt text' } as const

test('each state of a job has its appearance', () => {
  const common = { title: 'dream inception_4c/output of googlenet' }
  const head = '### dream inception\\_4c/output of googlenet\n-# <@42>'
  const progress = { done: 0.45, at: {}, preview: picture }
  const cancel = [{ action: 'cancel', job: '1', label: 'Cancel' }] as const
  assert.deepEqual(parts({ ...common, state: 'waiting', text: 'next in line', buttons: cancel }), [
    head,
    'next in line',
    'ActionRow',
  ])
  assert.deepEqual(parts({ ...common, state: 'running', text: 'step 3 of 10, 45%', progress, buttons: cancel }), [
    head,
    '`█████████░░░░░░░░░░░`\nstep 3 of 10, 45%',
    'MediaGallery',
    'ActionRow',
  ])
  assert.deepEqual(parts({ ...common, state: 'done', text: 'googlenet · 40 steps\na note', files: [picture] }), [
    head,
    'MediaGallery',
    '-# googlenet · 40 steps\n-# a note',
  ])
  assert.deepEqual(parts({ ...common, state: 'cancelled', text: 'cancelled' }), [head, 'cancelled'])
  assert.deepEqual(parts({ state: 'failed', text: 'It is too small.' }, { user: undefined }), ['It is too small.'])
})

test('all buttons fit, five in a row, and no two are alike', () => {
  const buttons = actions.map((action) => ({ action, job: 'x'.repeat(36), label: action }))
  const { components } = renderReply({ state: 'done', text: 'all', buttons }, drawing).body
  const ids = [...JSON.stringify(components).matchAll(/"custom_id":"([^"]+)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, actions.length)
  assert.ok(ids.every((id = '') => id.length <= 100))
})

test('files have the names by which the gallery refers to them', () => {
  const { body, files } = renderReply({ state: 'done', text: '', spoiler: true }, { ...drawing, pictures: [picture] })
  assert.deepEqual(body.attachments, [{ id: '0', filename: 'SPOILER_a_b.png', description: 'an alt text' }])
  assert.deepEqual(files, [{ name: 'SPOILER_a_b.png', data: picture.data, contentType: 'image/png' }])
  assert.match(JSON.stringify(body.components), /"attachment:\/\/SPOILER_a_b\.png"/)
  const film = { ...picture, name: 'a.mp4', format: 'mp4' } as const
  assert.equal(
    renderReply({ state: 'done', text: '' }, { ...drawing, pictures: [film] }).files[0]?.contentType,
    'video/mp4',
  )
})

test('code is a block to copy, or a file when it is too long for a block', () => {
  const short = { state: 'info', text: 'Here:', code: '{"layer":"a_b*c"}' } as const
  assert.deepEqual(parts(short, { user: undefined }), ['Here\\:', '```\n{"layer":"a_b*c"}\n```'])
  for (const code of ['x'.repeat(5000), 'some ```code``` within']) {
    const { body, files } = renderReply({ ...short, code }, drawing)
    assert.deepEqual([files.length, files[0]?.data, body.attachments[0]?.filename], [1, code, 'code.txt'])
    assert.match(JSON.stringify(body.components), /"attachment:\/\/code\.txt"/)
  }
})

test('no message has more text than Discord accepts', () => {
  const long = 'some_long *words* '.repeat(500)
  for (const reply of [
    { state: 'info', title: long, text: long, code: long },
    { state: 'done', title: long, text: long },
    { state: 'running', title: long, text: long, progress: { done: 1, at: {} } },
  ] satisfies Reply[]) {
    const shown = parts(reply).filter((part) => !(part in ComponentType))
    assert.ok(shown.join('').length <= 4000)
    assert.ok(shown.every((text) => !/(^|[^\\])(\\\\)*\\…/.test(text)))
  }
})

test('a link leads only to messages that others can see', () => {
  const from = { platform: 'discord', place: '1', channel: '2', message: '3' }
  const linked = (more: object) => parts({ state: 'done', text: '', from: { ...from, ...more } })[0]
  assert.match(linked({}) ?? '', /\[this picture\]\(https:\/\/discord\.com\/channels\/1\/2\/3\)/)
  assert.match(linked({ thread: '9' }) ?? '', /channels\/1\/9\/3\)/)
  assert.match(linked({ place: 'dm-2' }) ?? '', /channels\/@me\/2\/3\)/)
  assert.equal(linked({ ephemeral: true }), '-# <@42>')
  assert.equal(linked({ message: undefined }), '-# <@42>')
})

test('text is escaped, so that it reads as it was written', () => {
  for (const [text, sent] of [
    ['a_b', 'a\\_b'],
    ['<@1> @here <#2> <t:3> :cat:', '\\<\\@1\\> \\@here \\<\\#2\\> \\<t\\:3\\> \\:cat\\:'],
    ['# a\n- b\n> c\n1. d', '\\# a\n\\- b\n\\> c\n1\\. d'],
    ['[a](http://b)', '\\[a\\]\\(http\\://b\\)'],
    ['1.5 · ~2~ ||3|| \\', '1.5 · \\~2\\~ \\|\\|3\\|\\| \\\\'],
  ] as const) {
    assert.equal(escapeMarkdown(text), sent)
  }
})

test('truncated text ends with a whole word and a whole character', () => {
  assert.equal(truncate('as it is', 8), 'as it is')
  assert.equal(truncate('one two three', 10), 'one two…')
  assert.equal(truncate('x'.repeat(20), 5), 'xxxx…')
  assert.equal(truncate('ab😀cd', 4), 'ab…')
  assert.equal(truncate('abc\\_def', 5), 'abc…')
})

test('tokens are removed from the text of errors', () => {
  const path = 'https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24.x-y_z/messages/@original failed'
  assert.equal(withoutTokens(path), 'https://discord.com/api/v10/webhooks/123/[token]/messages/@original failed')
  assert.equal(withoutTokens('POST /interactions/1/abc/callback'), 'POST /interactions/1/[token]/callback')
})
