/** Fetches networks' weights ahead of their first use. */
import { UserError } from '../../errors.ts'
import { unknownOption } from '../../options.ts'
import type { Terminal } from './terminal.ts'

/** Fetches a network's weights; `hear` is told of bytes. */
export type Install = (
  name: string,
  options: { hear: (received: number, total: number | undefined) => void; signal: AbortSignal },
) => Promise<void>

/** One after the other; false if interrupted. Throws `UserError` for the first that cannot be had. */
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
  if (names.length === 0) throw new UserError('bad-input', 'pull needs the name of a network.', 'See: npm run networks')
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
  await install(name, { hear, signal })
  terminal.print(`${name} is installed`)
}
