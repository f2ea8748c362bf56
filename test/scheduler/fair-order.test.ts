import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Candidate, fairOrder } from '../../src/scheduler/fair-order.ts'

function inLine(line: string): Candidate[] {
  return line.split(' ').map((user, arrival) => ({ user, arrival, overtaken: 0, isLong: false }))
}

function order(line: string, running = ''): string {
  const busy = running.split(' ').map((user) => ({ user }))
  return fairOrder(inLine(line), busy)
    .map(({ user, arrival }) => user + arrival)
    .join(' ')
}

test('users with equally many jobs are served in order of arrival', () => {
  assert.equal(order('a b c'), 'a0 b1 c2')
})

test('the user with fewer waiting jobs goes first, each user’s jobs in order of arrival', () => {
  assert.equal(order('a a a b b c'), 'c5 b3 b4 a0 a1 a2')
})

test('running jobs count as well', () => {
  assert.equal(order('a b', 'a'), 'b1 a0')
  assert.equal(order('a b', 'c c'), 'a0 b1')
})

test('every later job that started first counts as one job fewer', () => {
  const [a, , b] = inLine('a a b')
  assert.ok(a && b)
  const second = { ...a, arrival: 1 }
  assert.equal(fairOrder([a, second, b], [])[0], b)
  const passed = { ...a, overtaken: 1 }
  assert.equal(fairOrder([passed, second, b], [])[0], passed)
})

test('ordering loses, adds and changes no job', () => {
  const line = inLine('a b a c b a')
  const before = structuredClone(line)
  assert.deepEqual(new Set(fairOrder(line, [])), new Set(line))
  assert.deepEqual(line, before)
})

test('a long job is overtaken by one newcomer, and no more', () => {
  const [a, b, c] = inLine('a b c')
  assert.ok(a && b && c)
  const long = { ...a, isLong: true }
  assert.deepEqual(fairOrder([long, b], []), [b, long])
  const passed = { ...long, overtaken: 1 }
  assert.deepEqual(fairOrder([passed, c], []), [passed, c])
})

test('a requeued job comes before all others', () => {
  const [a, , b] = inLine('a a b')
  assert.ok(a && b)
  const again = { ...a, overtaken: Number.POSITIVE_INFINITY, isLong: true }
  assert.equal(fairOrder([b, again], [{ user: 'a' }, { user: 'a' }])[0], again)
})
