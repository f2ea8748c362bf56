/** What came of one thing a person did. */
import type { Changes, Found } from './changes.ts'
import type { Chat, Message } from './chat.ts'
import { APP } from './emulator.ts'
import type { Ack, Envelope } from './envelope.ts'
import type { Files, StoredFile } from './files.ts'
import type { OpenView, Views } from './view-methods.ts'

export interface Handle {
  /** What the person saw of the acknowledgement included. */
  readonly ack: Promise<Ack>
  /** What the bot was told. */
  readonly envelope: Envelope
  /** The bot's, in the channel of the action, said or edited since; those in threads and those for one only apart. */
  readonly messages: readonly Message[]
  readonly replies: readonly Message[]
  /** Those that only this person sees. */
  readonly ephemerals: readonly Message[]
  /** Opened for this person or drawn anew since. */
  readonly views: readonly OpenView[]
  /** Completed by the bot since, shared or not. */
  readonly files: readonly StoredFile[]
  /** What `look` finds; throws after `ms` (default 5000). */
  until<T>(look: (handle: Handle) => T, ms?: number): Promise<Found<T>>
}

export interface Scope {
  /** The number of the last change before the action. */
  readonly since: number
  /** Everywhere, if there is none. */
  readonly channel?: string | undefined
  readonly user: string
}

export interface Seen {
  readonly chat: Chat
  readonly files: Files
  readonly views: Views
  readonly changes: Changes
  /** What an impatient test is told. */
  story(): string
}

export function createHandle(seen: Seen, envelope: Envelope, ack: Promise<Ack>, scope: Scope): Handle {
  const { chat, files, views, changes, story } = seen
  const said = () =>
    chat.messages.filter(({ changed, by, channel, isDeleted }) => {
      const isHere = scope.channel === undefined || scope.channel === channel
      return changed > scope.since && by === APP.botUserId && isHere && !isDeleted
    })
  const handle: Handle = {
    ack,
    envelope,
    get messages() {
      return said().filter(({ threadTs, onlyFor }) => !threadTs && !onlyFor)
    },
    get replies() {
      return said().filter(({ threadTs, onlyFor }) => threadTs && !onlyFor)
    },
    get ephemerals() {
      return said().filter(({ onlyFor }) => onlyFor === scope.user)
    },
    get views() {
      return views.all.filter(({ changed, user }) => changed > scope.since && user === scope.user)
    },
    get files() {
      return files.all.filter(({ completed, owner }) => completed > scope.since && owner === APP.botUserId)
    },
    until: (look, ms = 20_000) => changes.until(() => look(handle), ms, story),
  }
  return handle
}
