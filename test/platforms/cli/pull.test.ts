import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../src/core/errors.ts'
import { type Install, pull } from '../../../src/platforms/cli/pull.ts'

const silent = { terminal: { show() {}, print() {}, clear() {} }, print() {} }
const refuse: Install = async (name) => assert.fail(`${name} was fetched`)

test('an option is not taken for the name of a network', async () => {
  const told: string[] = []
  assert.equal(await pull(['--help'], { ...silent, install: refuse, print: (line) => told.push(line) }), true)
  assert.match(told.join(), /pull NAME/)
  await assert.rejects(pull(['vgg16', '--force'], { ...silent, install: refuse }), /no option force/)
})

test('an unknown name is refused before anything is fetched', async () => {
  const install: Install = async (name, { dryRun }) => {
    if (!dryRun) assert.fail(`${name} was fetched`)
    if (name === 'gogglenet') throw new UserError('unknown-network', 'There is no network "gogglenet".')
  }
  const pulled = pull(['vgg16', 'gogglenet'], { ...silent, install })
  await assert.rejects(pulled, { code: 'unknown-network' })
})

test('a failed source is reported before the next one is tried, and each network once it is installed', async () => {
  const lines: string[] = []
  const install: Install = async (name, { dryRun, onFallback }) => {
    if (!dryRun && name === 'b') onFallback?.(new Error('The server has no file.'))
  }
  const terminal = { ...silent.terminal, print: (line: string) => lines.push(line) }
  await pull(['a', 'b'], { ...silent, install, terminal })
  assert.deepEqual(lines, ['a is installed', 'The server has no file. Trying the next source of b.', 'b is installed'])
})

test('Ctrl-C, even twice, lets a download clean up and starts no other', async () => {
  const names: string[] = []
  let unwound = false
  const install: Install = async (name, { signal, dryRun }) => {
    if (dryRun) return
    names.push(name)
    for (let i = 0; i < 2; i++) process.emit('SIGINT')
    try {
      await sleep(10_000, undefined, { signal })
    } finally {
      await sleep(10)
      unwound = true
    }
  }
  assert.equal(await pull(['a', 'b'], { ...silent, install }), false)
  assert.ok(unwound)
  assert.deepEqual(names, ['a'])
  assert.equal(process.listenerCount('SIGINT'), 0)
})
