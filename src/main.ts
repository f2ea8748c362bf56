/** Reads the settings and runs one program: the bot on its platforms, a worker for other bots, or one command. */
import { readConfig } from './app/config.ts'
import { UserError } from './core/errors.ts'

try {
  const config = readConfig()
  const argv = process.argv.slice(2)
  // Each program is imported only when it runs: a command line need not wait for the chats' libraries.
  if (argv[0] === 'worker') await (await import('./app/run-worker.ts')).runWorker(config)
  else if (argv[0] === 'dev') await (await import('./app/dev/dev.ts')).runDev()
  else if (argv.length > 0) await (await import('./app/run-cli.ts')).runCli(config, argv)
  else await (await import('./app/serve.ts')).serve(config)
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.error(`${error.message} ${error.hint}`.trim())
  // Open sockets and timers would keep the process alive, and nothing would restart it.
  process.exit(1)
}
