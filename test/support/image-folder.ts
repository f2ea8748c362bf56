/**
 * Builds what the Dockerfile would build as a read-only folder: the files that it copies and the production dependencies of
 * the lock file, pruned by its own script. Processes in it run as the image's user.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Stage {
  readonly name: string
  /** The image or the earlier stage that this one starts from. */
  readonly from: string
  readonly instructions: readonly { readonly name: string; readonly text: string }[]
}

/** The stages of the Dockerfile, in order. */
export function readStages(): Stage[] {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8')
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  const instructions = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.split(' ', 1)[0] ?? '', text: line.slice(line.indexOf(' ') + 1).trim() }))
  const stages: (Stage & { instructions: typeof instructions })[] = []
  for (const instruction of instructions) {
    const [from = '', name = ''] = instruction.name === 'FROM' ? instruction.text.split(' AS ') : []
    if (from) stages.push({ name, from, instructions: [] })
    else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

export interface Copy {
  /** The earlier stage to copy from; undefined for the project. */
  readonly from: string | undefined
  readonly sources: readonly string[]
  readonly target: string
}

export function copiesOf({ instructions }: Stage): Copy[] {
  return instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ text }) => {
      const words = text.split(/\s+/)
      const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined
      return { from, target: words.pop() ?? '', sources: words }
    })
}

/** The JSON argument of an instruction that occurs once. */
export function listOf({ instructions }: Stage, name: string): string[] {
  const [text = ''] = instructions.filter((each) => each.name === name).map(({ text }) => text)
  return JSON.parse(text.slice(text.indexOf('[')))
}

export function environmentOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(' '))
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

/** The user of processes in the image. Tests that do not run as root keep their own user. */
const USER = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {}

export interface ImageFolder extends AsyncDisposable {
  /** The path of the image's /app. */
  readonly app: string
  /** The path of a volume of the image. */
  volume(path: string): string
  /** Starts a process as the image does: Dreambot with these arguments, or with `node` Node itself. */
  start(args: readonly string[], more?: { node?: boolean; environment?: Record<string, string> }): ChildProcess
  /** Starts a process and waits until it has ended. */
  run(
    args: readonly string[],
    more?: { node?: boolean; environment?: Record<string, string> },
  ): Promise<{ code: number | null; said: string; complained: string }>
}

export function buildImageFolder(): ImageFolder {
  const stages = readStages()
  const image = stages.at(-1)
  if (!image) throw new Error('The Dockerfile has no stages')
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-image-'))
  const app = join(folder, 'app')
  mkdirSync(app)
  for (const stage of stages.filter(({ name }) => name === 'app')) {
    for (const { sources, target } of copiesOf(stage)) {
      for (const source of sources) cpSync(join(root, source), within(app, source, target), { recursive: true })
    }
  }
  linkModules(join(app, 'node_modules'))
  const node = join(folder, 'node')
  link(realpathSync(process.execPath), node)
  const pruned = spawnSync('sh', [join(root, 'docker/prune.sh'), join(app, 'node_modules')], { encoding: 'utf8' })
  if (pruned.status !== 0) throw new Error(pruned.stderr)

  const volume = (path: string) => join(folder, 'volumes', path)
  for (const path of listOf(image, 'VOLUME')) {
    mkdirSync(volume(path), { recursive: true })
    if (USER.uid) chownSync(volume(path), USER.uid, USER.gid)
  }
  chmodSync(folder, 0o755)
  lock(app, 0o555)

  const given = environmentOf(image)
  const volumes = Object.entries(given).map(([name, value]) => [name, value.startsWith('/') ? volume(value) : value])

  function start(
    args: readonly string[],
    { node: bare = false, environment = {} }: { node?: boolean; environment?: Record<string, string> } = {},
  ): ChildProcess {
    const [, ...entry] = listOf(image as Stage, 'ENTRYPOINT')
    return spawn(node, [...(bare ? [] : entry), ...args], {
      cwd: app,
      ...USER,
      // This machine's own settings are left out.
      env: { PATH: '/usr/bin:/bin', ...Object.fromEntries(volumes), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  return {
    app,
    volume,
    start,
    async run(args, more) {
      const child = start(args, more)
      const texts = { said: '', complained: '' }
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        texts.said += text
      })
      child.stderr?.setEncoding('utf8').on('data', (text) => {
        texts.complained += text
      })
      const [code] = await once(child, 'close')
      return { code, ...texts }
    },
    async [Symbol.asyncDispose]() {
      lock(app, 0o755)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Copies as Docker does: a folder's contents into the target, a file into a target folder or to a target name. */
function within(app: string, source: string, target: string): string {
  return target === './' || target.endsWith('/') ? join(app, target, basename(source)) : join(app, target)
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>
}

/** The packages that `npm ci --omit=dev` would install: those of the lock file that are not for development. */
export function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile
  const names = Object.keys(packages).filter((path) => path !== '' && !packages[path]?.dev)
  // Optional packages for other machines are not installed.
  const missing = names.filter((path) => !packages[path]?.optional && !existsSync(join(root, path)))
  if (missing.length > 0) throw new Error(`npm ci has not installed ${missing.join(', ')}`)
  return names.filter((path) => existsSync(join(root, path)))
}

function linkModules(modules: string): void {
  for (const path of productionPackages()) linkTree(join(root, path), join(dirname(modules), path))
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name))
    else if (entry.isFile()) link(join(from, entry.name), join(to, entry.name))
  }
}

/** Links files instead of copying them, since the binaries are large. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** Sets the mode of a folder and of all folders in it. Files are linked to the checkout and stay as they are. */
function lock(folder: string, mode: number): void {
  chmodSync(folder, mode)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) lock(join(folder, entry.name), mode)
  }
}
