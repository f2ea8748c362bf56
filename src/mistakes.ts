/** Sentences for the mistakes that more than one part of the program can find. */
import { UserError } from './errors.ts'
import { nearest } from './nearest.ts'

/** The layer is none of `layers`, all that `network` has. */
export function unknownLayer(network: string, layer: string, layers: Iterable<string>): UserError {
  const hint = `Did you mean ${nearest(layer, layers).join(', ')}?`
  return new UserError('unknown-layer', `${network} has no layer "${layer}".`, hint)
}

/** The layer has only `filters` of them. */
export function unknownFilter(layer: string, filter: number, filters: number): UserError {
  return new UserError('bad-input', `Filter ${filter} does not exist: ${layer} has filters 0 to ${filters - 1}.`)
}
