/** Eight-bit pictures as every part of the project passes them: decoded photos in, finished renders out. */

/** `data` is interleaved RGB, `width * height * 3` bytes, sRGB, rows from top to bottom, no alpha. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}
