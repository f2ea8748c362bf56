/** A card as it is kept and as the page draws it: a reply with addresses of pictures in the place of their bytes. */

import { recipeOf } from '../../command/recipe.ts'
import type { Reply } from '../../core/platform.ts'
import type { Region } from '../../core/rendering.ts'
import type { PlaygroundAddress } from './address.ts'

/** A picture as the page shows it. */
export interface CardPicture {
  readonly url: string
  readonly name: string
  readonly alt: string
  /** It is played rather than shown. */
  readonly video?: true
}

export interface Card extends Pick<Reply, 'state' | 'title' | 'text' | 'code' | 'buttons' | 'spoiler'> {
  readonly id: string
  /** In milliseconds since 1970. */
  readonly created: number
  /** What was asked for, and the keys of the photos that came along. */
  readonly asked: Pick<PlaygroundAddress, 'line' | 'photos'>
  readonly progress?: { readonly done: number; readonly preview?: CardPicture }
  readonly files?: readonly CardPicture[]
  /** The id of the card of the picture that this one was made of. */
  readonly from?: string
  readonly result?: CardOutcome
}

/** What the page needs to know of a render besides its pictures. */
export interface CardOutcome {
  readonly recipe: string
  readonly network: string
  readonly layers: readonly string[]
  /** Of the result: [width, height] in pixels. */
  readonly size: readonly [width: number, height: number]
  /** The key of the photo that one picture was made of. */
  readonly before?: string
  /** Where in its picture which layers are. */
  readonly regions?: readonly Region[]
}

/** @param pictures The reply's, in order, where they are served. */
export function renderReply(address: PlaygroundAddress, reply: Reply, pictures: readonly CardPicture[]): Card {
  const { state, title, text, code, buttons, spoiler, progress, files, from } = reply
  const { message: id, created, line, photos } = address
  const [preview] = pictures
  return {
    ...{ id, created, asked: { line, photos }, state, text },
    ...(title !== undefined && { title }),
    ...(code !== undefined && { code }),
    ...(buttons && { buttons }),
    ...(spoiler && { spoiler }),
    ...(progress && { progress: { done: progress.done, ...(preview && { preview }) } }),
    ...(files && { files: pictures }),
    ...(from && { from: (from as PlaygroundAddress).message }),
    ...outcome(reply),
  }
}

/** Whether more is to come. */
export function isUnderWay({ state }: Pick<Card, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}

function outcome({ report, regions }: Reply): { result?: CardOutcome } {
  if (!report) return {}
  const { job, network, layers, size, kind } = report
  const before = kind === 'picture' ? job.image : undefined
  return {
    result: {
      ...{ recipe: recipeOf(job), network, layers, size },
      ...(before !== undefined && { before }),
      ...(regions && { regions }),
    },
  }
}
