/** The two-dimensional Fourier transform of a real plane, at the cost of a complex transform of half its width. */
import { createFft } from './fft.ts'

/** A plane and its spectrum in fixed buffers. Each transform reads one of them, overwrites it, and fills the other. */
interface RealFft {
  /** Columns of the spectrum: width / 2 + 1. The others are their complex conjugates, because the plane is real. */
  readonly columns: number
  /**
   * The plane, transposed, with its even columns apart from its odd ones: each [width / 2, pitch], of which the first
   * `height` values of a row are used. The others must stay 0.
   */
  readonly plane: { readonly even: Float64Array; readonly odd: Float64Array; readonly pitch: number }
  /** Real and imaginary parts, each [height, columns]. */
  readonly spectrum: { readonly re: Float64Array; readonly im: Float64Array }
  /** Plane to spectrum: S[k, l] = sum_{y, x} plane[y, x] e^(-2 pi i (k y / height + l x / width)). */
  forward(): void
  /** Spectrum to plane: the inverse, times height * width. Imaginary parts at l = 0 and l = width / 2 are ignored. */
  inverse(): void
}

/**
 * Creates the transform for planes of an even width.
 * Source: Press et al., "Numerical Recipes", 3rd edition, section 12.3.2, "FFT of Single Real Function".
 */
export function createRealFft(height: number, width: number): RealFft {
  const half = width / 2
  const columns = half + 1
  // With rows a power of two apart, the values of a column would compete for the same lines of the cache.
  const pitch = height + 8
  const [re, im] = [new Float64Array(height * columns), new Float64Array(height * columns)]
  const [even, odd] = [new Float64Array(half * pitch), new Float64Array(half * pitch)]
  const alongX = createFft(half, pitch)
  const alongY = createFft(height, columns)
  const turn = (l: number) => (2 * Math.PI * l) / width
  return {
    columns,
    plane: { even, odd, pitch },
    spectrum: { re, im },

    // With Z the transform of even + i odd, and turn = 2 pi l / width:
    // E[l] = (Z[l] + conj Z[-l]) / 2, O[l] = (Z[l] - conj Z[-l]) / 2i, S[l] = E[l] + e^(-i turn) O[l].
    forward() {
      alongX(even, odd)
      for (let l = 0; l < columns; l++) {
        const there = (l % half) * pitch
        const back = ((half - l) % half) * pitch
        const cos = 0.5 * Math.cos(turn(l))
        const sin = 0.5 * Math.sin(turn(l))
        for (let y = 0, to = l; y < height; y++, to += columns) {
          const sumRe = even[there + y]! + even[back + y]!
          const sumIm = odd[there + y]! - odd[back + y]!
          const crossRe = odd[there + y]! + odd[back + y]!
          const crossIm = even[back + y]! - even[there + y]!
          re[to] = 0.5 * sumRe + cos * crossRe + sin * crossIm
          im[to] = 0.5 * sumIm + cos * crossIm - sin * crossRe
        }
      }
      alongY(re, im)
    },

    // The same backwards, times 2, with W the width:
    // E[l] = S[l] + conj S[W/2 - l], O[l] = e^(i turn) (S[l] - conj S[W/2 - l]), Z = E + i O.
    inverse() {
      alongY(im, re)
      for (let y = 0; y < height; y++) {
        im[y * columns] = 0
        im[y * columns + half] = 0
      }
      for (let l = 0; l < half; l++) {
        const to = l * pitch
        const cos = Math.cos(turn(l))
        const sin = Math.sin(turn(l))
        for (let y = 0, row = 0; y < height; y++, row += columns) {
          const there = row + l
          const back = row + half - l
          const sumRe = re[there]! + re[back]!
          const sumIm = im[there]! - im[back]!
          const crossRe = re[there]! - re[back]!
          const crossIm = im[there]! + im[back]!
          even[to + y] = sumRe - (sin * crossRe + cos * crossIm)
          odd[to + y] = sumIm + (cos * crossRe - sin * crossIm)
        }
      }
      alongX(odd, even)
    },
  }
}
