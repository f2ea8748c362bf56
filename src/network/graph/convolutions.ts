/** Which layers of a network have filters that are worth drawing. */
import type { LayerFacts } from './describe.ts'
import type { Node } from './graph.ts'

/** Operations that compute features of their own. A pool, a normalization or a softmax only shows those of the layer before it. */
export const FEATURE_OPERATIONS: ReadonlySet<Node['op'] | undefined> = new Set(['conv', 'relu', 'concat', 'add'])

/** The side of the pictures that filters are drawn as, in pixels. A layer without activations at it cannot be drawn. */
export const TILE_SIDE = 128

/** The convolutions with more than one position in pictures of TILE_SIDE, in running order. `facts` are for that size. */
export function drawableLayers(facts: readonly LayerFacts[]): LayerFacts[] {
  return facts.filter(
    (layer) => layer.operation === 'conv' && !isScale(layer) && layer.size && layer.size[0] * layer.size[1] > 1,
  )
}

/** Whether a layer multiplies each channel by one number, such as a batch normalization that no convolution absorbed. */
export function isScale({
  operation,
  window,
  group,
  channels,
}: Pick<LayerFacts, 'operation' | 'window' | 'group' | 'channels'>): boolean {
  return operation === 'conv' && channels > 1 && group === channels && window?.kernel.join() === '1,1'
}
