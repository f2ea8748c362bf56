/** Who and where: the workspace's people and channels, and which of the channels the bot may reach. */
import { APP, type Emulator, startEmulator, tokenOf } from './emulator.ts'
import type { Answer, Json } from './types.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly isAdmin: boolean
  locale: string
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly isPrivate: boolean
  /** A direct message between the bot and this person. */
  readonly with?: Person
  hasBot: boolean
}

export interface Places {
  readonly team: { readonly id: string; readonly domain: string; readonly name: string }
  readonly people: readonly Person[]
  /** By name or id; throws for a stranger. */
  person(ref: string): Person
  /** By name or id; throws for an unknown one. */
  channel(ref: string): Channel
  /** The direct messages between the bot and a person. */
  direct(person: Person): Promise<Channel>
  invite(ref: string): Promise<void>
  /** Why Slack would not let the bot into this channel; undefined if it may, or if there is no such channel. */
  closed(id: string): 'not_in_channel' | 'channel_not_found' | undefined
}

const PEOPLE = [
  { name: 'alice', isAdmin: false },
  { name: 'bob', isAdmin: false },
  { name: 'ada', isAdmin: true },
]
/** Two public and two private ones, each with and without the bot. */
const CHANNELS = [
  { name: 'gallery', isPrivate: false, hasBot: true },
  { name: 'lobby', isPrivate: false, hasBot: false },
  { name: 'studio', isPrivate: true, hasBot: true },
  { name: 'vault', isPrivate: true, hasBot: false },
]

export async function openPlaces(baseUrl: string): Promise<{ emulator: Emulator; places: Places }> {
  const emulator = await startEmulator({ people: PEOPLE, channels: CHANNELS }, baseUrl)
  const ask = async (method: string, args: Json, token: string): Promise<Answer> => {
    const answer = await emulator.call(method, args, token)
    if (!answer?.ok) throw new Error(`emulator, ${method}: ${answer?.error}`)
    return answer
  }
  const host = tokenOf('alice')
  const ids = (list: unknown) => new Map((list as { id: string; name: string }[]).map(({ id, name }) => [name, id]))
  const peopleIds = ids((await ask('users.list', {}, host)).members)
  const { channels: listed } = await ask('conversations.list', { types: 'public_channel,private_channel' }, host)
  const channelIds = ids(listed)
  const people: Person[] = PEOPLE.map(({ name, isAdmin }) => {
    return { id: peopleIds.get(name) ?? '', name, token: tokenOf(name), isAdmin, locale: 'en-US' }
  })
  const channels: Channel[] = CHANNELS.map((seed) => ({ ...seed, id: channelIds.get(seed.name) ?? '', hasBot: false }))
  const find = <T extends { id: string; name: string }>(list: readonly T[], ref: string): T => {
    const found = list.find(({ id, name }) => id === ref || name === ref)
    if (!found) throw new Error(`no ${ref} among ${list.map(({ name }) => name)}`)
    return found
  }

  const places: Places = {
    team: { id: 'T000000001', domain: 'dreamers', name: 'Dreamers' },
    people,
    person: (ref) => find(people, ref),
    channel: (ref) => find(channels, ref),
    async direct(person) {
      const known = channels.find((channel) => channel.with === person)
      if (known) return known
      const { channel } = await ask('conversations.open', { users: APP.botUserId }, person.token)
      const { id } = channel as { id: string }
      const opened = { id, name: 'directmessage', isPrivate: true, hasBot: true, with: person }
      channels.push(opened)
      return opened
    },
    async invite(ref) {
      const channel = find(channels, ref)
      await ask('conversations.invite', { channel: channel.id, users: APP.botUserId }, host)
      channel.hasBot = true
    },
    closed(id) {
      const channel = channels.find((one) => one.id === id)
      if (!channel || channel.hasBot) return undefined
      return channel.isPrivate ? 'channel_not_found' : 'not_in_channel'
    },
  }
  for (const { name, hasBot } of CHANNELS) if (hasBot) await places.invite(name)
  return { emulator, places }
}
