/** The two-dimensional discrete Fourier transform of a real plane, at the cost of a complex one of half its width. */
import { createFft } from './fft.ts'

/** A plane and its spectrum, in buffers of its own; either is made from the other, and is spoilt by it. */
interface RealFft {
  /** Of a spectrum: width / 2 + 1. The other half of a real plane's spectrum mirrors it. */
  readonly columns: number
  /**
   * Transposed, its even columns apart from its odd ones: each [width / 2, pitch], of which the first `height` places count
   * and the others stay 0.
   */
  readonly plane: { readonly even: Float64Array; readonly odd: Float64Array; readonly pitch: number }
  /** [height, columns], by real and imaginary parts. */
  readonly spectrum: { readonly re: Float64Array; readonly im: Float64Array }
  /** S[k, l] = sum_{y, x} plane[y, x] e^(-2 pi i (k y / height + l x / width)) */
  forward(): void
  /** The inverse, times height * width. Imaginary parts that no real plane has, at l = 0 and width / 2, don't count. */
  inverse(): void
}

/** For planes of an even width. */
export function createRealFft(height: number, width: number): RealFft {
  const half = width / 2
  const columns = half + 1
  // At distances of a power of two, places would compete for the same lines of the cache.
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

    // With z = even + i odd: E[l] = (z[l] + conj z[-l]) / 2, O[l] = (z[l] - conj z[-l]) / 2i, S[l] = E[l] + e^(-i turn) O[l].
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

    // The same backwards: E[l] = S[l] + conj S[W/2 - l], O[l] = e^(i turn) (S[l] - conj S[W/2 - l]), z = E + i O.
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
