/** The rules on which options of drawing filters go together. */
import { UserError } from '../../src/core/errors.ts'
import { checkFrames, type Format } from '../../src/core/file-types.ts'
import { phrase, type Text } from '../../src/i18n/phrase.ts'
import type { AscentNumbers, MethodName } from '../../src/network/catalog/model.ts'
import { methods } from '../../src/vis/feature/methods.ts'

/** What a job keeps of the options: all but what has a place of its own in the job. */
export type FilterParameters = Pick<AscentNumbers, 'size' | 'step' | 'iterations'> & {
  readonly method: MethodName
  /** A list that `parseDirections` reads. */
  readonly filters: string
  readonly variations: number
  readonly frames: number
  readonly neuron: boolean
  readonly format: Format
}

interface Combination {
  readonly method: MethodName
  readonly variations: number
  readonly frames: number
  readonly format?: Format | undefined
  /** Whether there is a photo to draw into. */
  readonly photo: boolean
  /** The number of directions asked for. */
  readonly asked: number
}

/** Throws `UserError` bad-input for options that don't go together. */
export function checkFilterOptions({ method, variations, frames, format, photo, asked }: Combination): void {
  const refuse = (message: Text, hint: Text) => new UserError('bad-input', message, hint)
  if (photo && !methods[method].photoDefaults)
    throw refuse(phrase`${method} draws nothing into a photo.`, phrase`Choose sharp or classic.`)
  if (format !== undefined) checkFrames(frames, format)
  if (variations === 1 && frames === 1) return
  if (!methods[method].hasCoupling)
    throw refuse(phrase`Variations and frames are drawn by the method sharp, not by ${method}.`, phrase`Choose sharp.`)
  if (photo) throw refuse(phrase`Variations and frames are not drawn into a photo.`, phrase`Leave the photo out.`)
  if (variations > 1 && frames > 1)
    throw refuse(phrase`Variations don’t go together with frames.`, phrase`Leave one of them out.`)
  if (variations > 1 && asked > 1)
    throw refuse(phrase`Variations are drawn of one filter, and ${asked} are given.`, phrase`Choose one.`)
  if (frames > 1 && asked < 2)
    throw refuse(phrase`An animation goes from one filter to another.`, phrase`Choose two filters or more, like 12,40.`)
  if (frames > 1 && asked > frames)
    throw refuse(
      phrase`${frames} frames are too few for ${asked} filters.`,
      phrase`Ask for more frames or fewer filters.`,
    )
}
