/** Fetches networks' weights ahead of their first use. */

import { unknownOption } from '../../command/options.ts'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Terminal } from './render.ts'

/** Fetches a network's weights, or only looks whether there are any to fetch. */
export type Install = (name: string, options: InstallOptions) => Promise<void>

interface InstallOptions {
  readonly dryRun?: boolean
  /** Hears of bytes. */
  readonly hear?: (received: number, total: number | undefined) => void
  /** Hears why a file cannot be had, before another is fetched in its place. */
  readonly tell?: (reason: Error) => void
  readonly signal?: AbortSignal
}

/**
 * One after the other; false if interrupted. Throws `UserError` for a name that is none before the first is fetched, and
 * for the first that cannot be had.
 */
export async function pull(
  names: readonly string[],
  install: Install,
  terminal: Terminal,
  tell: (line: string) => void,
): Promise<boolean> {
  if (names.some((name) => name === '--help' || name === '-h')) {
    tell(PULL_HELP)
    return true
  }
  const option = names.find((name) => name.startsWith('-'))
  if (option !== undefined) throw unknownOption(option.replace(/^-+/, ''), ['help'])
  if (names.length === 0)
    throw new UserError('bad-input', phrase`pull needs the name of a network.`, phrase`See: npm run networks`)
  for (const name of names) await install(name, { dryRun: true })
  const controller = new AbortController()
  // Not once: npm passes a Ctrl-C on that has come already, and the work must still unwind.
  const onSignal = () => controller.abort()
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    for (const name of names) await fetchOne(name, install, terminal, controller.signal)
    return true
  } catch (error) {
    if (!controller.signal.aborted) throw error
    // What has come stays, and the next pull goes on from there.
    terminal.print('Interrupted. Pull again to go on.')
    return false
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const PULL_HELP = `npm run networks -- pull NAME ...

Fetches networks ahead of their first use; npm run networks lists them.`

async function fetchOne(name: string, install: Install, terminal: Terminal, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const hear = (received: number, total = received) => {
    const at = { MB: [Math.ceil(received / 1e6), Math.ceil(total / 1e6)] } as const
    terminal.show({ state: 'running', text: '', progress: { phase: name, done: received / total, at } })
  }
  const tell = (reason: Error) => terminal.print(`${reason.message} Fetching ${name} from elsewhere.`)
  await install(name, { hear, tell, signal })
  terminal.print(`${name} is installed`)
}
