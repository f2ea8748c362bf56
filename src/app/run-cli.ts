/** One command of the command line, from start to end. It leaves nothing behind but its results and its photos. */

import type { Command } from '../command/command.ts'
import { DEFAULT_LIMITS } from '../core/limits.ts'
import type { Log } from '../core/log.ts'
import { createCli } from '../platforms/cli/cli.ts'
import { IN_MEMORY, openDatabase } from '../storage/database.ts'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'

export async function runCli(config: Config, argv: readonly string[]): Promise<void> {
  // What one person asks of their own machine needs no others; an atlas is drawn ahead, however long it takes.
  const limits =
    argv[0] === 'atlas'
      ? { ...(config.limits ?? DEFAULT_LIMITS), perJobSeconds: Number.POSITIVE_INFINITY }
      : config.limits
  const own = { ...config, redis: undefined, ...(limits && { limits }) }
  const { commands: all, catalog, close, createBot } = await assemble(own, openDatabase(IN_MEMORY), log)
  const commands = new Map<string, Command>([...all].filter(([, { chatOnly }]) => !chatOnly))
  const cli = createCli({ argv, commands, folder: config.folder, install: catalog.install })
  const stop = await cli.start(createBot(new Map([['cli', cli]])))
  await stop()
  await close()
}

/** What went wrong; at a terminal nobody asked for the rest. */
const log: Log = ({ level, message, job = '', stack = '' }) => {
  if (level !== 'info') console.error([level, message, job, stack].join(' ').trim())
}
