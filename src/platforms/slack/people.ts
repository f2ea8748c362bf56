/** Who people are: their language, and whether the workspace is theirs to look after. Asked of Slack, kept for a while. */
import type { Log } from '../../core/log.ts'
import type { Client } from './clients.ts'
import { SECONDS } from './limits.ts'

interface Person {
  /** As in 'de-DE'. */
  readonly language: string
  /** An admin or owner of the bot's workspace, not of another one with which it shares a channel. */
  readonly moderator: boolean
}

export interface People {
  /** Somebody unknown speaks English and moderates nothing. */
  get(user: string): Promise<Person>
}

const STRANGER: Person = { language: 'en', moderator: false }
const MOST = 1000

/** @param place The bot's workspace. */
export function createPeople(client: Client, place: string, log: Log): People {
  const known = new Map<string, { readonly person: Promise<Person>; readonly until: number }>()

  async function ask(id: string): Promise<Person> {
    const { user } = await client.users.info({ user: id, include_locale: true })
    const places = [user?.team_id ?? place, ...(user?.enterprise_user?.teams ?? [])]
    const looksAfter = user?.is_admin || user?.is_owner || user?.is_primary_owner
    return { language: user?.locale ?? STRANGER.language, moderator: places.includes(place) && looksAfter === true }
  }

  return {
    get(id) {
      const found = known.get(id)
      if (found && found.until > Date.now()) return found.person
      const person = ask(id).catch((error: Error) => {
        known.delete(id)
        log({ level: 'warn', message: `Slack does not tell who ${id} is: ${error.message}` })
        return STRANGER
      })
      // The map keeps the order of insertion: its first is the oldest.
      known.delete(id)
      known.set(id, { person, until: Date.now() + SECONDS.person * 1000 })
      if (known.size > MOST) known.delete(known.keys().next().value ?? '')
      return person
    },
  }
}
