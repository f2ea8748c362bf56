/** Where a reply goes on the page: whose history, and which card there. */
import type { Address, Requester } from '../../core/platform.ts'

export interface PlaygroundAddress extends Address {
  readonly platform: 'playground'
  readonly place: 'playground'
  readonly language: string
  /** The visitor. */
  readonly user: string
  /** The card's id, given before there is a card: a reply that is posted twice edits. */
  readonly message: string
  /** When it was asked for, in milliseconds since 1970. */
  readonly created: number
  /** What was asked for, as the person wrote or pressed it. */
  readonly line: string
  /** Keys of the photos that came along. */
  readonly photos: string[]
  /** An answer without a job says what a button has done, and need not stay. */
  readonly passing?: true
}

/** A new card's. */
type NewAddress = Pick<PlaygroundAddress, 'user' | 'language' | 'message' | 'line' | 'photos' | 'passing'>

/** @param moderator Whether every visitor may change what holds for all of them. */
export function requesterOf(
  asking: NewAddress,
  moderator: boolean,
): Requester & { readonly address: PlaygroundAddress } {
  const { passing, ...given } = asking
  const address: PlaygroundAddress = {
    ...{ platform: 'playground', place: 'playground', created: Date.now() },
    ...given,
    ...(passing && { passing }),
  }
  return { user: asking.user, moderator, address }
}
