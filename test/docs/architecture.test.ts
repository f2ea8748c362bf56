/** docs/architecture.md and its drawing say what is: the files exist, and the drawing follows from the walls. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { directImports, drawArchitecture, houseOf, stopsIn } from '../../docs/architecture.ts'
import { ROOT } from '../boundary/imports.ts'
import { WALLS } from '../boundary/walls.ts'

const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')

test('the drawing is the one that the walls and the page give', () => {
  const kept = readFileSync(join(ROOT, 'docs/architecture.svg'), 'utf8')
  assert.ok(kept === drawArchitecture(WALLS, page), 'docs/architecture.svg is old: npm run architecture')
})

test('the way of a /dream has ten steps, through files that exist', () => {
  const stops = stopsIn(page)
  assert.equal(stops.length, 10)
  for (const { file } of stops) assert.ok(existsSync(join(ROOT, file)), file)
})

test('every path in the page exists', () => {
  for (const [, path = ''] of page.matchAll(/`((?:src|commands|models|test|docs)\/[\w./-]*)`/g)) {
    assert.ok(existsSync(join(ROOT, path)), path)
  }
})

test('floors go down, and arrows that others imply are left out', () => {
  const room = (folder: string, ...imports: string[]) => ({ folder, holds: '', imports })
  const house = houseOf([
    room('src/a', 'src/b/**', 'src/c'),
    room('src/b', 'src/b/d', 'src/c'),
    room('src/b/d'),
    room('src/c'),
  ])
  assert.deepEqual(
    house.map(({ name, floor }) => [name, floor]),
    [
      ['src/a', 2],
      ['src/b', 1],
      ['src/c', 0],
    ],
  )
  assert.deepEqual(directImports(house), [
    ['src/a', 'src/b'],
    ['src/b', 'src/c'],
  ])
})
