/** Errors that more than one part of the program can find. */

import { phrase, type Text } from '../i18n/phrase.ts'
import { UserError } from './errors.ts'
import { nearestNames } from './nearest.ts'

/** A command that is none of `names`. The hint defaults to the nearest name. */
export function unknownCommand(name: string, names: readonly string[], hint?: Text): UserError {
  const [guess] = nearestNames(name, names, 1)
  const guessed = guess === undefined ? '' : phrase`Did you mean ${guess}?`
  return new UserError('bad-input', phrase`There is no command "${name}".`, hint ?? guessed)
}

interface LayerNames {
  /** The name of the network. */
  readonly network: string
  /** The names of all its layers. */
  readonly layers: Iterable<string>
}

/** A layer that a network lacks. The hint has the nearest names. */
export function unknownLayer(layer: string, { network, layers }: LayerNames): UserError {
  const hint = phrase`Did you mean ${nearestNames(layer, layers).join(', ')}?`
  return new UserError('unknown-layer', phrase`${network} has no layer "${layer}".`, hint)
}

/** The data folder, or a part of it, cannot be used. `message` says what and why. */
export function dataFolderUnusable(message: Text): UserError {
  return new UserError('output', message, phrase`Free some space there, or set DREAMBOT_DATA to another folder.`)
}

/** A layer and the number of its filters. */
export interface LayerFilters {
  readonly layer: string
  readonly filters: number
}

/** A filter that a layer lacks. */
export function unknownFilter(filter: number, { layer, filters }: LayerFilters): UserError {
  return new UserError('bad-input', phrase`Filter ${filter} does not exist: ${layer} has filters 0 to ${filters - 1}.`)
}

/** A score or an activation that is infinite or NaN. */
export function answerNotFinite(): UserError {
  return new UserError(
    'engine',
    phrase`The network’s output for this picture is too large to compute with.`,
    phrase`Try a smaller step, another layer, or another input range for a network of your own.`,
  )
}
