import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { totalmem } from 'node:os'
import { test } from 'node:test'
import { renderProcesses } from '../../src/app/render-processes.ts'
import { createLocalPool } from '../../src/scheduler/process/local-pool.ts'
import { nowhere } from '../vis/networks.ts'

const common = { weights: nowhere, engine: 'onnx-cpu' } as const

test('one process for each device that is set, otherwise one for the device that the engine chooses', () => {
  assert.deepEqual(renderProcesses(common).workers, [common])
  assert.deepEqual(renderProcesses({ ...common, devices: [3, 1] }).workers, [
    { ...common, device: 3 },
    { ...common, device: 1 },
  ])
})

test('they share half of the memory by default', () => {
  const { memoryBytes } = renderProcesses(common)
  assert.ok(memoryBytes > 0 && memoryBytes <= totalmem() / 2)
  assert.equal(renderProcesses({ ...common, devices: [0, 1] }).memoryBytes, memoryBytes / 2)
  assert.equal(renderProcesses({ ...common, devices: [0, 1], memory: 5e8 }).memoryBytes, 5e8)
})

test('two devices render two jobs at the same time, also on a CPU', async (t) => {
  const logged: unknown[] = []
  const pool = createLocalPool({
    ...renderProcesses({ ...common, devices: [0, 1] }),
    log: (entry) => logged.push(entry),
  })
  t.after(() => pool.close())
  const parameters = { method: 'classic', filters: '3', size: 32, step: 1, iterations: 2, format: 'png' }
  const job = { command: 'filter', network: 'minivgg', layer: 'block1_conv1', parameters, seed: 1 }
  const endings = await Promise.all([1, 2].map(() => pool.render({ id: randomUUID(), job }, () => {})))
  assert.deepEqual(
    endings.map(({ state }) => state),
    ['done', 'done'],
  )
  assert.ok(pool.workers?.().every(({ bytes }) => process.platform !== 'linux' || bytes > 0))
  assert.deepEqual(logged, [])
})
