/** Previews: small pictures of a render before it is done. */

import type { File } from '../core/file-types.ts'
import type { Job } from '../core/job.ts'
import type { Pixels } from '../core/pixels.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { encodePreview } from '../image/codec/encode.ts'

/** Called at every step; returns a preview if the next one is due. `picture` is called only then. */
export type Previews = (picture: () => Pixels) => Promise<{ readonly preview?: File<Text> }>

/** The earliest time of the first preview, in seconds after the start. */
const FIRST_SECONDS = 0.5

/** @param everySeconds The shortest interval between two previews. Undefined: no previews. */
export function createPreviews(job: Job, everySeconds: number | undefined): Previews {
  if (everySeconds === undefined) return async () => ({})
  let next = performance.now() + FIRST_SECONDS * 1000
  let isFirstStep = true
  return async (picture) => {
    // Before the first step the picture is still what the render starts from, however long it takes to get there.
    const isStart = isFirstStep
    isFirstStep = false
    if (isStart || performance.now() < next) return {}
    next = performance.now() + everySeconds * 1000
    const data = await encodePreview(picture())
    return { preview: { name: 'preview.jpg', format: 'jpeg', data, alt: phrase`${job.command} on its way` } }
  }
}
