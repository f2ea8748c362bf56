import { SMALLEST_SIZE } from '../../core/rendering.ts'
import type { ResolvedLayer } from '../../network/catalog/choice.ts'
import type { AscentNumbers, MethodName } from '../../network/catalog/model.ts'
import { methods } from './methods.ts'

interface Occasion {
  /** More than one picture. */
  readonly several: boolean
  /** The size of what is drawn into, in pixels. */
  readonly photo?: { readonly width: number; readonly height: number } | undefined
}

/** The numbers of a method for a layer, where a request gives none. */
export function usualNumbers(
  name: MethodName,
  { defaults, size = 0 }: Pick<ResolvedLayer, 'defaults' | 'size'>,
  { several, photo }: Occasion,
): AscentNumbers {
  const method = methods[name]
  const own = {
    ...method.usual,
    ...(several && method.several),
    ...(photo && method.intoPhoto),
    ...defaults?.[name],
  }
  return {
    ...own,
    size: photo ? Math.min(own.size, Math.max(SMALLEST_SIZE, photo.width, photo.height)) : Math.max(own.size, size),
  }
}
