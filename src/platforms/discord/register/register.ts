/** The commands' registration with Discord: only when they have changed, because it allows few of them in a day. */
import { createHash } from 'node:crypto'
import { type APIApplicationCommand, type REST, Routes } from 'discord.js'
import type { Log } from '../../../core/log.ts'
import type { Database } from '../../../storage/database.ts'
import type { CommandBody } from './command-bodies.ts'

interface RegisterOptions {
  readonly rest: REST
  readonly application: string
  /** In this guild alone, where one can try commands out; everywhere if undefined. */
  readonly guild: string | undefined
  readonly commands: readonly CommandBody[]
  readonly database: Database
  readonly log: Log
}

/**
 * What was registered last is kept in the database, and Discord is asked whether it still has all of it. Throws what
 * discord.js throws.
 */
export async function register({ rest, application, guild, commands, database, log }: RegisterOptions): Promise<void> {
  const kept = keep(database, application)
  const scope = guild ?? EVERYWHERE
  const route = routeOf(application, scope)
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex')

  const present = (await rest.get(route)) as APIApplicationCommand[]
  const isThere = ({ name, type }: CommandBody) => present.some((each) => each.name === name && each.type === type)
  if (kept.get(scope) !== hash || !commands.every(isThere)) {
    await rest.put(route, { body: commands })
    kept.set(scope, hash)
    log({ level: 'info', message: `${commands.length} commands registered with Discord (${scope})` })
  }
  if (guild !== undefined) return
  // A guild in which they were tried out would show each command twice.
  for (const tried of kept.scopes().filter((each) => each !== EVERYWHERE)) {
    await rest.put(routeOf(application, tried), { body: [] })
    kept.delete(tried)
  }
}

const EVERYWHERE = 'everywhere'

function routeOf(application: string, scope: string) {
  return scope === EVERYWHERE
    ? Routes.applicationCommands(application)
    : Routes.applicationGuildCommands(application, scope)
}

/** The hash of what was registered last, by scope. */
function keep(database: Database, application: string) {
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
