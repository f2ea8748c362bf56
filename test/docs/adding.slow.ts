/** Every example of docs/adding.md, written into a copy of the program, compiled, linted and run there. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { ROOT } from '../boundary/imports.ts'
import { node, onnxFile, weights } from '../network/formats/onnx/onnx-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'dreambot-adding-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const page = readFileSync(join(ROOT, 'docs/adding.md'), 'utf8')
const files = copyProgram()

test('the page has a command, a network, a platform and a colour map', () => {
  assert.deepEqual(files, [
    'commands/spotlight.ts',
    'models/edges.ts',
    'src/platforms/lines/platform.ts',
    'src/platforms/lines/lines.ts',
    'test/boundary/walls.ts',
    'src/image/draw/colormap.ts',
  ])
})

test('they compile', () => assert.equal(bin('tsc'), ''))

test('they are written as the others are', () => {
  const { status, stderr } = spawnSync(bin.path('biome'), ['check', '--error-on-warnings', ...files], options())
  assert.equal(status, 0, stderr)
})

test('they keep to the walls', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--test', 'test/boundary.test.ts'], options())
  assert.equal(status, 0, stdout)
  assert.match(stdout, /pass [1-9]/)
})

test('the command makes a picture', async () => {
  run('spotlight', '--image', 'docs/raccoon.jpg', '--out', 'spotlight.png')
  const { width, height } = await sharp(join(folder, 'spotlight.png')).metadata()
  assert.equal(Math.max(width, height), 512)
  assert.match(run('spotlight', '--help'), /--dark .*from 0 to 1/)
})

test('the network is listed, and its filters are drawn', async () => {
  mkdirSync(join(folder, 'weights'))
  const file = edgesFile()
  writeFileSync(join(folder, 'weights/edges.onnx'), file)
  assert.ok(page.includes(createHash('sha256').update(file).digest('hex')), 'the hash that the page gives')
  assert.match(run('networks'), /edges/)
  run(
    'filter',
    '--network',
    'edges',
    '--layer',
    'conv2',
    '--filters',
    '0-1',
    '--size',
    '32',
    '--iterations',
    '2',
    '--out',
    'two.png',
  )
  assert.equal((await sharp(join(folder, 'two.png')).metadata()).format, 'png')
})

test('the colour map can be chosen', () => {
  const own = ['--image', 'docs/raccoon.jpg', '--layer', 'block2_conv1', '--size', '64']
  run('activations', ...own, '--colours', 'ember', '--out', 'ember.png')
  run('activations', ...own, '--out', 'magma.png')
  assert.notDeepEqual(readFileSync(join(folder, 'ember.png')), readFileSync(join(folder, 'magma.png')))
})

test('the platform answers a line', async () => {
  const port = await freePort()
  const bot = spawn(process.execPath, ['src/main.ts'], {
    ...options({ LINES_PORT: String(port), DREAMBOT_PORT: '0' }),
    stdio: 'ignore',
  })
  after(() => bot.kill('SIGKILL'))
  assert.match(await ask(port, 'networks', bot), /minivgg/)
  assert.match(await ask(port, 'filter block1_conv1 0 unknown', bot), /method must be/)
  bot.kill('SIGTERM')
  await once(bot, 'exit')
})

/** Two convolutions with a ReLU between them. */
function edgesFile(): Uint8Array {
  const pads = { pads: [1, 1, 1, 1] }
  return onnxFile(
    [
      node('Conv', ['data', 'w1'], 'conv1', pads),
      node('Relu', ['conv1'], 'relu1'),
      node('Conv', ['relu1', 'w2'], 'conv2', pads),
    ],
    { w1: weights(1, 4, 3, 3, 3), w2: weights(2, 6, 4, 3, 3) },
  )
}

/** Copies the program and adds the page's blocks; returns the files that they name. */
function copyProgram(): string[] {
  for (const each of ['src', 'commands', 'models', 'package.json', 'tsconfig.json', 'biome.json', 'docs/raccoon.jpg']) {
    cpSync(join(ROOT, each), join(folder, each), { recursive: true })
  }
  for (const each of ['test/boundary', 'test/boundary.test.ts']) {
    cpSync(join(ROOT, each), join(folder, each), { recursive: true })
  }
  // The copy is no checkout, so there is no list of ignored files.
  const biome = JSON.parse(readFileSync(join(folder, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...biome, vcs: { enabled: false } }))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return [...page.matchAll(/```ts\n\/\/ (\S+?\.ts)(?:, (.+))?\n([\s\S]*?)```/g)].map(
    ([, path = '', place, code = '']) => {
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, place === undefined ? code : insert(readFileSync(target, 'utf8'), path, code))
      return path
    },
  )
}

/** Puts a fragment where the page says: behind the line of its neighbours, or first into the table. */
function insert(text: string, path: string, code: string): string {
  const anchor = path.endsWith('walls.ts') ? /^ {2}room\('src\/platforms', .*\n/m : /COLORMAPS[^{\n]*\{\n/
  assert.match(text, anchor, path)
  return text.replace(anchor, (line) => `${line}${code}`)
}

function options(env: Record<string, string> = {}) {
  // Else a nested test run takes itself for a part of this one, and runs nothing.
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env
  const own = { DREAMBOT_DATA: join(folder, 'data'), DREAMBOT_WEIGHTS: join(folder, 'weights'), LOG_LEVEL: 'error' }
  return { cwd: folder, encoding: 'utf8' as const, env: { ...outer, INIT_CWD: folder, ...own, ...env } }
}

function bin(name: string): string {
  return spawnSync(bin.path(name), [], options()).stdout
}
bin.path = (name: string) => join(ROOT, 'node_modules/.bin', name)

function run(...argv: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/main.ts', ...argv], options())
  assert.equal(status, 0, stderr)
  return stdout
}

async function ask(port: number, line: string, bot: ChildProcess): Promise<string> {
  for (let tries = 0; bot.exitCode === null && tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      socket.write(`${line}\n`)
      const [answer] = await once(socket, 'data')
      return String(answer)
    } catch {
      await sleep(200)
    } finally {
      socket.destroy()
    }
  }
  throw new Error('the bot does not listen')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
