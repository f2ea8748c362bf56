/** Options of drawing filters: which go together, and what they are where nobody gives them. */
import type { Choice } from './command-context.ts'
import * as common from './common-options.ts'
import { UserError } from './errors.ts'
import { checkFrames } from './file-types.ts'
import { phrase, type Text } from './language.ts'
import type { Format } from './result.ts'
import { type MethodName, methods, type Numbers } from './vis/methods.ts'

export interface Combination {
  readonly method: MethodName
  readonly variations: number
  readonly frames: number
  readonly format?: Format | undefined
  readonly photo: boolean
  /** Directions asked for. */
  readonly asked: number
}

/** Throws `UserError` bad-input for options that don't go together. */
export function checkCombination({ method, variations, frames, format, photo, asked }: Combination): void {
  const refuse = (message: Text, hint: Text) => new UserError('bad-input', message, hint)
  if (photo && !methods[method].intoPhoto)
    throw refuse(phrase`${method} draws nothing into a photo.`, phrase`Choose sharp or classic.`)
  if (format !== undefined) checkFrames(frames, format)
  if (variations === 1 && frames === 1) return
  if (!methods[method].bonds)
    throw refuse(phrase`Variations and frames are drawn by the method sharp, not by ${method}.`, phrase`Choose sharp.`)
  if (photo) throw refuse(phrase`Variations and frames are not drawn into a photo.`, phrase`Leave the photo out.`)
  if (variations > 1 && frames > 1)
    throw refuse(phrase`Variations don’t go together with frames.`, phrase`Leave one of them out.`)
  if (variations > 1 && asked > 1)
    throw refuse(phrase`Variations are of one filter, and here are ${asked}.`, phrase`Choose one.`)
  if (frames > 1 && asked < 2)
    throw refuse(phrase`An animation goes from one filter to another.`, phrase`Choose two filters or more, like 12,40.`)
  if (frames > 1 && asked > frames)
    throw refuse(
      phrase`${frames} frames are too few for ${asked} filters.`,
      phrase`Ask for more frames or fewer filters.`,
    )
}

export interface Occasion {
  /** More than one picture. */
  readonly several: boolean
  /** The size of what is drawn into, in pixels. */
  readonly photo?: { readonly width: number; readonly height: number } | undefined
}

/** The numbers of a method for a layer, where a request gives none. */
export function usualNumbers(
  name: MethodName,
  { defaults, size = 0 }: Pick<Choice, 'defaults' | 'size'>,
  { several, photo }: Occasion,
): Numbers {
  const method = methods[name]
  const own = {
    ...method.usual,
    ...(several && method.several),
    ...(photo && method.intoPhoto),
    ...defaults?.[name],
  }
  const { minValue } = common.size.unwrap()
  return {
    ...own,
    size: photo ? Math.min(own.size, Math.max(minValue ?? 1, photo.width, photo.height)) : Math.max(own.size, size),
  }
}
