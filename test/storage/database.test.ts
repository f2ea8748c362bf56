import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../src/core/errors.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { dataFolder } from '../support/house.ts'

const WRITER = fileURLToPath(new URL('database-writer.ts', import.meta.url))

test('rows survive when the file is opened again; in memory they do not', () => {
  const folder = join(dataFolder(), 'deep', 'in', 'folders')
  for (const [place, rows] of [
    [folder, 1],
    [IN_MEMORY, 0],
  ] as const) {
    const one = openDatabase(place)
    one.exec('CREATE TABLE numbers (number INTEGER); INSERT INTO numbers VALUES (1)')
    one.close()
    const two = openDatabase(place)
    two.exec('CREATE TABLE IF NOT EXISTS numbers (number INTEGER)')
    assert.equal(two.prepare('SELECT * FROM numbers').all().length, rows)
    two.close()
  }
})

test('a folder that cannot hold the database is an error with its path and the reason', () => {
  const folder = dataFolder()
  writeFileSync(join(folder, 'file'), '')
  writeFileSync(join(folder, 'dreambot.sqlite'), 'Dear diary, today I saw a raccoon.'.repeat(100))
  const cases: [folder: string, reason: RegExp][] = [
    [join(folder, 'file'), /EEXIST|ENOTDIR/],
    [join(folder, 'file', 'data'), /EEXIST|ENOTDIR/],
    [folder, /file is not a database/],
  ]
  // A path where Node's recursive mkdir never returns.
  if (process.platform === 'linux') cases.push(['/proc/nowhere/data', /ENOENT/])
  for (const [place, reason] of cases) {
    assert.throws(
      () => openDatabase(place),
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error))
        assert.equal(error.code, 'output')
        assert.ok(error.message.startsWith(`The database in ${place} cannot be opened: `))
        assert.match(error.message, reason)
        assert.match(error.hint, /DREAMBOT_DATA/)
        return true
      },
    )
  }
})

test('two processes that open it at once share it, and neither loses a row', async () => {
  for (let round = 0; round < 3; round++) {
    const folder = dataFolder()
    const writers = ['one', 'two', 'three'].map((name) => fork(WRITER, [folder, name]))
    const codes = await Promise.all(writers.map((writer) => once(writer, 'exit')))
    assert.deepEqual(codes.flat().filter(Number.isInteger), [0, 0, 0])
    const database = openDatabase(folder)
    const rows = database.prepare('SELECT id FROM jobs').all()
    assert.equal(rows.length, 3 * 100)
    database.close()
  }
})
