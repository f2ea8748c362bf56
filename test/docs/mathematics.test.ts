/** docs/mathematics.md names tests that exist. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../boundary/imports.ts'

const page = readFileSync(join(ROOT, 'docs/mathematics.md'), 'utf8')
const rows = page.split('\n').filter((line) => /^\| (?!formula|-)/.test(line) && !line.startsWith('|---'))

test('every formula has a source and a test', () => {
  assert.ok(rows.length >= 30)
  for (const row of rows) {
    const [, formula = '', source = '', check = ''] = row.split(' | ').join('|').split('|')
    assert.ok(formula.trim() && source.trim(), row)
    assert.match(check, /`test\/[\w./-]+\.ts` "[^"]+"/, row)
  }
})

test('every test that it names exists, by file and title', () => {
  for (const [, file = '', title = ''] of page.matchAll(/`(test\/[\w./-]+\.ts)` "([^"]+)"/g)) {
    assert.ok(existsSync(join(ROOT, file)), file)
    assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(title), `${file} has no test "${title}"`)
  }
})
