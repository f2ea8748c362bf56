/** A job: one picture to render, as plain JSON. */
import type { Text } from '../i18n/phrase.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * A request with every choice made: rendering it again gives the same pixels. Its JSON is the recipe of the picture.
 * `parameters`, `network`, `layer`, `seed`, `image` and `guide` together parse as options of the command.
 */
export interface Job<Parameters = Readonly<Record<string, Json>>> {
  readonly command: string
  readonly network: string
  /** Empty if the picture is about the whole network. */
  readonly layer: string
  readonly parameters: Parameters
  /** The source of all random numbers, 0..2^32-1; 0 if the command needs none. */
  readonly seed: number
  /** The photo's key in the photo store: the sha256 of its bytes, in hex. */
  readonly image?: string
  /** The key of a second photo, which guides a dream. */
  readonly guide?: string
  /** A choice that was made for the user, for the caption. Not part of the recipe. */
  readonly note?: Text
}
