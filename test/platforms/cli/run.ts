/** Runs the program as from a shell. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

/** A folder for the files of one test file, removed after its tests. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-cli-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** The current folder; also for data and weights, unless `settings` name others. */
  readonly folder: string
  readonly settings?: Readonly<Record<string, string>>
  /** SIGINT is sent when standard error first matches this. */
  readonly interruptAt?: RegExp
  /** Streams whose pipes are closed at once, as if nobody read them. */
  readonly closed?: readonly ('stdout' | 'stderr')[]
}

export async function run(argv: readonly string[], options: RunOptions): Promise<Outcome> {
  const { folder, settings, interruptAt, closed = [] } = options
  const child = spawn(process.execPath, [MAIN, ...argv], {
    env: {
      PATH: process.env.PATH,
      INIT_CWD: folder,
      DREAMBOT_DATA: join(folder, 'data'),
      DREAMBOT_WEIGHTS: join(folder, 'weights'),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const name of closed) child[name].destroy()
  let [stdout, stderr] = ['', '']
  let interrupted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (interrupted || !interruptAt?.test(stderr)) return
    interrupted = true
    child.kill('SIGINT')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}
