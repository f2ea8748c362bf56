import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createWorkerProcess } from '../../src/scheduler/worker-process.ts'
import { nowhere } from '../vis/networks.ts'

test('a worker tells the log which engine it took, and why not the others', async () => {
  const logged: string[] = []
  const worker = createWorkerProcess({
    path: fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url)),
    options: { weights: nowhere, engine: 'auto' },
    log: ({ level, message }) => logged.push(`${level} ${message}`),
    hangSeconds: 100,
    cancelSeconds: 100,
  })
  const job = { command: 'kernels', network: 'nothing', layer: 'none', parameters: {}, seed: 1 }
  const ending = await worker.render({ id: 'one', job }, () => {})
  assert.equal(ending.state, 'failed')
  await worker.close()
  assert.equal(logged.length, 1, logged.join('\n'))
  assert.match(logged[0] ?? '', /^info worker \d+: engine onnx-(cuda|webgpu|cpu)(; not onnx-\w+: .+)*$/)
})
