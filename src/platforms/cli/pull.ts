/** `networks pull`: fetches networks' weights ahead of their first use. */
import { unknownOption } from '../../command/options.ts'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Terminal } from './render.ts'
import { listenForSignals } from './signals.ts'

/** Fetches a network's weights, or only checks that they can be fetched. Throws `UserError`. */
export type Install = (name: string, options: InstallOptions) => Promise<void>

interface InstallOptions {
  readonly dryRun?: boolean
  /** Called with bytes received so far, and the total where it is known. */
  readonly onProgress?: (received: number, total: number | undefined) => void
  /** Called with the reason why a source failed, before the next source is tried. */
  readonly onFallback?: (reason: Error) => void
  readonly signal?: AbortSignal
}

interface PullOptions {
  readonly install: Install
  /** Shows the progress. */
  readonly terminal: Terminal
  /** Writes a line to standard output. */
  readonly print: (line: string) => void
}

/**
 * Fetches the networks one after the other. Returns false if a signal interrupted it; what is fetched stays.
 * Throws `UserError` for an unknown name before anything is fetched, and for the first network that cannot be fetched.
 *
 * @param args Names of networks, or `--help`.
 */
export async function pull(args: readonly string[], { install, terminal, print }: PullOptions): Promise<boolean> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    print(PULL_HELP)
    return true
  }
  const option = args.find((arg) => arg.startsWith('-'))
  if (option !== undefined) throw unknownOption(option.replace(/^-+/, ''), ['help'])
  if (args.length === 0)
    throw new UserError('bad-input', phrase`pull needs the name of a network.`, phrase`See: npm run networks`)
  for (const name of args) await install(name, { dryRun: true })
  const controller = new AbortController()
  // Further signals, such as the Ctrl-C that npm passes on, must not end the process while it cleans up.
  const stopListening = listenForSignals(() => controller.abort())
  try {
    for (const name of args) await pullOne(name, { install, terminal, signal: controller.signal })
    return true
  } catch (error) {
    if (!controller.signal.aborted) throw error
    terminal.print('Interrupted. Run the same command again to continue.')
    return false
  } finally {
    stopListening()
  }
}

const PULL_HELP = `npm run networks -- pull NAME ...

Fetches networks ahead of their first use; npm run networks lists them.`

async function pullOne(
  name: string,
  { install, terminal, signal }: Pick<PullOptions, 'install' | 'terminal'> & { readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted()
  const onProgress = (received: number, total = received) => {
    const at = { MB: [Math.ceil(received / 1e6), Math.ceil(total / 1e6)] } as const
    terminal.show({ state: 'running', text: '', progress: { phase: name, done: received / total, at } })
  }
  const onFallback = (reason: Error) => terminal.print(`${reason.message} Trying the next source of ${name}.`)
  await install(name, { onProgress, onFallback, signal })
  terminal.print(`${name} is installed`)
}
