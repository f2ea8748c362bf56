import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, openDatabase } from '../src/database.ts'
import { createJournal, type Entry, type Journal } from '../src/journal.ts'
import { phrase } from '../src/language.ts'
import { dataFolder, HOME } from './house.ts'
import { echoJob } from './scheduler/harness.ts'

function open(folder = dataFolder(), now?: () => number): { journal: Journal; database: Database; folder: string } {
  const database = openDatabase(folder)
  return { journal: createJournal(database, now), database, folder }
}

const entry = (id: string, more: Partial<Entry> = {}) => ({
  id,
  job: echoJob(),
  user: 'chat:ann',
  address: HOME,
  ...more,
})

test('a job is kept whole, with its note, and the address with what its platform has added', () => {
  const { journal, database, folder } = open()
  const job = {
    ...echoJob({ steps: 3 }),
    image: 'a'.repeat(64),
    note: phrase`${'fire7'} is a layer of ${'squeezenet'}`,
  }
  const address = {
    ...HOME,
    language: 'de-AT',
    token: 'x"\'; DROP TABLE jobs',
    expires: 1.5,
    deep: { list: [null, true] },
  }
  journal.add({ id: 'one', job, user: 'chat:ann', address, from: 'zero' })
  const kept = { id: 'one', job, user: 'chat:ann', address, from: 'zero', state: 'open' }
  assert.deepEqual(journal.get('one'), kept)
  database.close()

  const again = open(folder)
  assert.deepEqual(again.journal.get('one'), kept)
  assert.deepEqual(again.journal.open(), [kept])
  assert.equal(again.journal.get('two'), undefined)
  again.database.close()
})

test('what becomes of it is kept: where its card is, its picture, its end', () => {
  const { journal, database, folder } = open()
  for (const id of ['one', 'two']) journal.add(entry(id))
  const moved = { ...HOME, message: 7 }
  journal.posted('one', moved)
  journal.rendered('one', 'b'.repeat(64))
  assert.equal(journal.get('one')?.state, 'open', 'rendered is not yet posted')
  journal.end('one', 'done')
  database.close()
  const again = open(folder)
  const { address, picture, state } = again.journal.get('one') as Entry
  assert.deepEqual({ address, picture, state }, { address: moved, picture: 'b'.repeat(64), state: 'done' })
  assert.deepEqual(again.journal.get('two'), { ...entry('two'), state: 'open' })
  again.database.close()
})

test('open are those that are not over, oldest first, also of one moment', () => {
  let now = 5
  const { journal, database } = open(dataFolder(), () => now)
  for (const [id, at] of [
    ['c', 5],
    ['a', 5],
    ['d', 6],
    ['b', 2],
  ] as const) {
    now = at
    journal.add(entry(id))
  }
  const ids = () => journal.open().map(({ id }) => id)
  assert.deepEqual(ids(), ['b', 'c', 'a', 'd'])
  journal.end('c', 'failed')
  journal.end('d', 'cancelled')
  assert.deepEqual(ids(), ['b', 'a'])
  database.close()
})

test('an id is used once; what is told of no job is no job', () => {
  const { journal, database } = open()
  journal.add(entry('one'))
  assert.throws(() => journal.add(entry('one')), /UNIQUE/)
  journal.posted('two', HOME)
  journal.end('two', 'done')
  assert.equal(journal.get('two'), undefined)
  database.close()
})
