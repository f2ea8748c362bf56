/** Render processes that outlive the bot: the real relay, socket and fork, with an echo for a renderer. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isBotAlone } from '../../../src/app/dev/dev.ts'
import { startWarmWorkers } from '../../../src/app/dev/warm-workers.ts'
import type { FromWorker } from '../../../src/scheduler/protocol.ts'
import { importsOf, ROOT, readSources } from '../../boundary/imports.ts'
import { ECHO } from '../../scheduler/harness.ts'

const RELAY = fileURLToPath(new URL('../../../src/app/dev/relay.ts', import.meta.url))
const socketPath = join(tmpdir(), `dreambot-warm-test-${process.pid}.sock`)
const notes: string[] = []
const workers = await startWarmWorkers({ socketPath, workerPath: ECHO, onNote: (line) => notes.push(line) })
after(() => workers.close())

describe('a warm render process', () => {
  test('renders for one relay after another', async () => {
    const first = startRelay()
    const photo = new Uint8Array([1, 2, 3])
    assert.equal((await render(first, 'one', { photo })).type, 'done')
    await end(first)
    const second = startRelay()
    assert.equal((await render(second, 'two', { photo })).type, 'done')
    await end(second)
    assert.match(notes[0] ?? '', /^render process \d+ starts$/)
    assert.equal(notes[1], notes[0]?.replace('starts', 'is reused, its networks are open'))
  })

  test('is another one for other options', async () => {
    const relay = startRelay({ engine: 'other' })
    assert.equal((await render(relay, 'three')).type, 'done')
    await end(relay)
    assert.match(notes.at(-1) ?? '', /starts$/)
  })

  test('takes its relay with it when it ends, so that the scheduler hears of it', async () => {
    const relay = startRelay()
    await render(relay, 'four')
    workers.restart()
    const [code] = await once(relay, 'exit')
    assert.equal(code, 1)
  })
})

test('files that a render process loads restart it, all others leave it warm', () => {
  const sources = readSources()
  const loaded = new Set<string>()
  const visit = (file: string) => {
    if (loaded.has(file) || !sources.has(file)) return
    loaded.add(file)
    for (const { to } of importsOf(file, sources.get(file) ?? '')) visit(to)
  }
  for (const file of ['src/worker/main.ts', ...sources.keys()].filter((file) =>
    /^(src\/worker|commands|models)/.test(file),
  ))
    visit(file)
  assert.ok(loaded.size > 100)
  assert.deepEqual([...loaded].filter(isBotAlone), [])
  assert.ok(isBotAlone('src/platforms/playground/page/main.js'))
})

function startRelay(options: Record<string, unknown> = {}): ChildProcess {
  const argument = JSON.stringify({ weights: dirname(ROOT), engine: 'echo', ...options, socketPath })
  return fork(RELAY, [argument], { serialization: 'advanced', execArgv: [] })
}

function render(relay: ChildProcess, id: string, more: object = {}): Promise<FromWorker> {
  const job = { command: 'echo', network: 'none', layer: 'none', parameters: {}, seed: 1 }
  return new Promise((resolve) => {
    relay.on('message', (message: FromWorker) => {
      if (message.type === 'done' || message.type === 'failed') resolve(message)
    })
    relay.send({ type: 'render', id, job, ...more })
  })
}

async function end(relay: ChildProcess): Promise<void> {
  relay.disconnect()
  await once(relay, 'exit')
}
