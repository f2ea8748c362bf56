/** `npm run dev`: the bot, restarted whenever a source file changes, with render processes that stay warm meanwhile. */
import { type ChildProcess, fork } from 'node:child_process'
import { type FSWatcher, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startWarmWorkers } from './warm-workers.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const WATCHED = ['src', 'commands', 'models']
/**
 * Folders that a render process does not load. A change there restarts the bot alone; any other ends the render
 * processes too, and networks are opened anew.
 */
export const BOT_ALONE: readonly string[] = ['src/app', 'src/bot', 'src/platforms', 'src/storage']
/** Editors write a file in several steps; a restart waits until none has followed for so long, in milliseconds. */
const DEBOUNCE_MS = 150
/** How long the bot may take to end, in milliseconds; what it had accepted is taken up by the next one. */
const END_MS = 2000

/** Runs until Ctrl-C. */
export async function runDev(): Promise<void> {
  const name = `dreambot-dev-${process.pid}`
  const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
  const workerPath = join(ROOT, 'src/worker/main.ts')
  const workers = await startWarmWorkers({ socketPath, workerPath, onNote: note })
  const bot = createRestarting(() => fork(join(ROOT, 'src/app/dev/bot.ts'), [socketPath], { execArgv: [] }))
  bot.restart()

  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const watchers = WATCHED.map((folder) =>
    watchFolder(folder, (file) => {
      changed.add(file)
      clearTimeout(timer)
      timer = setTimeout(() => {
        const files = [...changed]
        changed.clear()
        const alone = files.every(isBotAlone)
        note(`${files.join(', ')} changed: ${alone ? 'the bot restarts' : 'the bot and its render processes restart'}`)
        if (!alone) workers.restart()
        bot.restart()
      }, DEBOUNCE_MS)
    }),
  )
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  for (const watcher of watchers) watcher.close()
  clearTimeout(timer)
  await bot.stop()
  await workers.close()
}

/** Whether a change of the file, given by its path in the project, leaves render processes as they are. */
export function isBotAlone(file: string): boolean {
  const path = file.replaceAll(sep, '/')
  return BOT_ALONE.some((folder) => path.startsWith(`${folder}/`))
}

function watchFolder(folder: string, onChange: (file: string) => void): FSWatcher {
  return watch(join(ROOT, folder), { recursive: true }, (_, file) => {
    // Editors leave swap and backup files beside the source.
    if (file && /\.(ts|js|css|html|json)$/.test(file)) onChange(join(folder, file))
  })
}

/** One process at a time: a restart ends the running one first, and a restart meanwhile is not lost. */
function createRestarting(start: () => ChildProcess) {
  let child: ChildProcess | undefined
  let turn: Promise<void> = Promise.resolve()
  const end = async () => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGTERM')
    const timer = setTimeout(() => ending.kill('SIGKILL'), END_MS)
    await gone
    clearTimeout(timer)
  }
  const inTurn = (step: () => Promise<void>) => {
    turn = turn.then(step)
    return turn
  }
  return {
    restart: () =>
      void inTurn(async () => {
        await end()
        child = start()
        child.once('exit', (code) => {
          if (code) note('the bot has ended; it starts again when a file changes')
        })
      }),
    stop: () => inTurn(end),
  }
}

function note(line: string): void {
  console.error(`dev: ${line}`)
}
