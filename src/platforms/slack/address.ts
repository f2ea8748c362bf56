/** Addresses of Slack replies. They are plain JSON and survive a restart. */
import type { Address } from '../../core/platform.ts'

export interface SlackAddress extends Address {
  readonly platform: 'slack'
  readonly channel: string
  /** The timestamp of the first message of the thread in which the person asked. */
  readonly thread?: string
  /** The id of the person who asked. */
  readonly user: string
  readonly language: string
  /** A response_url. It takes answers even if the bot is not a member of the channel. */
  readonly respond?: string
  /** When `respond` expires, in milliseconds since 1970. */
  readonly respondUntil?: number
  /** The timestamp of the card's message. */
  readonly message?: string | undefined
  /** The file ids of the pictures in the card. */
  readonly pictures?: string[] | undefined
  /** Files in messages of their own, with the timestamps of these messages. */
  readonly shared?: { file: string; message: string }[] | undefined
  /** A link to the card of the picture that this one was made from. Empty when that card is gone. */
  readonly source?: string
}

/** A Home tab that waits for the reply of a command. */
export interface HomeAddress extends Address {
  readonly platform: 'slack'
  /** The id of the request. Known only to this process. */
  readonly home: string
}

/** The place from which a person asks. */
export interface Origin {
  readonly channel: string
  readonly thread?: string | undefined
  /** A response_url. */
  readonly respond?: string | undefined
}

/** Whether the address is the direct messages between the bot and one person. */
export function isDirectMessage({ channel }: Pick<SlackAddress, 'channel'>): boolean {
  return channel.startsWith('D')
}
