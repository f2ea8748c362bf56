/** Runs one command of the command line from start to end. It leaves only its results and its photos behind. */
import type { Command } from '../command/command.ts'
import { loadCommands } from '../command/load.ts'
import { DEFAULT_LIMITS } from '../core/limits.ts'
import type { Log } from '../core/log.ts'
import { createCli } from '../platforms/cli/cli.ts'
import { IN_MEMORY, openDatabase } from '../storage/database.ts'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'

export async function runCli(config: Config, argv: readonly string[]): Promise<void> {
  const { limits = DEFAULT_LIMITS } = config
  const all = await loadCommands()
  const isUnlimited = all.get(argv[0] ?? '')?.unlimited
  // One person's jobs run on their own machine, without Redis.
  const { catalog, close, createBot } = await assemble({
    config: {
      ...config,
      redis: undefined,
      limits: isUnlimited ? { ...limits, perJobSeconds: Number.POSITIVE_INFINITY } : limits,
    },
    database: openDatabase(IN_MEMORY),
    log,
  })
  const commands = new Map<string, Command>([...all].filter(([, { chatOnly }]) => !chatOnly))
  const cli = createCli({ argv, commands, folder: config.folder, install: catalog.install })
  const stop = await cli.start(createBot(new Map([['cli', cli]])))
  await stop()
  await close()
}

/** Writes warnings and errors to standard error, and leaves out the rest. */
const log: Log = ({ level, message, job = '', stack = '' }) => {
  if (level !== 'info') console.error([level, message, job, stack].join(' ').trim())
}
