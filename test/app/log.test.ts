import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, type LogOptions } from '../../src/app/log.ts'

/** A log, and the lines that it has written. */
function open(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const stream = { write: (text: string) => void lines.push(text) }
  const log = createLog({ level: 'info', secrets: [], ...options }, stream)
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

test('an entry is a line of JSON, with its job and stack if it has any', () => {
  const { log, lines, entries } = open()
  const stack = 'TypeError: a bug\n    at here\n    at there'
  log({ level: 'error', message: 'it broke', job: 'id', stack })
  log({ level: 'warn', message: 'two\nlines and "quotes", 100%s' })
  assert.ok(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1))
  const [error, warning] = entries()
  const { time, ...rest } = error ?? {}
  assert.deepEqual(rest, { level: 50, job: 'id', stack, msg: 'it broke' })
  assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000)
  assert.deepEqual(Object.keys(warning ?? {}).toSorted(), ['level', 'msg', 'time'])
  assert.equal(warning?.msg, 'two\nlines and "quotes", 100%s')
})

test('entries below the level are left out', () => {
  const levels = (level: LogOptions['level']) => {
    const { log, entries } = open({ level })
    for (const each of ['info', 'warn', 'error'] as const) log({ level: each, message: each })
    return entries().map(({ msg }) => msg)
  }
  assert.deepEqual(levels('info'), ['info', 'warn', 'error'])
  assert.deepEqual(levels('error'), ['error'])
  assert.deepEqual(levels('silent'), [])
})

test('secrets are removed from messages and stacks, however often they occur', () => {
  const secrets = ['xoxb-1.$&', 'MTk4.token', '^.*$']
  const { log, lines } = open({ secrets })
  const text = `a ${secrets[0]} b ${secrets[1]} c ${secrets[0]} ${secrets[2]}`
  log({ level: 'error', message: text, stack: `Error: ${text}\n    at https://api/${secrets[1]}/x` })
  for (const secret of secrets) assert.ok(!lines.join().includes(secret), secret)
  const { msg, stack } = JSON.parse(lines[0] ?? '')
  assert.equal(msg, 'a [secret] b [secret] c [secret] [secret]')
  assert.match(stack, /at https:\/\/api\/\[secret\]\/x$/)
})
