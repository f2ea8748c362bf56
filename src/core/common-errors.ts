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

/** A layer that is none of `layers`, which are all layers of the network. The hint has the nearest names. */
export function unknownLayer(network: string, layer: string, layers: Iterable<string>): UserError {
  const hint = phrase`Did you mean ${nearestNames(layer, layers).join(', ')}?`
  return new UserError('unknown-layer', phrase`${network} has no layer "${layer}".`, hint)
}

/** The data folder, or a part of it, cannot be used. `message` says what and why. */
export function dataFolderUnusable(message: Text): UserError {
  return new UserError('output', message, phrase`Free some space there, or set DREAMBOT_DATA to another folder.`)
}

/** A filter that a layer lacks. `filters` is the number of filters that it has. */
export function unknownFilter(layer: string, filter: number, filters: number): UserError {
  return new UserError('bad-input', phrase`Filter ${filter} does not exist: ${layer} has filters 0 to ${filters - 1}.`)
}

/** A score or an activation that is infinite or NaN. */
export function answerNotFinite(): UserError {
  return new UserError(
    'engine',
    phrase`The network answers this picture with numbers that are too large to go on.`,
    phrase`Try a smaller step, another layer, or another input range for a network of your own.`,
  )
}
