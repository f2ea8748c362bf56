/** Registers the commands with Discord, only when they have changed: Discord limits registrations per day. */
import { createHash } from 'node:crypto'
import { type APIApplicationCommand, type REST, Routes } from 'discord.js'
import type { Log } from '../../../core/log.ts'
import type { Database } from '../../../storage/database.ts'
import type { CommandBody } from './command-bodies.ts'

interface RegisterOptions {
  readonly rest: REST
  /** The application's id. */
  readonly application: string
  /** Registers in this guild only, to try commands out. Undefined: everywhere. */
  readonly guild: string | undefined
  readonly commands: readonly CommandBody[]
  /** Keeps the hash of what was registered last. */
  readonly database: Database
  readonly log: Log
}

/**
 * Registers the commands unless the database says that they have been, and Discord still has all of them. Throws what
 * discord.js throws.
 */
export async function register({ rest, application, guild, commands, database, log }: RegisterOptions): Promise<void> {
  const hashes = createHashStore(database, application)
  const scope = guild ?? EVERYWHERE
  const route = routeOf(application, scope)
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex')

  const present = (await rest.get(route)) as APIApplicationCommand[]
  const isPresent = ({ name, type }: CommandBody) => present.some((each) => each.name === name && each.type === type)
  if (hashes.get(scope) !== hash || !commands.every(isPresent)) {
    await rest.put(route, { body: commands })
    hashes.set(scope, hash)
    log({ level: 'info', message: `${commands.length} commands registered with Discord (${scope})` })
  }
  if (guild !== undefined) return
  // A guild that has its own registration besides the global one shows each command twice.
  for (const other of hashes.scopes().filter((each) => each !== EVERYWHERE)) {
    await rest.put(routeOf(application, other), { body: [] })
    hashes.delete(other)
  }
}

const EVERYWHERE = 'everywhere'

function routeOf(application: string, scope: string) {
  return scope === EVERYWHERE
    ? Routes.applicationCommands(application)
    : Routes.applicationGuildCommands(application, scope)
}

/** Hashes of what was registered last, by scope: a guild's id or `EVERYWHERE`. */
function createHashStore(database: Database, application: string) {
  database.exec(`CREATE TABLE IF NOT EXISTS discord_commands (
    application TEXT NOT NULL, scope TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (application, scope)
  ) STRICT`)
  const select = database.prepare('SELECT scope, hash FROM discord_commands WHERE application = ?')
  const insert = database.prepare('INSERT OR REPLACE INTO discord_commands (application, scope, hash) VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM discord_commands WHERE application = ? AND scope = ?')
  const rows = () => select.all(application).map(({ scope, hash }) => [String(scope), String(hash)] as const)
  return {
    scopes: () => rows().map(([scope]) => scope),
    get: (scope: string) => new Map(rows()).get(scope),
    set: (scope: string, hash: string) => void insert.run(application, scope, hash),
    delete: (scope: string) => void remove.run(application, scope),
  }
}
