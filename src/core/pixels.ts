/** Eight-bit pictures as every part of the project passes them: decoded photos in, finished renders out. */

/** Part of a picture, in pixels. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** `data` is interleaved RGB, `width * height * 3` bytes, sRGB, rows from top to bottom. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  /** Of a finished picture that is transparent somewhere: its opacity, as in `Opacity`. */
  readonly alpha?: Uint8Array
}

/** How opaque a photo is at each of its pixels: `width * height` bytes, 0 to 255, rows from top to bottom. */
export interface Opacity {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/**
 * What photos lie on where they are transparent, in each channel: middle grey. Black and white drawings both stay visible
 * on it, and a dream can grow brighter as well as darker there, where white would clip it.
 */
export const GROUND = 128
