/** The file types of results: which of them can hold an animation, and what the web calls them. */
import { either } from '../i18n/format.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { UserError } from './errors.ts'

const ANIMATIONS = ['gif', 'webp', 'mp4'] as const

export type AnimationFormat = (typeof ANIMATIONS)[number]

export function holdsFrames(format: Format): format is AnimationFormat {
  return (ANIMATIONS as readonly Format[]).includes(format)
}

/** Whether it holds nothing but frames: what browsers play rather than show. */
export function isVideo(format: Format): boolean {
  return MEDIA_TYPES[format].startsWith('video/')
}

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
}

/** Throws `UserError` bad-input for a file type that cannot hold so many frames. */
export function checkFrames(frames: number, format: Format): void {
  if (frames > 1 && !holdsFrames(format)) {
    throw new UserError(
      'bad-input',
      phrase`${frames} frames do not fit into a ${format}.`,
      phrase`Animations are ${either(ANIMATIONS)}.`,
    )
  }
  if (frames === 1 && isVideo(format)) {
    throw new UserError(
      'bad-input',
      phrase`An ${format} holds an animation, and here is one picture.`,
      phrase`Ask for more frames, or for another file type.`,
    )
  }
}

export type Format = 'png' | 'jpeg' | 'gif' | 'webp' | 'mp4'

/** Told by the worker with a phrase, and posted in one language. */
export interface File<Alt extends Text = string> {
  readonly name: string
  readonly format: Format
  readonly data: Uint8Array
  /** What a person who cannot see the picture is told. */
  readonly alt: Alt
}
