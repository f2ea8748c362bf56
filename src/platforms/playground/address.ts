/** Addresses of the playground's replies: a visitor, and a card in the visitor's history. */
import type { Address, Requester } from '../../core/platform.ts'

export interface PlaygroundAddress extends Address {
  readonly platform: 'playground'
  readonly place: 'playground'
  readonly language: string
  /** The visitor's user name. */
  readonly user: string
  /** The id of the card. It is assigned before the card exists, so that a reply posted twice updates one card. */
  readonly message: string
  /** The time of the request, in milliseconds since 1970. */
  readonly created: number
  /** The request as the visitor typed it, or the label of the pressed button. */
  readonly line: string
  /** Keys of the photos sent with the request. */
  readonly photos: string[]
  /** A reply without a job is shown briefly and not stored: it only confirms a pressed button. */
  readonly passing?: true
}

type RequestFields = Pick<PlaygroundAddress, 'user' | 'language' | 'message' | 'line' | 'photos' | 'passing'>

/** @param moderator Whether visitors may change settings that apply to all of them. */
export function requesterOf(
  request: RequestFields,
  moderator: boolean,
): Requester & { readonly address: PlaygroundAddress } {
  const address = { platform: 'playground', place: 'playground', created: Date.now(), ...request } as const
  return { user: request.user, moderator, address }
}
