/** The command line as a platform: one call, its progress on the terminal, its result as a file. */
import { resolve } from 'node:path'
import type { Command } from '../../command/command.ts'
import type { Bot, Button, Platform, Reply } from '../../core/platform.ts'
import { parseArguments } from './arguments.ts'
import { checkOutput, type Output, writeOutput } from './deliver.ts'
import { helpText } from './help.ts'
import { type Install, pull } from './pull.ts'
import { ADDRESS, toCall } from './receive.ts'
import { createTerminal, outliveReader, renderReply } from './render.ts'

interface CliOptions {
  /** Without the program's own name. */
  readonly argv: readonly string[]
  readonly commands: ReadonlyMap<string, Command>
  /** Paths are relative to this folder. */
  readonly folder: string
  readonly install: Install
}

/** As shells have it: 128 + SIGINT. */
const INTERRUPTED = 130
/** One Ctrl-C may come twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 200

/** `start` runs the whole command; the process's exit code is 0, 1 after a mistake or fault, 130 after Ctrl-C. */
export function createCli({ argv, commands, folder, install }: CliOptions): Platform {
  const terminal = createTerminal(process.stderr)
  // Not a name: in a container a user may have none.
  const user = String(process.getuid?.() ?? 'me')
  let output: Output = { folder, out: undefined, report: undefined }
  let cancel: Button | undefined
  let interrupted = false
  let lastSignal = Number.NEGATIVE_INFINITY
  let writing = false

  /** A line of the result; on a terminal the progress makes room for it. */
  function tell(line: string): void {
    terminal.clear()
    process.stdout.write(`${line}\n`)
  }

  async function deliver(reply: Reply): Promise<void> {
    writing = true
    try {
      await writeOutput(output, reply, tell)
    } finally {
      writing = false
    }
    terminal.print(reply.text)
    if (reply.code !== undefined) terminal.print(reply.code)
  }

  /** The first time the job may finish its step, the second time not; what is being written is written. */
  async function interrupt(bot: Bot): Promise<void> {
    const repeated = performance.now() - lastSignal < SAME_SIGNAL_MS
    lastSignal = performance.now()
    if (writing || repeated) return
    if (interrupted || !cancel) process.exit(INTERRUPTED)
    interrupted = true
    await bot.press({ action: cancel.action, job: cancel.job, user, moderator: true, address: ADDRESS })
  }

  return {
    async start(bot) {
      for (const stream of [process.stdout, process.stderr]) outliveReader(stream)
      const [first, second, ...names] = argv
      if (first === 'networks' && second === 'pull') {
        if (!(await pull(names, install, terminal, tell))) process.exitCode = INTERRUPTED
        return async () => {}
      }
      const invocation = parseArguments(argv, commands)
      if (invocation.help) {
        tell(helpText(commands, invocation.command))
        return async () => {}
      }
      const call = await toCall(invocation, { folder, user, commands })
      if (invocation.renders) {
        const absolute = (path?: string) => path && resolve(folder, path)
        output = { folder, out: absolute(invocation.out), report: absolute(invocation.report) }
        await checkOutput(output, call.input.recipe)
      }
      const onSignal = () => void interrupt(bot)
      process.on('SIGINT', onSignal)
      process.on('SIGTERM', onSignal)
      await bot.handle(call)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      return async () => {}
    },

    async post(address, reply) {
      cancel = reply.buttons?.find(({ action }) => action === 'cancel')
      if (reply.state === 'done') await deliver(reply)
      else if (reply.state === 'waiting' || reply.state === 'running') {
        if (!interrupted) terminal.show(reply)
      } else if (reply.state === 'info') (interrupted ? terminal.print : tell)(reply.text)
      else {
        terminal.print(renderReply(reply))
        if (reply.state === 'failed') process.exitCode = 1
        if (reply.state === 'cancelled') process.exitCode = INTERRUPTED
      }
      return address
    },
  }
}
