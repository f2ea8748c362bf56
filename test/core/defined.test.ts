import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defined } from '../../src/core/defined.ts'

test('undefined properties are dropped, all other values are kept', () => {
  assert.deepEqual(Object.keys(defined({ a: undefined, b: 0, c: '', d: null, e: false })), ['b', 'c', 'd', 'e'])
  assert.deepEqual({ kept: 1, ...defined({ kept: undefined, added: 2 }) }, { kept: 1, added: 2 })
})
