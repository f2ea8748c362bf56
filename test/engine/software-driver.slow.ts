import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probe } from '../../src/engine/probe/probe.ts'
import { useSwiftShader, withoutSwiftShader } from '../support/swiftshader.ts'

useSwiftShader()
const trial = { provider: 'webgpu', device: undefined } as const

test('a driver that is software computes right, and is not taken for a card', {
  skip: withoutSwiftShader,
}, async () => {
  assert.deepEqual(await probe({ ...trial, mustWin: false }), {})
  const { objection } = await probe({ ...trial, mustWin: true })
  assert.match(objection ?? '', /it is (software|slower than the processor): \d+ ms/)
})
