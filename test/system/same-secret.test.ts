import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameSecret } from '../../src/system/same-secret.ts'

test('secrets are the same only when every character is', () => {
  assert.ok(isSameSecret('token', 'token'))
  assert.ok(isSameSecret('', ''))
  for (const other of ['', 'toke', 'tokem', 'token ', 'TOKEN']) assert.ok(!isSameSecret('token', other), other)
})
