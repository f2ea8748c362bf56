/** Pictures made small enough for where they go. */

import type { File } from '../../core/file-types.ts'
import { type Shrunk, shrink } from '../../image/codec/shrink.ts'
import { isTooLarge } from './errors.ts'

/** Below that Discord's refusal has another reason. */
const SMALLEST = 16 * 1024

/**
 * Posts with pictures of at most `limit` bytes each. When Discord finds them too large all the same, as it does in a
 * place with a limit of its own, `post` is called again with smaller ones. Throws what `post` throws.
 */
export async function fitUpload<Posted>(
  pictures: readonly File[],
  limit: number,
  post: (pictures: readonly File[], lost: ReadonlySet<Shrunk['lost'][number]>) => Promise<Posted>,
): Promise<Posted> {
  for (let most = limit; ; ) {
    const shrunk = await Promise.all(pictures.map((picture) => shrink(picture, most)))
    const files = shrunk.map(({ file }) => file)
    try {
      return await post(files, new Set(shrunk.flatMap(({ lost }) => lost)))
    } catch (error) {
      const largest = Math.max(0, ...files.map(({ data }) => data.length))
      if (!isTooLarge(error) || largest < SMALLEST) throw error
      most = Math.floor(largest / 2)
    }
  }
}
