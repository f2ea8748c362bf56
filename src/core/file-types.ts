/** The file types of results, and which of them hold animations. */
import { either } from '../i18n/format.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { UserError } from './errors.ts'

const ANIMATIONS = ['gif', 'webp', 'mp4'] as const

export type AnimationFormat = (typeof ANIMATIONS)[number]

/** Whether the type can hold more than one frame. */
export function holdsFrames(format: Format): format is AnimationFormat {
  return (ANIMATIONS as readonly Format[]).includes(format)
}

/** Whether browsers play files of the type in a video element, as opposed to showing them as a picture. */
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

/** Throws `UserError` bad-input for several frames in a type that holds one picture, and for one picture as a video. */
export function checkFrames(frames: number, format: Format): void {
  if (frames > 1 && !holdsFrames(format)) {
    throw new UserError(
      'bad-input',
      phrase`${frames} frames do not fit into a ${format} file.`,
      phrase`Animations are ${either(ANIMATIONS)}.`,
    )
  }
  if (frames === 1 && isVideo(format)) {
    throw new UserError(
      'bad-input',
      phrase`An ${format} file holds an animation, and this is one picture.`,
      phrase`Ask for more frames, or for another file type.`,
    )
  }
}

export type Format = 'png' | 'jpeg' | 'gif' | 'webp' | 'mp4'

/** A result file. Its alternative text is a phrase when the worker sends it, and a string when it is posted. */
export interface File<Alt extends Text = string> {
  readonly name: string
  readonly format: Format
  readonly data: Uint8Array
  /** The picture in words, for people who cannot see it. */
  readonly alt: Alt
}
