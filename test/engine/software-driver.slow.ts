import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probe } from '../../src/engine/probe/probe.ts'
import { useSwiftShader, withoutSwiftShader } from '../support/swiftshader.ts'

useSwiftShader()
const request = { provider: 'webgpu', device: undefined } as const

test('a software driver computes right gradients, and is rejected as too slow', {
  skip: withoutSwiftShader,
}, async () => {
  assert.deepEqual(await probe({ ...request, mustBeFaster: false }), {})
  const { rejection } = await probe({ ...request, mustBeFaster: true })
  assert.match(rejection ?? '', /it is (a software driver|slower than the CPU): \d+ ms/)
})
