import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../src/core/errors.ts'
import { type Install, pull } from '../../../src/platforms/cli/pull.ts'

const silent = { show() {}, print() {}, clear() {} }
const refuse: Install = async (name) => assert.fail(`${name} was fetched`)

test('options are no names of networks', async () => {
  const told: string[] = []
  assert.equal(await pull(['--help'], refuse, silent, (line) => told.push(line)), true)
  assert.match(told.join(), /pull NAME/)
  await assert.rejects(
    pull(['vgg16', '--force'], refuse, silent, () => {}),
    /no option force/,
  )
})

test('all names are looked at before the first is fetched', async () => {
  const install: Install = async (name, { dryRun }) => {
    if (!dryRun) assert.fail(`${name} was fetched`)
    if (name === 'gogglenet') throw new UserError('unknown-network', 'There is no network "gogglenet".')
  }
  const pulled = pull(['vgg16', 'gogglenet'], install, silent, () => {})
  await assert.rejects(pulled, { code: 'unknown-network' })
})

test('why a file is fetched from elsewhere is said before, and what is there after', async () => {
  const lines: string[] = []
  const install: Install = async (name, { dryRun, tell }) => {
    if (!dryRun && name === 'b') tell?.(new Error('The server has no file.'))
  }
  await pull(['a', 'b'], install, { ...silent, print: (line) => lines.push(line) }, () => {})
  assert.deepEqual(lines, ['a is installed', 'The server has no file. Fetching b from elsewhere.', 'b is installed'])
})

test('Ctrl-C, even twice, lets the fetch unwind and begins no other', async () => {
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
  assert.equal(await pull(['a', 'b'], install, silent, () => {}), false)
  assert.ok(unwound)
  assert.deepEqual(names, ['a'])
  assert.equal(process.listenerCount('SIGINT'), 0)
})
