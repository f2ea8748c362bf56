/** Profiles of people: their language, and whether they moderate the workspace. Asked from Slack and cached. */
import type { Log } from '../../core/log.ts'
import type { Client } from './clients.ts'
import { COUNTS, SECONDS } from './limits.ts'
import { createRecent } from './recent.ts'

interface Person {
  /** A language tag, such as 'de-DE'. */
  readonly language: string
  /** Whether they are an admin or owner of the bot's workspace. People of a workspace that shares a channel are not. */
  readonly moderator: boolean
}

export interface People {
  /** Never rejects: a person whose profile cannot be read speaks English and is no moderator. */
  get(user: string): Promise<Person>
}

interface PeopleOptions {
  readonly client: Client
  /** The bot's workspace. */
  readonly place: string
  readonly log: Log
}

const STRANGER: Person = { language: 'en', moderator: false }

export function createPeople({ client, place, log }: PeopleOptions): People {
  const known = createRecent<{ readonly person: Promise<Person>; readonly until: number }>(COUNTS.people)

  async function fetchPerson(id: string): Promise<Person> {
    const { user } = await client.users.info({ user: id, include_locale: true })
    const places = [user?.team_id ?? place, ...(user?.enterprise_user?.teams ?? [])]
    const isAdmin = user?.is_admin || user?.is_owner || user?.is_primary_owner
    return { language: user?.locale ?? STRANGER.language, moderator: places.includes(place) && isAdmin === true }
  }

  return {
    get(id) {
      const found = known.get(id)
      if (found && found.until > Date.now()) return found.person
      const person = fetchPerson(id).catch((error: Error) => {
        known.delete(id)
        log({ level: 'warn', message: `the profile of ${id} cannot be read: ${error.message}` })
        return STRANGER
      })
      known.set(id, { person, until: Date.now() + SECONDS.person * 1000 })
      return person
    },
  }
}
