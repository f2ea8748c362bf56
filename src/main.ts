/** Settings, and then the bot on its platforms, a worker for other bots, or one command of the command line. */
import { readConfig } from './app/config.ts'
import { UserError } from './core/errors.ts'

try {
  const config = readConfig()
  const argv = process.argv.slice(2)
  // Each loads what the other does without: a command line need not wait for the chats' libraries.
  if (argv[0] === 'worker') await (await import('./app/run-worker.ts')).runWorker(config)
  else if (argv.length > 0) await (await import('./app/run-cli.ts')).runCli(config, argv)
  else await (await import('./app/serve.ts')).serve(config)
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.error(`${error.message} ${error.hint}`.trim())
  // What has started already would keep it from ending, and nobody would start it again.
  process.exit(1)
}
