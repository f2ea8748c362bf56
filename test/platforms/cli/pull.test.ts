import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

test('Ctrl-C, even twice, lets the fetch unwind and begins no other', async () => {
  const names: string[] = []
  let unwound = false
  const install: Install = async (name, { signal }) => {
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
