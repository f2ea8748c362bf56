/** Which layers of a network have filters of their own to draw. */
import type { LayerFacts } from './describe.ts'

/** Of the pictures that filters are drawn as, in pixels: what has no maps of them cannot be drawn. */
export const TILE_SIDE = 128

/** Of `facts` for pictures of TILE_SIDE, the convolutions that look at more than one place, in running order. */
export function drawableLayers(facts: readonly LayerFacts[]): LayerFacts[] {
  return facts.filter(
    (layer) => layer.operation === 'conv' && !isScale(layer) && layer.size && layer.size[0] * layer.size[1] > 1,
  )
}

/** One number for each channel, such as a batch normalization that no convolution could take on. */
export function isScale({
  operation,
  window,
  group,
  channels,
}: Pick<LayerFacts, 'operation' | 'window' | 'group' | 'channels'>): boolean {
  return operation === 'conv' && channels > 1 && group === channels && window?.kernel.join() === '1,1'
}
