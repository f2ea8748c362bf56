/** Eight-bit pictures: decoded photos and finished renders. */

/** A part of a picture, in pixels. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** An opaque picture. `data` is interleaved RGB, `width * height * 3` bytes, sRGB, rows from top to bottom. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  /** The opacity of a finished picture that is transparent somewhere, laid out as in `Opacity`. */
  readonly alpha?: Uint8Array
}

/** The opacity of a photo: `width * height` bytes, 0 (transparent) to 255, rows from top to bottom. */
export interface Opacity {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/**
 * The value of each channel behind the transparent parts of a photo: middle grey. Black and white drawings stay visible on
 * it, and a dream can grow brighter as well as darker there, where white would clip it.
 */
export const BACKDROP = 128
