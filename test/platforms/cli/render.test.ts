import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTerminal } from '../../../src/platforms/cli/render.ts'

const progress = { done: 0.5, at: { octave: [2, 4], step: [1, 10] }, score: 12.345, etaSeconds: 40 } as const

test('a terminal redraws one line of progress; printed lines stay', () => {
  const { stream, written } = screen(true)
  const terminal = createTerminal(stream)
  terminal.show({ state: 'running', text: 'a dream: starting' })
  terminal.show({ state: 'running', text: '', progress })
  assert.match(written(), /█{12}░{12} {2}50% {2}octave 2\/4 {2}step {2}1\/10 {2}score 12\.35 {2}about 40 s left/u)
  assert.ok(written().includes('\u001b[2K'), 'the line before is erased')
  terminal.print('done')
  assert.ok(written().endsWith('done\n'))
})

test('clearing erases the line of progress, and nothing that is written after it', () => {
  const { stream, written } = screen(true)
  const terminal = createTerminal(stream)
  terminal.show({ state: 'running', text: '', progress })
  terminal.clear()
  const cleared = written()
  assert.ok(cleared.lastIndexOf('\u001b[2K') > cleared.lastIndexOf('█'), 'the bar is erased')
  terminal.print('done')
  assert.ok(!written().slice(cleared.length).includes('\u001b[1A'), 'nothing above is touched')
})

test('a pipe gets plain lines, fewer than steps', () => {
  const { stream, written } = screen(false)
  const terminal = createTerminal(stream)
  terminal.show({ state: 'waiting', text: 'a dream: next in line' })
  for (let i = 0; i < 100; i++) terminal.show({ state: 'running', text: '', progress })
  terminal.print('done')
  const lines = written().split('\n')
  assert.deepEqual(lines.slice(0, 1), ['a dream: next in line'])
  assert.match(lines[1] ?? '', /^ 50% {2}octave 2\/4/)
  assert.deepEqual(lines.slice(2), ['done', ''])
  assert.ok(!written().includes('\u001b'), 'no control characters')
})

function screen(isTTY: boolean) {
  let text = ''
  const write = (chunk: string) => {
    text += chunk
    return true
  }
  const stream = { isTTY, columns: 120, rows: 40, write } as unknown as NodeJS.WriteStream
  return { stream, written: () => text }
}
