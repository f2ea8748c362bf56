/** Renders a reply as a card, which is stored and sent to the page: addresses of pictures take the place of their bytes. */
import { recipeOf } from '../../command/recipe.ts'
import { defined } from '../../core/defined.ts'
import { isFinal, type Reply } from '../../core/platform.ts'
import type { Region } from '../../core/rendering.ts'
import type { PlaygroundAddress } from './address.ts'

/** A picture as the page shows it. */
export interface CardPicture {
  /** A path on this server. */
  readonly url: string
  readonly name: string
  readonly alt: string
  /** Whether it is a video, with controls, rather than an image. */
  readonly video?: true
}

export interface Card extends Pick<Reply, 'state' | 'title' | 'text' | 'code' | 'buttons' | 'spoiler'> {
  readonly id: string
  /** Whether it will not change any more: see `isFinal`. */
  readonly final: boolean
  /** The time of the request, in milliseconds since 1970. */
  readonly created: number
  /** The request: its line, and the keys of its photos. */
  readonly asked: Pick<PlaygroundAddress, 'line' | 'photos'>
  /** `done` is a fraction, 0..1. */
  readonly progress?: { readonly done: number; readonly preview?: CardPicture }
  readonly files?: readonly CardPicture[]
  /** The id of the card whose picture this one was made from. */
  readonly from?: string
  readonly result?: CardOutcome
}

/** Facts about a render that the page uses besides its pictures. */
export interface CardOutcome {
  readonly recipe: string
  readonly network: string
  readonly layers: readonly string[]
  /** The size of the picture: [width, height] in pixels. */
  readonly size: readonly [width: number, height: number]
  /** The key of the photo that the picture was made from; absent for charts and grids. */
  readonly before?: string
  /** The areas of the picture that show a layer each. */
  readonly regions?: readonly Region[]
}

/** @param pictures Where the reply's files or its preview are served, in order. */
export function renderReply(address: PlaygroundAddress, reply: Reply, pictures: readonly CardPicture[]): Card {
  const { state, title, text, code, buttons, spoiler, progress, files, from } = reply
  const { message: id, created, line, photos } = address
  const [preview] = pictures
  return {
    id,
    created,
    asked: { line, photos },
    state,
    final: isFinal(reply),
    text,
    ...defined({
      title,
      code,
      buttons,
      spoiler: spoiler || undefined,
      progress: progress && { done: progress.done, ...defined({ preview }) },
      files: files && pictures,
      from: from && (from as PlaygroundAddress).message,
      result: outcome(reply),
    }),
  }
}

function outcome({ report, regions }: Reply): CardOutcome | undefined {
  if (!report) return undefined
  const { job, network, layers, size, kind } = report
  const before = kind === 'picture' ? job.image : undefined
  return { recipe: recipeOf(job), network, layers, size, ...defined({ before, regions }) }
}
