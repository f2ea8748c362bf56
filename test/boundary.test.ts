/** Who may import what: parts import one way, and each large library has one room of its own. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Import {
  readonly from: string
  /** A file's path in the project, or a package's name. */
  readonly to: string
  readonly types: boolean
}

const imports = ['src', 'commands', 'models'].flatMap(filesIn).flatMap(importsOf)

/** Packages, and the folders that alone may import them. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  sharp: ['src/image/'],
  bottleneck: ['src/scheduler/', 'src/platforms/'],
  bullmq: ['src/scheduler/redis/'],
  ioredis: ['src/scheduler/redis/'],
  'onnxruntime-node': ['src/engine/onnx/'],
  '@tensorflow/tfjs': ['src/engine/tensorflow/'],
  h5wasm: ['src/network/'],
  protobufjs: ['src/network/onnx/'],
  'log-update': ['src/platforms/cli/'],
  'discord.js': ['src/platforms/discord/'],
  '@slack/bolt': ['src/platforms/slack/'],
  '@slack/web-api': ['src/platforms/slack/'],
  '@slack/types': ['src/platforms/slack/'],
  'node:sqlite': ['src/database.ts'],
  pino: ['src/log.ts'],
  'prom-client': ['src/metrics.ts'],
  hono: ['src/platforms/playground/', 'src/health.ts'],
  '@hono/node-server': ['src/platforms/playground/', 'src/health.ts'],
}

test('each large library is imported by its own room alone', () => {
  for (const { from, to } of imports) {
    const room = ROOMS[packageOf(to)]
    if (room)
      assert.ok(
        room.some((folder) => from.startsWith(folder)),
        `${from} imports ${to}`,
      )
  }
})

/** A part's prefix, and the parts that it may import besides itself; leaves, which all may, are not listed. */
const RULES: readonly (readonly [from: string, allowed: readonly string[]])[] = [
  ['src/platforms/', []],
  ['src/scheduler/', []],
  ['src/vis/', []],
  ['src/network/', []],
  ['src/engine/', ['src/network/']],
  ['src/worker/', ['src/vis/', 'src/engine/', 'src/network/', 'src/scheduler/']],
  ['src/image/', []],
  ['src/bot.ts', ['src/scheduler/']],
  ['src/card.ts', []],
  ['src/outbox.ts', ['src/scheduler/']],
  ['commands/', ['src/vis/']],
  ['models/', ['src/network/']],
]
const PARTS = [
  'src/platforms/',
  'src/scheduler/',
  'src/vis/',
  'src/network/',
  'src/engine/',
  'src/worker/',
  'commands/',
  'models/',
]

test('parts import one way; types may cross', () => {
  for (const { from, to, types } of imports) {
    if (types) continue
    const rule = RULES.find(([prefix]) => from.startsWith(prefix))
    const part = PARTS.find((prefix) => to.startsWith(prefix))
    if (!rule || !part || from.startsWith(part)) continue
    assert.ok(rule[1].includes(part), `${from} imports ${to}`)
  }
})

/** How anything is said. */
const WORDS = ['src/errors.ts', 'src/format.ts', 'src/language.ts']

test('leaves import leaves', () => {
  for (const { from, to, types } of imports) {
    if (!from.startsWith('src/image/') || types || !to.startsWith('src/')) continue
    assert.ok(to.startsWith('src/image/') || WORDS.includes(to), `${from} imports ${to}`)
  }
  const outOfCommand = imports.filter(({ from, types }) => from === 'src/command.ts' && !types)
  assert.deepEqual(outOfCommand, [])
})

test('no import goes around in a circle', () => {
  const edges = Map.groupBy(
    imports.filter(({ types }) => !types),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(' -> ')}`)
    if (done.has(file)) return
    for (const { to } of edges.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
})

test('only the settings read the environment', () => {
  for (const file of ['src', 'commands', 'models'].flatMap(filesIn)) {
    if (file === 'src/config.ts') continue
    // Writing to it is how native libraries are told.
    assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /process\.env(?!\.[A-Z\d_]+ = )|loadEnvFile/, file)
  }
})

test('the checks above see the imports', () => {
  assert.ok(imports.length > 100)
  assert.ok(imports.some(({ to }) => to === 'sharp'))
  assert.ok(imports.some(({ from, to }) => from === 'src/worker/render.ts' && to === 'src/image/decode.ts'))
})

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?(?:[^'"\n;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found, ...multiline(text)].map(([, types, fixed, dynamic]) => {
    const name = fixed ?? dynamic ?? ''
    const to = name.startsWith('.') ? relative(root, resolve(root, dirname(from), name)) : name
    return { from, to, types: types !== undefined }
  })
}

/** Imports of several lines. */
function multiline(text: string): IterableIterator<RegExpExecArray> {
  return text.matchAll(/(?:^|\n)(?:import|export)\s+(type\s)?\{[^}]*\n[^}]*\}\s+from\s+['"]([^'"]+)['"]/g)
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}
