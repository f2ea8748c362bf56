import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phrase } from '../../src/i18n/phrase.ts'
import { type Database, databaseUnwritable, openDatabase } from '../../src/storage/database.ts'
import { createJobJournal, type JobJournal, type JournalEntry } from '../../src/storage/job-journal.ts'
import { echoJob } from '../scheduler/harness.ts'
import { dataFolder, HOME } from '../support/house.ts'

function open(folder = dataFolder(), now?: () => number): { journal: JobJournal; database: Database; folder: string } {
  const database = openDatabase(folder)
  return { journal: createJobJournal(database, { now }), database, folder }
}

const entry = (id: string, more: Partial<JournalEntry> = {}) => ({
  id,
  job: echoJob(),
  user: 'chat:ann',
  address: HOME,
  ...more,
})

test("a job is stored with its note, and its address with the platform's own fields", () => {
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

test('the address of the card, the picture and the end of a job are stored', () => {
  const { journal, database, folder } = open()
  for (const id of ['one', 'two']) journal.add(entry(id))
  const moved = { ...HOME, message: 7 }
  journal.setAddress('one', moved)
  journal.setPicture('one', 'b'.repeat(64))
  assert.equal(journal.get('one')?.state, 'open', 'rendered is not yet posted')
  journal.end('one', 'done')
  database.close()
  const again = open(folder)
  const { address, picture, state } = again.journal.get('one') as JournalEntry
  assert.deepEqual({ address, picture, state }, { address: moved, picture: 'b'.repeat(64), state: 'done' })
  assert.deepEqual(again.journal.get('two'), { ...entry('two'), state: 'open' })
  again.database.close()
})

test('open lists the jobs that have not ended, oldest first, also those of one millisecond', () => {
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

test('an id is used once; a change of an unknown job adds none', () => {
  const { journal, database } = open()
  journal.add(entry('one'))
  assert.throws(() => journal.add(entry('one')), /UNIQUE/)
  journal.setAddress('two', HOME)
  journal.end('two', 'done')
  assert.equal(journal.get('two'), undefined)
  database.close()
})

test('a change that fails for another reason on its retry is logged as lost, and the bot goes on', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const logged: string[] = []
  const database = openDatabase(dataFolder())
  const journal = createJobJournal(database, { log: ({ message }) => void logged.push(message) })
  journal.add(entry('one'))
  database.exec('PRAGMA query_only = ON')
  journal.end('one', 'done')
  database.exec('PRAGMA query_only = OFF; DROP TABLE jobs')
  t.mock.timers.tick(60_000)
  assert.match(logged.join('; '), /^the journal cannot be written[^;]*; [^;]*; a change to the journal is lost/)
  database.close()
})

test('while the disk takes no writes a new job is refused, and changes of others are retried in order', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const logged: string[] = []
  const database = openDatabase(dataFolder())
  const journal = createJobJournal(database, { log: ({ message }) => void logged.push(message) })
  for (const id of ['one', 'two']) journal.add(entry(id))
  const states = () => ['one', 'two'].map((id) => journal.get(id)?.state)

  database.exec('PRAGMA query_only = ON')
  assert.throws(
    () => journal.add(entry('three')),
    (error) => /readonly/.test(databaseUnwritable(error)?.message ?? ''),
  )
  journal.setPicture('one', 'a'.repeat(64))
  journal.end('one', 'failed')
  journal.end('one', 'done')
  t.mock.timers.tick(60_000)
  assert.deepEqual(states(), ['open', 'open'])
  database.exec('PRAGMA query_only = OFF')
  t.mock.timers.tick(60_000)
  assert.deepEqual(states(), ['done', 'open'], 'in their order')
  assert.equal(journal.get('one')?.picture, 'a'.repeat(64))
  assert.deepEqual(logged, ['the journal cannot be written; it is tried again', 'the journal is written again'])

  database.exec('PRAGMA query_only = ON')
  journal.end('one', 'cancelled')
  database.exec('PRAGMA query_only = OFF')
  journal.end('two', 'done')
  assert.deepEqual(states(), ['cancelled', 'done'], 'with the next change at the latest')
  database.exec('PRAGMA query_only = ON')
  journal.end('two', 'failed')
  database.close()
  t.mock.timers.tick(60_000)
})
