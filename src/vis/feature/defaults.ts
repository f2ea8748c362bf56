/** Step size, iterations and picture size of a method where a request does not give them. */
import { SMALLEST_SIZE } from '../../core/rendering.ts'
import type { AscentNumbers, MethodName } from '../../network/catalog/model.ts'
import type { ResolvedLayer } from '../../network/catalog/network-info.ts'
import { methods } from './methods.ts'

interface DefaultsOptions {
  /** Whether several pictures are drawn. */
  readonly several: boolean
  /** The size of the photo that is drawn into, in pixels. */
  readonly photo?: { readonly width: number; readonly height: number } | undefined
}

/**
 * The defaults of a method for a layer: those of the method, refined by those of the network. A photo is not enlarged,
 * and no picture without a photo is smaller than `size`, the layer's own.
 */
export function ascentDefaults(
  name: MethodName,
  { defaults, size = 0 }: Pick<ResolvedLayer, 'defaults' | 'size'>,
  { several, photo }: DefaultsOptions,
): AscentNumbers {
  const method = methods[name]
  const numbers = {
    ...method.defaults,
    ...(several && method.gridDefaults),
    ...(photo && method.photoDefaults),
    ...defaults?.[name],
  }
  return {
    ...numbers,
    size: photo
      ? Math.min(numbers.size, Math.max(SMALLEST_SIZE, photo.width, photo.height))
      : Math.max(numbers.size, size),
  }
}
