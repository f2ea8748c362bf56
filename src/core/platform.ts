/**
 * What a chat platform is, and the plain data between it and the bot: Call, Press and Query in, Reply out.
 */
import type { UserError } from './errors.ts'
import type { File } from './file-types.ts'
import type { Json } from './job.ts'
import type { Region } from './rendering.ts'
import type { Progress, Report } from './result.ts'

/** Where a reply goes. Plain JSON, so that it survives a restart; each platform adds what it needs. */
export interface Address {
  readonly platform: string
  /** The tenant: a guild, a workspace, or the command line. */
  readonly place: string
  /** Within the place, where its moderators can tell one channel from another. */
  readonly channel?: string
  /** As in 'de' or 'en-GB'. Default English. */
  readonly language?: string
  readonly [key: string]: Json | undefined
}

/** A file that a person sent along. */
export interface Upload {
  readonly name: string
  /** Throws `UserError` bad-image for what is too large or cannot be had. */
  read(): Promise<Uint8Array>
}

/** Who asks, and where the answer goes. */
export interface Requester {
  /** Unique within the platform. */
  readonly user: string
  /** Whether they may change what holds for the whole place, and remove what others have posted. */
  readonly moderator: boolean
  readonly address: Address
}

/** One request of one person, as a platform received it. */
export interface Call extends Requester {
  readonly command: string
  /** Values by option name, as text or already typed; the command's schema parses them. */
  readonly input: Readonly<Record<string, unknown>>
  /** Uploaded files by the name of the option they were given for. */
  readonly attachments: Readonly<Record<string, Upload>>
}

/** Somebody pressed a button. */
export interface Press extends Requester {
  readonly action: Action
  /** The id of the button's job. */
  readonly job: string
}

/** Somebody is typing an option's value. */
export interface Query {
  readonly command: string
  /** In either spelling. */
  readonly option: string
  /** As far as it is written. */
  readonly text: string
  /** The command's other options, as far as they are given. */
  readonly input: Readonly<Record<string, unknown>>
  readonly user: string
  readonly address: Address
}

export interface Suggestion {
  /** What the option gets. */
  readonly value: string
  /** What people read: the value, and a word on it. */
  readonly label: string
}

/** The bot as its platforms see it. */
export interface Bot {
  /** Settles when the call's last reply has been posted. Never rejects: every error becomes a reply. */
  handle(call: Call): Promise<void>
  /** As `handle`: what comes of it is posted at the press's address. */
  press(press: Press): Promise<void>
  /** The likeliest first. Empty where nothing can be suggested; never rejects. */
  complete(query: Query): Promise<readonly Suggestion[]>
}

export type Stop = () => Promise<void>

/** A chat, a page or a terminal. */
export interface Platform {
  start(bot: Bot): Promise<Stop>
  /**
   * Draws `reply` at `address`; the address it returns names the message that later replies of the job edit. Throws
   * `UserError` for what its user can mend.
   */
  post(address: Address, reply: Reply): Promise<Address>
  /** Whether the chat will never take the reply for which `post` threw this, however often it is tried. Default no. */
  refuses?(error: unknown): boolean
  /** Takes the message away. Only where buttons can ask for it. */
  remove?(address: Address): Promise<void>
  /** Erases all that it keeps of a person by itself, but for what is at the address: there they have asked for it. */
  forget?(asked: Pick<Requester, 'user' | 'address'>): Promise<void>
  /** How often a job's card may change and bring a new preview, in seconds. Default: at every step, without previews. */
  readonly paceSeconds?: number
  /** Why it cannot be spoken on now; undefined while it can. Default it always can. */
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

/** What a button does, to which job. It carries no trust: who may press it is checked against the job. */
export interface Button {
  readonly action: Action
  readonly job: string
  readonly label: string
}

/** What a platform draws, as data, in the language of its address. */
export interface Reply {
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'info'
  /** What the card is about; plain text, as are all others. */
  readonly title?: string
  readonly text: string
  /** To be copied as it stands. */
  readonly code?: string
  readonly files?: readonly File[]
  readonly progress?: Progress<string>
  readonly report?: Report
  /** Where in its picture which layers are. */
  readonly regions?: readonly Region[]
  readonly buttons?: readonly Button[]
  readonly error?: UserError
  /** Only the person who asked sees it. Default everybody who sees the place. */
  readonly audience?: 'user'
  /** The card of the picture that this one was made of. */
  readonly from?: Address
  /** The pictures are hidden until somebody wants to see them. */
  readonly spoiler?: boolean
}

/** Whether `reply` is the last one of its job or call; those before it are waiting or running. */
export function isFinal({ state }: Pick<Reply, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running'
}

export type Owner = Pick<Requester, 'user' | 'address'>

/** Whoever asks, unique over all platforms. */
export function ownerOf({ user, address }: Owner): string {
  return `${address.platform}:${user}`
}

/** A place's name among those of all platforms. */
export function placeOf({ platform, place }: Pick<Address, 'platform' | 'place'>): string {
  return `${platform}:${place}`
}
