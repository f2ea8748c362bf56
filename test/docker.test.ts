/**
 * No Docker engine runs here. So: what the Dockerfile copies is there, and what it starts runs in a folder of exactly
 * that, as a user who can write to the volumes alone.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { after, test } from 'node:test'
import settings from '../package.json' with { type: 'json' }
import { startHealth } from '../src/app/monitoring/health.ts'
import { createMetrics } from '../src/app/monitoring/metrics.ts'
import {
  buildImageFolder,
  copiesOf,
  environmentOf,
  listOf,
  productionPackages,
  readStages,
  root,
  type Stage,
} from './support/image-folder.ts'

const stages = readStages()
const [cpu, cuda] = [stageOf('cpu'), stageOf('cuda')]
const image = buildImageFolder()
after(() => image[Symbol.asyncDispose]())

/** Of the image, without its base: node:24-bookworm-slim has about 230 MB. */
const MOST_MB = 500 - 250

test('what is copied exists, comes through .dockerignore, and stages come before they are used', () => {
  const [first, ...ignored] = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  assert.equal(first, '*')
  const copied = stages.flatMap(copiesOf)
  for (const { from, sources } of copied) {
    for (const source of from === undefined ? sources : []) {
      assert.ok(existsSync(join(root, source)), source)
      assert.ok(ignored.includes(`!${source}`), source)
    }
  }
  const names = copied.flatMap(({ from, sources }) => (from === undefined ? sources : []))
  for (const line of ignored) assert.ok(names.includes(line.slice(1)), `${line} is sent for nothing`)
  for (const [index, stage] of stages.entries()) {
    const before = stages.slice(0, index).map(({ name }) => name)
    for (const { from } of copiesOf(stage)) assert.ok(from === undefined || before.includes(from), from)
    assert.ok(before.includes(stage.from) || /^[\w/]+:[\w.-]+$/.test(stage.from), stage.from)
  }
})

test('both images run the same, not as root, and the default one is without CUDA', () => {
  assert.equal(stages.at(-1)?.name, 'cpu')
  for (const name of ['ENV', 'RUN', 'VOLUME', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT']) {
    const of = (stage: Stage) => stage.instructions.filter((each) => each.name === name)
    assert.deepEqual(of(cpu), of(cuda))
    assert.equal(of(cpu).length, 1, name)
  }
  assert.match(String(cpu.instructions.find(({ name }) => name === 'USER')?.text), /^[1-9]\d*:[1-9]\d*$/)
  const documented = readFileSync(join(root, '.env.example'), 'utf8')
  for (const name of Object.keys(environmentOf(cpu))) {
    assert.ok(name === 'NODE_ENV' || documented.includes(`#${name}=`), name)
  }
  assert.match(stageOf('modules').from, new RegExp(`^node:${majorOf(settings)}-`))
})

test('nothing that runs imports what is for development', () => {
  const { dependencies, peerDependencies } = settings
  const files = ['src', 'commands', 'models'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  let packages = 0
  for (const file of files) {
    for (const name of importsIn(readFileSync(file, 'utf8'))) {
      if (name.startsWith('.') || isBuiltin(name)) continue
      packages++
      const own = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/')
      const indirect = productionPackages().includes(`node_modules/${own}`)
      assert.ok(own in dependencies || own in peerDependencies || indirect, `${file} imports ${name}`)
    }
  }
  assert.ok(packages > 30)
})

test("the image has room to spare under 500 MB, and no other system's binaries", () => {
  const { stdout } = spawnSync('du', ['-sm', image.app], { encoding: 'utf8' })
  const size = Number.parseInt(stdout, 10)
  assert.ok(size > 50 && size < MOST_MB, `${size} MB`)
  assert.ok(!existsSync(join(image.app, 'node_modules/typescript')))
  const [systems, machines] = ['', 'linux'].map((folder) =>
    readdirSync(join(image.app, 'node_modules/onnxruntime-node/bin/napi-v6', folder)),
  )
  assert.deepEqual(machines, [process.arch])
  assert.ok(systems?.includes('linux'))
})

test('its user can write nothing but the volumes', async () => {
  const write = (path: string) => image.run(['-e', `require('fs').writeFileSync(${JSON.stringify(path)}, '')`], BARE)
  for (const folder of ['', 'src', 'node_modules', 'models/minivgg']) {
    assert.match((await write(join(image.app, folder, 'mine'))).complained, /EACCES/)
  }
  for (const path of listOf(cpu, 'VOLUME')) assert.equal((await write(join(image.volume(path), 'mine'))).code, 0)
})

test('networks lists them', async () => {
  const { code, said, complained } = await image.run(['networks'])
  assert.equal(code, 0, complained)
  assert.match(said, /minivgg/)
  assert.match(said, /googlenet/)
})

test('it renders', async () => {
  const out = join(image.volume('/data'), 'filter.png')
  const filter = ['filter', '--layer', 'block1_conv1', '--filters', '3', '--method', 'classic', '--size', '32']
  const { code, complained } = await image.run([...filter, '--iterations', '2', '--out', out])
  assert.equal(code, 0, complained)
  assert.equal(readFileSync(out).toString('latin1', 1, 4), 'PNG')
})

test('a worker starts, and asks for its Redis', async () => {
  const { code, complained } = await image.run(['worker'])
  assert.deepEqual(
    [code, complained.trim()],
    [1, 'A worker gets its jobs from Redis, and no Redis is set. Set REDIS_URL, see .env.example.'],
  )
})

test('the bot starts, keeps its data in the volume, and ends when it is told to', async () => {
  const bot = image.start([], { environment: { DREAMBOT_PORT: '0' } })
  let said = ''
  let complained = ''
  bot.stderr?.setEncoding('utf8').on('data', (text) => {
    complained += text
  })
  const url = await new Promise<string>((resolve, reject) => {
    bot.stdout?.setEncoding('utf8').on('data', (text) => {
      said += text
      const found = /Dreambot is at (\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    bot.once('exit', (code) => reject(new Error(`exit ${code}: ${complained}`)))
  })
  assert.equal((await fetch(url)).status, 200)
  assert.ok(existsSync(join(image.volume('/data'), 'dreambot.sqlite')))
  bot.kill('SIGTERM')
  assert.deepEqual(await once(bot, 'exit'), [0, null])
})

test('its health check tells a process that answers from one that does not', async () => {
  const [node, ...check] = listOf(cpu, 'HEALTHCHECK')
  assert.equal(node, 'node')
  const server = await startHealth({
    ...{ checks: { chat: () => 'away' }, metrics: createMetrics(), host: '127.0.0.1', port: 0 },
    log: () => assert.fail(),
  })
  const environment = { DREAMBOT_PORT: String(server.port) }
  assert.equal((await image.run(check, { node: true, environment })).code, 0)
  await server.stop()
  assert.equal((await image.run(check, { node: true, environment })).code, 1)
})

test('compose.yaml builds targets that exist, and sets what is documented', () => {
  const text = readFileSync(join(root, 'compose.yaml'), 'utf8')
  const targets = [...text.matchAll(/target: (\w+)/g)].map(([, name]) => name)
  assert.deepEqual(targets, ['cpu', 'cuda'])
  const documented = readFileSync(join(root, '.env.example'), 'utf8')
  const [, environment = ''] = /^x-environment:.*\n((?: {2}.+\n)+)/m.exec(text) ?? []
  const names = [...environment.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name ?? '')
  assert.ok(names.includes('REDIS_URL'))
  for (const name of names) assert.ok(documented.includes(`#${name}=`), name)
  for (const path of listOf(cpu, 'VOLUME')) assert.ok(text.includes(`:${path}`), path)
  assert.match(text, /^ {2}worker:\n(?: {4}.*\n)*? {4}deploy:\n {6}replicas: 2\n/m)
  assert.match(text, /profiles: \[gpu\]/)
  const gpu = text.slice(text.indexOf('\n  worker-gpu:'), text.indexOf('\n  redis:'))
  assert.match(gpu, /reservations:\n +devices:\n +- \{ driver: nvidia, count: all, capabilities: \[gpu\] \}/)
  const shared = text.slice(0, text.indexOf('\nx-environment:'))
  for (const line of ['read_only: true', 'cap_drop: [ALL]', 'tmpfs: [/tmp]'])
    assert.ok(shared.includes(`\n  ${line}\n`), line)
  const [, , services = ''] = /(^|\n)services:\n([\s\S]*?)\n\S/.exec(text) ?? []
  assert.deepEqual(
    [...services.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name),
    ['bot', 'worker', 'worker-gpu', 'redis'],
  )
})

const BARE = { node: true }

function stageOf(name: string): Stage {
  const found = stages.find((stage) => stage.name === name)
  assert.ok(found, name)
  return found
}

function majorOf({ engines }: typeof settings): string {
  return /\d+/.exec(engines.node)?.[0] ?? ''
}

/** What Node loads: types are stripped away. */
function importsIn(text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^'"]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm)
  return [...found].map(([, fixed, dynamic]) => fixed ?? dynamic ?? '')
}
