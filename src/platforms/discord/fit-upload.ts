/** Posts pictures that fit the size limit of the place they go to. */
import type { File } from '../../core/file-types.ts'
import { type Shrunk, shrink } from '../../image/codec/shrink.ts'
import { isTooLarge } from './errors.ts'
import { LIMITS } from './limits.ts'

interface FitOptions<Posted> {
  readonly pictures: readonly File[]
  /** The largest size of one picture, in bytes. */
  readonly limit: number
  /** Posts the pictures, shrunk to the limit. `lost` says what shrinking removed from any of them. */
  readonly post: (pictures: readonly File[], lost: ReadonlySet<Shrunk['lost'][number]>) => Promise<Posted>
}

/**
 * Shrinks pictures to the limit and posts them. Some places have a smaller limit of their own: when Discord rejects a
 * picture as too large, `post` is called again with pictures of half the size. Throws what `post` throws.
 */
export async function fitUpload<Posted>({ pictures, limit, post }: FitOptions<Posted>): Promise<Posted> {
  for (let bytes = limit; ; ) {
    const shrunk = await Promise.all(pictures.map((picture) => shrink(picture, bytes)))
    const files = shrunk.map(({ file }) => file)
    try {
      return await post(files, new Set(shrunk.flatMap(({ lost }) => lost)))
    } catch (error) {
      const largest = Math.max(0, ...files.map(({ data }) => data.length))
      if (!isTooLarge(error) || largest < LIMITS.smallestFileBytes) throw error
      bytes = Math.floor(largest / 2)
    }
  }
}
