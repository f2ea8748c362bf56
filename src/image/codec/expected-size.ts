/** Estimates the size of a result file before it exists. Pure. */

import type { Format } from '../../core/file-types.ts'
import type { Expected } from '../../core/rendering.ts'

/**
 * The estimated size in bytes, for dreamed pictures in the files that `encode.ts` makes. Real files have between two
 * thirds and one and a half of it.
 */
export function expectedBytes({ width, height, frames, format }: Expected): number {
  return width * height * frames * (frames > 1 && format === 'webp' ? ANIMATED_WEBP : BYTES_PER_PIXEL[format])
}

/**
 * Means of measured files: dreams of three photos with an early and a late layer, of 130 to 512 pixels, grids of
 * filters, and animations of 6 and 8 frames.
 */
const BYTES_PER_PIXEL: Readonly<Record<Format, number>> = { png: 2.2, jpeg: 0.7, webp: 0.45, gif: 1, mp4: 0.18 }
/** Bytes per pixel of a WebP with several frames, which has a lower quality than one of a single picture. */
const ANIMATED_WEBP = 0.38
