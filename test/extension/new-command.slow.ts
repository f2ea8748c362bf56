/** A copy of the program gets one file more in commands/, and every surface has the new command: nothing else is touched. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decode } from '../../src/image/codec/decode.ts'
import type { Surfaces } from './surfaces.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const GUIDE = join(ROOT, 'docs', 'adding.md')
const SURFACES = join('test', 'extension', 'surfaces.ts')

const EXAMPLE = `// commands/posterize.ts
/** Draws a photo with few brightness levels. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'

export default defineCommand({
  description: 'Draw a photo with few brightness levels',

  args: z.object({
    image: common.image,
    levels: common.wholeNumber(2, 32).default(4).describe('Levels of each colour'),
    format: common.stillFormat(['png', 'jpeg', 'webp']),
  }),

  async run({ image, ...parameters }, context) {
    const { network } = await context.choose({})
    return { command: 'posterize', network, layer: '', parameters, seed: 0, image }
  },

  async *render({ parameters: { levels } }, kit): AsyncGenerator<RenderProgress, Rendering> {
    yield { done: 0, at: {} }
    const { width, height, data } = await kit.photo()
    const step = 255 / (levels - 1)
    const reduced = data.map((value) => Math.round(Math.round(value / step) * step))
    return { kind: 'picture', picture: { width, height, data: reduced } }
  },
})
`

const { name, source } = example()
const copy = copyOfProgram()
writeFileSync(join(copy, 'commands', `${name}.ts`), source)
const { description, options, image, number, ...surfaces } = await surfacesOf(copy)
const numberRange = /a (whole )?number from [\d.-]+ to [\d.]+/

test('the example has a photo and a number among its options', () => {
  assert.ok(image && number && description, source)
})

test('Discord registers it, in English for readers of every language', () => {
  const { discord } = surfaces
  assert.equal(discord?.description, description)
  assert.deepEqual(new Set(discord?.options?.map(({ name }) => name)), new Set(options))
  assert.deepEqual(discord?.name_localizations, {})
  for (const option of discord?.options ?? []) assert.deepEqual(option.name_localizations, {}, option.name)
})

test('Slack has it in its manifest, and a form with a field for each option', () => {
  const { slackCommand, slackForm } = surfaces
  assert.equal(slackCommand?.command, `/${name}`)
  assert.equal(slackCommand?.description, description)
  assert.deepEqual(new Set(slackForm.fields), new Set(options))
  assert.match(slackForm.text, numberRange)
})

test('the playground has a form with a photo and a number', () => {
  const controls = new Map(surfaces.playground?.fields.map(({ name, control }) => [name, control]))
  assert.deepEqual(new Set(controls.keys()), new Set(options))
  assert.deepEqual([controls.get(image), controls.get(number)], ['photo', 'number'])
})

test('/help lists it and explains its options', () => {
  assert.ok(surfaces.help.split('\n').includes(`/${name}: ${description}`), surfaces.help)
  for (const option of options) assert.match(surfaces.helpOfCommand, new RegExp(`^${option}: `, 'm'))
  assert.match(surfaces.helpOfCommand, numberRange)
})

test('the command line lists it, explains it, and makes its picture', async () => {
  assert.match((await run(copy, ['src/main.ts', 'help'])).stdout, new RegExp(`^ *${name}\\b`, 'm'))
  assert.match((await run(copy, ['src/main.ts', name, '--help'])).stdout, new RegExp(`--${number}\\b`))
  const [photo, out] = [join(ROOT, 'docs', 'raccoon.jpg'), join(copy, 'out.png')]
  const { code, stderr } = await run(copy, ['src/main.ts', name, `--${image}`, photo, '--out', out])
  assert.equal(code, 0, stderr)
  const [before, made] = await Promise.all([photo, out].map((path) => decode(readFileSync(path))))
  assert.ok(before && made && made.width > 0)
  assert.notDeepEqual(made.data, before.data)
})

test('the log names the language that does not translate it, once', async () => {
  const { stderr } = await run(copy, ['src/main.ts'], /listening on/)
  const warnings = stderr.split('\n').filter((line) => line.includes(`/${name}`))
  assert.equal(warnings.length, 1, stderr)
  assert.ok(warnings[0]?.includes(`/${name} has no German texts and is shown in English`), warnings[0])
  assert.doesNotMatch(stderr, /\/dream has no/)
})

interface Example {
  readonly name: string
  readonly source: string
}

/** The command of the guide for contributors: its first block that begins with the path of a command. */
function example(): Example {
  const guide = existsSync(GUIDE) ? readFileSync(GUIDE, 'utf8') : ''
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block)
  const [found] = [...blocks, EXAMPLE].flatMap((source) => {
    const [, name] = /^\/\/ commands\/([a-z-]+)\.ts\n/.exec(source) ?? []
    return name === undefined ? [] : [{ name, source }]
  })
  assert.ok(found)
  return found
}

function copyOfProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-extension-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  for (const part of ['src', 'commands', 'models', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  }
  cpSync(join(ROOT, SURFACES), join(folder, SURFACES))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

async function surfacesOf(folder: string): Promise<Surfaces> {
  const { stdout, stderr } = await run(folder, [SURFACES, name])
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout)
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs Node in a folder; ends the process when standard error first matches `until`. */
async function run(folder: string, argv: readonly string[], until?: RegExp): Promise<Outcome> {
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      INIT_CWD: folder,
      DREAMBOT_DATA: join(folder, 'data'),
      DREAMBOT_WEIGHTS: join(folder, 'weights'),
      DREAMBOT_ENGINE: 'onnx-cpu',
      DREAMBOT_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (until?.test(stderr)) child.kill('SIGTERM')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}
