/** What a chat platform is, and the plain data between it and the bot: Call, Press and Query in, Reply out. */
import type { UserError } from './errors.ts'
import type { File } from './file-types.ts'
import type { Json } from './job.ts'
import type { Region } from './rendering.ts'
import type { Progress, Report } from './result.ts'

/** A destination of replies. Plain JSON, so that it survives a restart. Each platform adds the fields that it needs. */
export interface Address {
  readonly platform: string
  /** The tenant: a guild, a workspace or the command line. */
  readonly place: string
  /** The channel within the place, if moderators can give it settings of its own. */
  readonly channel?: string
  /** The reader's language, such as 'de' or 'en-GB'. Default English. */
  readonly language?: string
  readonly [key: string]: Json | undefined
}

/** A file that came with a request. */
export interface Upload {
  readonly name: string
  /** Downloads the file. Throws `UserError` bad-image for a file that is too large or cannot be downloaded. */
  read(): Promise<Uint8Array>
}

/** The person who asks, and the destination of the answer. */
export interface Requester {
  /** The person's id, unique within the platform. */
  readonly user: string
  /** Whether the person may change the settings of the place and delete other people's pictures. */
  readonly moderator: boolean
  readonly address: Address
}

/** A command that a person has sent. */
export interface Call extends Requester {
  readonly command: string
  /** Values by option name, as text or already typed. The command's schema parses them. */
  readonly input: Readonly<Record<string, unknown>>
  /** Uploaded files by the name of their option. */
  readonly attachments: Readonly<Record<string, Upload>>
}

/** A button that a person has pressed. */
export interface Press extends Requester {
  readonly action: Action
  /** The id of the button's job. */
  readonly job: string
}

/** The value of an option while a person types it. */
export interface Query {
  readonly command: string
  /** The option's name, in kebab or camel case. */
  readonly option: string
  /** The value so far. */
  readonly text: string
  /** The values of the command's other options so far. */
  readonly input: Readonly<Record<string, unknown>>
  readonly user: string
  readonly address: Address
}

export interface Suggestion {
  /** The value that the option gets. */
  readonly value: string
  /** The text that people read: the value, and a note on it. */
  readonly label: string
}

/** The bot as its platforms see it. */
export interface Bot {
  /** Answers a call. Settles when its last reply has been posted. Never rejects: every error becomes a reply. */
  handle(call: Call): Promise<void>
  /** Answers a press at its own address. Settles and never rejects, as `handle`. */
  press(press: Press): Promise<void>
  /** Suggests values, the likeliest first. Empty if there is nothing to suggest. Never rejects. */
  complete(query: Query): Promise<readonly Suggestion[]>
}

export type Stop = () => Promise<void>

/**
 * A chat, a page or a terminal: it passes what people do to the bot, and shows the bot's replies. `start` and `post` are
 * required.
 *
 * @example
 * const terminal: Platform = {
 *   async start(bot) {
 *     const address = { platform: 'terminal', place: 'here' }
 *     const [command = 'help'] = process.argv.slice(2)
 *     await bot.handle({ command, input: {}, attachments: {}, user: 'me', moderator: true, address })
 *     return async () => {}
 *   },
 *   async post(address, { text }) {
 *     console.log(text)
 *     return address
 *   },
 * }
 */
export interface Platform {
  /** Connects and starts to receive. Returns what disconnects again. Throws `UserError` if it cannot connect. */
  start(bot: Bot): Promise<Stop>
  /**
   * Shows a reply. Returns the address of the message that shows it, which later replies of the same job edit.
   * Throws `UserError` for an error that the reader can correct; any other error is tried again.
   */
  post(address: Address, reply: Reply): Promise<Address>
  /** Whether an error of `post` is permanent, so that trying again is useless. Default no. */
  refuses?(error: unknown): boolean
  /** Deletes a message. Needed only where buttons are shown. */
  remove?(address: Address): Promise<void>
  /** Erases what the platform itself keeps of a person, except the message at the address, where they asked for it. */
  forget?(asked: Pick<Requester, 'user' | 'address'>): Promise<void>
  /** The shortest time between two changes of a card, in seconds. Default: it changes at every step, without previews. */
  readonly paceSeconds?: number
  /** Why the platform cannot be reached now; undefined while it can. Default: it always can. */
  trouble?(): string | undefined
}

export const actions = [
  'cancel',
  'deeper',
  'stronger',
  'next-layer',
  'new-seed',
  'animate',
  'draw-strongest',
  'dream-strongest',
  'recipe',
  'delete',
] as const
export type Action = (typeof actions)[number]

/** A button: an action on a job. It grants no rights; whether a person may press it is checked against the job. */
export interface Button {
  readonly action: Action
  readonly job: string
  readonly label: string
}

/** A message for a platform to show, as data, in the language of its address. All texts are plain text. */
export interface Reply {
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'info'
  /** The heading of the message. */
  readonly title?: string
  readonly text: string
  /** Text to be copied as it is, such as a recipe. */
  readonly code?: string
  readonly files?: readonly File[]
  readonly progress?: Progress<string>
  readonly report?: Report
  /** The parts of the picture that show a layer each. */
  readonly regions?: readonly Region[]
  readonly buttons?: readonly Button[]
  readonly error?: UserError
  /** `user` shows the message only to the person who asked. Default: everybody in the channel. */
  readonly audience?: 'user'
  /** The message with the picture that this one was made from. */
  readonly from?: Address
  /** Whether the pictures are hidden until a reader chooses to see them. Default no. */
  readonly spoiler?: boolean
}

/** Whether a reply is the last of its job or call. Earlier replies are waiting or running. */
export function isFinal({ state }: Pick<Reply, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running'
}

export type Owner = Pick<Requester, 'user' | 'address'>

/** A key for a person that is unique across platforms, such as `discord:1234`. */
export function ownerOf({ user, address }: Owner): string {
  return `${address.platform}:${user}`
}

/** A key for a place that is unique across platforms, such as `discord:1234`. */
export function placeOf({ platform, place }: Pick<Address, 'platform' | 'place'>): string {
  return `${platform}:${place}`
}
