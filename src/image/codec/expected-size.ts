/** How large a file will be, before there is one. Pure. */

import type { Format } from '../../core/file-types.ts'
import type { Expected } from '../../core/rendering.ts'

/**
 * In bytes, for pictures as networks dream them and files as `encode.ts` makes them; real ones have two thirds to one and
 * a half of it.
 */
export function expectedBytes({ width, height, frames, format }: Expected): number {
  return width * height * frames * (frames > 1 && format === 'webp' ? LATER_WEBP : PER_PIXEL[format])
}

// Measured in bytes per pixel: dreams of three photos with an early and a late layer, of 130 to 512 pixels, grids of
// filters, animations of 6 and 8 frames. From one to the next they differ by a quarter at most.
const PER_PIXEL: Readonly<Record<Format, number>> = { png: 2.2, jpeg: 0.7, webp: 0.45, gif: 1, mp4: 0.18 }
/** Animations have a lower quality than pictures. */
const LATER_WEBP = 0.38
