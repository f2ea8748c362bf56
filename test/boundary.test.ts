/** The walls of `boundary/walls.ts` hold: every folder has a line, and every import, of types too, keeps to it. */
import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { describe, test } from 'node:test'
import { type Import, importsOf, readSources, type Sources } from './boundary/imports.ts'
import { LIBRARIES, type Room, WALLS } from './boundary/walls.ts'

const sources = readSources()

describe('the walls', () => {
  test('hold', () => assert.deepEqual(faults(sources), []))

  test('have no opening that nothing uses', () => {
    const used = allImports(sources).map(({ from, to }) => `${dirname(from)} ${dirname(to)}`)
    for (const { folder, imports } of WALLS) {
      for (const pattern of imports.filter((pattern) => !pattern.endsWith('/**'))) {
        assert.ok(used.includes(`${folder} ${pattern}`), `${folder} may import ${pattern}, and does not`)
      }
    }
  })

  test('stand one above the other: what a room may import is below it', () => {
    for (const [i, { folder, imports }] of WALLS.entries()) {
      const above = WALLS.slice(0, i).map((room) => room.folder)
      const upward = above.filter((other) => roomOf(other) !== roomOf(folder) && imports.some((p) => covers(p, other)))
      assert.deepEqual(upward, [], `${folder} may import what is above it`)
    }
  })

  test('a type import across a wall is a fault', () => {
    const across = "import type { Images } from '../engine/engine.ts'\n"
    assert.deepEqual(faultsWith('src/core/nouns.ts', across), ['src/core/nouns.ts imports src/engine/engine.ts'])
    const inline = "export type Found = import('../bot/bot.ts').Bot\n"
    assert.deepEqual(faultsWith('src/scheduler/found.ts', inline), ['src/scheduler/found.ts imports src/bot/bot.ts'])
    const comment = "/** @typedef {import('../../../bot/bot.ts').Bot} Bot */\n"
    const page = 'src/platforms/playground/page/bot.js'
    assert.deepEqual(faultsWith(page, comment), [`${page} imports src/bot/bot.ts`])
  })

  test('a value, passed on or imported over several lines, is one too', () => {
    const file = 'src/system/cores-of.ts'
    const fault = [`${file} imports src/core/errors.ts`]
    assert.deepEqual(faultsWith(file, "export { UserError } from '../core/errors.ts'\n"), fault)
    assert.deepEqual(faultsWith(file, "import {\n  UserError,\n  stackOf,\n} from '../core/errors.ts'\n"), fault)
    assert.deepEqual(faultsWith(file, "await import('../core/errors.ts')\n"), fault)
  })

  test('a file in a folder without a line is a fault, and so is a loose one', () => {
    assert.deepEqual(faultsWith('src/helpers/help.ts', ''), ['src/helpers has no line in the table'])
    assert.deepEqual(faultsWith('src/help.ts', ''), ['src/help.ts lies loose beside src/main.ts'])
  })

  test('a library outside its room is a fault', () => {
    assert.deepEqual(faultsWith('src/vis/draw.ts', "import sharp from 'sharp'\n"), ['src/vis/draw.ts imports sharp'])
  })

  test('a circle is a fault, of types too', () => {
    const two = new Map([
      ['src/core/one.ts', "import type { Two } from './two.ts'\n"],
      ['src/core/two.ts', "import type { One } from './one.ts'\n"],
    ])
    assert.deepEqual(circles(two), ['src/core/one.ts -> src/core/two.ts -> src/core/one.ts'])
  })
})

test('no import goes around in a circle, not even of types', () => assert.deepEqual(circles(sources), []))

test('only the settings read the environment', () => {
  for (const [file, text] of sources) {
    if (file === 'src/app/config.ts') continue
    // Writing to it is how native libraries are told.
    assert.doesNotMatch(text, /process\.env(?!\.[A-Z\d_]+ = )|loadEnvFile/, file)
  }
})

/** Of all sources and one more. */
function faultsWith(file: string, text: string): string[] {
  return faults(new Map([...sources, [file, text]]))
}

function faults(all: Sources): string[] {
  const homeless = [...all.keys()].flatMap((file) => {
    if (dirname(file) === 'src' && file !== 'src/main.ts') return [`${file} lies loose beside src/main.ts`]
    return WALLS.some(({ folder }) => folder === dirname(file)) ? [] : [`${dirname(file)} has no line in the table`]
  })
  const across = allImports(all).filter(({ from, to }) => !isAllowed(dirname(from), to))
  return [...new Set(homeless), ...across.map(({ from, to }) => `${from} imports ${to}`)]
}

function allImports(all: Sources): Import[] {
  return [...all].flatMap(([file, text]) => importsOf(file, text))
}

function isAllowed(folder: string, to: string): boolean {
  const rooms = LIBRARIES[packageOf(to)]
  if (rooms) return rooms.some((pattern) => covers(pattern, folder))
  const isFile = /^(src|commands|models|test|bench|docs)\//.test(to)
  if (!isFile || dirname(to) === folder) return true
  return WALLS.some((room) => room.folder === folder && room.imports.some((pattern) => covers(pattern, dirname(to))))
}

function covers(pattern: Room['imports'][number], folder: string): boolean {
  const below = pattern.endsWith('/**') ? pattern.slice(0, -3) : undefined
  return pattern === folder || below === folder || (below !== undefined && folder.startsWith(`${below}/`))
}

/** The part of the house that a folder belongs to: inside of it imports may go any way that is no circle. */
function roomOf(folder: string): string {
  return folder.split('/').slice(0, 2).join('/')
}

function circles(all: Sources): string[] {
  const edges = Map.groupBy(allImports(all), ({ from }) => from)
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (done.has(file) || path.includes(file)) return
    for (const { to } of edges.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return found
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}
