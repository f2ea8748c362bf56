/** Sentences for the mistakes that more than one part of the program can find. */

import { phrase } from '../i18n/phrase.ts'
import { UserError } from './errors.ts'
import { nearestNames } from './nearest.ts'

/** The layer is none of `layers`, all that `network` has. */
export function unknownLayer(network: string, layer: string, layers: Iterable<string>): UserError {
  const hint = phrase`Did you mean ${nearestNames(layer, layers).join(', ')}?`
  return new UserError('unknown-layer', phrase`${network} has no layer "${layer}".`, hint)
}

/** The layer has only `filters` of them. */
export function unknownFilter(layer: string, filter: number, filters: number): UserError {
  return new UserError('bad-input', phrase`Filter ${filter} does not exist: ${layer} has filters 0 to ${filters - 1}.`)
}

/** The network's answer is not finite. */
export function noNumbers(): UserError {
  return new UserError(
    'engine',
    phrase`The network answers this picture with numbers that are too large to go on.`,
    phrase`Try a smaller step, another layer, or another input range for a network of your own.`,
  )
}
