/** The command line as a platform: one call per process, its progress on standard error, its result as a file. */
import { resolve } from 'node:path'
import type { Command } from '../../command/command.ts'
import { type Bot, type Button, isFinal, type Platform, type Reply } from '../../core/platform.ts'
import { type Invocation, parseArguments } from './arguments.ts'
import { checkOutput, type Output, writeOutput } from './deliver.ts'
import { EXIT_CODES, INTERRUPTED, ignoreBrokenPipe } from './errors.ts'
import { helpText } from './help.ts'
import { type Install, pull } from './pull.ts'
import { ADDRESS, toCall } from './receive.ts'
import { createTerminal, renderReply } from './render.ts'
import { createInterruption, listenForSignals } from './signals.ts'

interface CliOptions {
  /** The arguments, without the program's own name. */
  readonly argv: readonly string[]
  readonly commands: ReadonlyMap<string, Command>
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly install: Install
}

/** `start` runs the whole command. The process's exit code is then 0, 1 after an error, or 130 after Ctrl-C. */
export function createCli({ argv, commands, folder, install }: CliOptions): Platform {
  const terminal = createTerminal(process.stderr)
  // A number rather than a name: in a container a user may have no name.
  const user = String(process.getuid?.() ?? 'me')
  let output: Output = { folder, out: undefined, report: undefined }
  let cancelButton: Button | undefined
  const interruption = createInterruption()

  /** Writes a line of the result. On a terminal, the line of progress makes room for it. */
  function print(line: string): void {
    terminal.clear()
    process.stdout.write(`${line}\n`)
  }

  async function deliver(reply: Reply): Promise<void> {
    await interruption.defer(() => writeOutput(output, reply, print))
    terminal.print(reply.text)
    if (reply.code !== undefined) terminal.print(reply.code)
  }

  async function run(bot: Bot, invocation: Invocation): Promise<void> {
    const call = await toCall(invocation, { folder, user, commands })
    if (invocation.renders) {
      output = absoluteOutput(invocation, folder)
      await checkOutput(output, call.input.recipe)
    }
    const stopListening = listenForSignals(() =>
      interruption.request(() => {
        if (!cancelButton) return false
        const { action, job } = cancelButton
        void bot.press({ action, job, user, moderator: true, address: ADDRESS })
        return true
      }),
    )
    await bot.handle(call)
    stopListening()
  }

  return {
    async start(bot) {
      for (const stream of [process.stdout, process.stderr]) ignoreBrokenPipe(stream)
      const [first, second, ...names] = argv
      if (first === 'networks' && second === 'pull') {
        if (!(await pull(names, { install, terminal, print }))) process.exitCode = INTERRUPTED
        return async () => {}
      }
      const invocation = parseArguments(argv, commands)
      if (invocation.help) print(helpText(commands, invocation.command))
      else await run(bot, invocation)
      return async () => {}
    },

    async post(address, reply) {
      const { state } = reply
      const isInterrupted = interruption.isRequested()
      cancelButton = reply.buttons?.find(({ action }) => action === 'cancel')
      if (state === 'done') await deliver(reply)
      else if (state === 'info' && !isInterrupted) print(reply.text)
      else if (isFinal(reply)) terminal.print(state === 'info' ? reply.text : renderReply(reply))
      else if (!isInterrupted) terminal.show(reply)
      process.exitCode = EXIT_CODES[state] ?? process.exitCode
      return address
    },
  }
}

function absoluteOutput({ out, report }: Invocation, folder: string): Output {
  const absolute = (path?: string) => path && resolve(folder, path)
  return { folder, out: absolute(out), report: absolute(report) }
}
