import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createWorkerProcess } from '../../src/scheduler/process/worker-process.ts'
import type { WorkerOptions } from '../../src/scheduler/protocol.ts'
import { nowhere } from '../vis/networks.ts'

const job = { command: 'kernels', network: 'nothing', layer: 'none', parameters: {}, seed: 1 }

function startWorker(engine: Pick<WorkerOptions, 'engine' | 'device'>, measureMemory?: () => number | undefined) {
  const logged: string[] = []
  const worker = createWorkerProcess({
    path: fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url)),
    options: { weights: nowhere, ...engine },
    log: ({ level, message }) => logged.push(`${level} ${message}`),
    measureMemory,
    hangSeconds: 100,
    cancelSeconds: 100,
  })
  return { worker, logged }
}

test('a worker logs which engine it has chosen, and why not the others', async () => {
  const { worker, logged } = startWorker({ engine: 'auto' })
  const ending = await worker.render({ id: 'one', job }, () => {})
  assert.equal(ending.state, 'failed')
  await worker.close()
  assert.equal(logged.length, 1, logged.join('\n'))
  assert.match(logged[0] ?? '', /^info worker \d+: engine onnx-(cuda|webgpu|cpu)(; not onnx-\w+: .+)*$/)
})

test('an engine that cannot be used is tried again for each job, and each job fails with the reason', async () => {
  const { worker, logged } = startWorker({ engine: 'onnx-webgpu', device: 1 })
  for (const id of ['one', 'two']) {
    const ending = await worker.render({ id, job }, () => {})
    assert.ok(ending.state === 'failed')
    assert.equal(ending.error.code, 'engine')
  }
  await worker.close()
  const pids = logged.map((line) => /^warn worker (\d+) is replaced: it could not be prepared$/.exec(line)?.[1])
  assert.equal(new Set(pids).size, 2, logged.join('\n'))
  assert.ok(pids.every(Boolean), logged.join('\n'))
})

test('a worker reports its memory, for systems on which it cannot be measured from outside', async () => {
  const { worker } = startWorker({ engine: 'onnx-cpu' }, () => undefined)
  assert.equal(worker.memory(), 0)
  const ending = await worker.render({ id: 'one', job }, () => {})
  assert.equal(ending.state, 'failed')
  assert.ok(worker.memory() > 2e7, `${worker.memory()} bytes`)
  await worker.close()
})
