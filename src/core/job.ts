import type { Text } from '../i18n/phrase.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * A request made complete: nothing is left to chance or to defaults, so rendering it again gives the same pixels.
 * Its JSON is the recipe. `parameters`, `network`, `layer`, `seed`, `image` and `guide` together parse as the command's arguments.
 */
export interface Job<Parameters = Readonly<Record<string, Json>>> {
  readonly command: string
  readonly network: string
  /** Empty where the command is about the whole network. */
  readonly layer: string
  readonly parameters: Parameters
  /** 0..2^32-1; 0 where the command leaves nothing to chance. */
  readonly seed: number
  /** The photo's key in the photo store: the sha256 of its bytes, hex. */
  readonly image?: string
  /** The key of a second photo that leads it. */
  readonly guide?: string
  /** What was chosen in the user's stead, for the caption; no part of the recipe. */
  readonly note?: Text
}
