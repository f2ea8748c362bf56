/** Where Slack's replies go, and what of them is there already: plain JSON that survives a restart. */
import type { Address } from '../../core/platform.ts'

export interface SlackAddress extends Address {
  readonly platform: 'slack'
  readonly channel: string
  /** The first message of the thread in which it was asked. */
  readonly thread?: string
  /** Who asked. */
  readonly user: string
  readonly language: string
  /** Where Slack takes an answer to what was asked, even if the bot is no member of the channel. */
  readonly respond?: string
  /** Until then, in milliseconds since 1970. */
  readonly respondUntil?: number
  /** The card. */
  readonly message?: string | undefined
  /** The pictures in the card. */
  readonly pictures?: string[] | undefined
  /** Files with messages of their own: their times, empty while unknown. */
  readonly shared?: { file: string; message: string }[] | undefined
  /** A link to the card of the picture that this one is made of. */
  readonly source?: string
}

/** A Home tab that waits for what a command says. */
export interface HomeAddress extends Address {
  readonly platform: 'slack'
  /** Of the request, for as long as the process lives. */
  readonly home: string
}

/** Where a person has asked. */
export interface Where {
  readonly channel: string
  readonly thread?: string | undefined
  readonly respond?: string | undefined
}

/** Between the app and one person. */
export function isDirect({ channel }: Pick<SlackAddress, 'channel'>): boolean {
  return channel.startsWith('D')
}
