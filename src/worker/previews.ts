/** Small pictures of a render on its way, a few in a minute. */

import type { File } from '../core/file-types.ts'
import type { Job } from '../core/job.ts'
import type { Pixels } from '../core/pixels.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { encodePreview } from '../image/codec/encode.ts'

/** A preview where it is time for one. */
export type Previews = (picture: () => Pixels) => Promise<{ readonly preview?: File<Text> }>

/** @param everySeconds Between two of them; the first comes as soon as there is something to see. Default none at all. */
export function createPreviews(job: Job, everySeconds: number | undefined): Previews {
  if (everySeconds === undefined) return async () => ({})
  let next = performance.now() + FIRST_SECONDS * 1000
  let begun = false
  return async (picture) => {
    // What a render starts from is known: the first step has nothing to show, however long it takes.
    const start = !begun
    begun = true
    if (start || performance.now() < next) return {}
    next = performance.now() + everySeconds * 1000
    const data = await encodePreview(picture())
    return { preview: { name: 'preview.jpg', format: 'jpeg', data, alt: phrase`${job.command} on its way` } }
  }
}

const FIRST_SECONDS = 0.5
