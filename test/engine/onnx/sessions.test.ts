import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GraphBuilder } from '../../../src/engine/onnx/builder.ts'
import { createSessions } from '../../../src/engine/onnx/sessions.ts'

/** A small model, and how often it was compiled. */
function model() {
  let compiled = 0
  const make = () => {
    compiled++
    const builder = new GraphBuilder()
    return builder.build({ output: builder.node('Relu', [builder.input('images')]) })
  }
  return { make, compiled: () => compiled }
}

test('sessions are cached with the memory of their runs, and the least recently used is evicted first', async () => {
  const sessions = createSessions({ cacheBytes: 10_000 })
  const [a, b, c] = [model(), model(), model()]
  await sessions.get('a', a.make, 3000)
  await sessions.get('b', b.make, 3000)
  await sessions.get('a', a.make, 3000)
  assert.deepEqual([a.compiled(), b.compiled()], [1, 1])
  await sessions.get('c', c.make, 4500)
  await sessions.get('a', a.make, 3000)
  assert.equal(a.compiled(), 1)
  await sessions.get('b', b.make, 3000)
  assert.equal(b.compiled(), 2, 'it was the least recently used')
  await sessions.close()
  await assert.rejects(sessions.get('a', a.make, 0), /closed/)
})

test('a session larger than the cache stays alone, and keeps counting its largest run', async () => {
  const sessions = createSessions({ cacheBytes: 10_000 })
  const [a, b] = [model(), model()]
  await sessions.get('a', a.make, 1000)
  await sessions.get('b', b.make, 1e9)
  await sessions.get('b', b.make, 10)
  assert.equal(b.compiled(), 1)
  await sessions.get('a', a.make, 1000)
  assert.equal(a.compiled(), 2)
  await sessions.close()
})
