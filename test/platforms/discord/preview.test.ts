/** A picture in the making: how often its card changes, and what it shows. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { PHOTO } from './photos.ts'
import { galleryOf, isResult, rowsOf, textOf } from './reading.ts'
import { createStage } from './stage.ts'

const stage = await createStage()
after(() => stage[Symbol.asyncDispose]())
const { world } = stage

test('previews come at most every three seconds, and the result replaces them', async () => {
  const asked = world.command('echo', { steps: 70, ms: 100 }, { attachments: { image: PHOTO } })
  const done = await asked.until(isResult, 30_000)
  const edits = asked.edits.slice(0, -1)
  const previews = edits.filter(({ message }) => message.files.length > 0)
  assert.ok(previews.length >= 2)
  const times = edits.map(({ ms }) => ms)
  const begun = edits.findIndex(({ message }) => textOf(message).includes('starting'))
  const pauses = times.slice(begun + 1).map((time, i) => time - (times[begun + i] ?? 0))
  // As they arrive, which may be late.
  assert.ok(pauses.length >= 2 && pauses.every((pause) => pause > 2500), String(pauses))

  for (const { message } of previews) {
    const [file] = message.files
    assert.ok(file && message.files.length === 1)
    assert.deepEqual([file.name, file.description], ['preview.jpg', 'an echo'])
    assert.deepEqual(galleryOf(message), [{ url: file.url, description: 'an echo', spoiler: false }])
    assert.deepEqual(rowsOf(message), [['Cancel']])
    assert.match(textOf(message), /\n`[█░]{20}`\nstep \d+ of 70, .*\d+%, .* left$/)
  }
  assert.notDeepEqual(previews[0]?.message.files[0]?.data, previews[1]?.message.files[0]?.data)
  assert.deepEqual(
    done.files.map(({ name }) => name),
    ['echo.png'],
  )
})
