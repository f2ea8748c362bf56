/** Pictures by their spectra: the inverse Fourier transform of real planes as a differentiable function. */
import type { Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'
import { fastLength } from './fft.ts'
import { createRealFft } from './real-fft.ts'

/**
 * The spectra of planes [n, c, height, width] are [n, 2 c, rows, columns]: each plane's real parts, then the imaginary.
 * They are those of a canvas rows x W, the least from height x width on that is fast to transform; columns = W / 2 + 1.
 */
interface Fourier {
  readonly rows: number
  readonly columns: number
  /** Cycles per pixel of every coefficient of a plane: 0 to the square root of a half. */
  readonly frequencies: Float64Array
  /**
   * Spectra to planes: x = 1 / sqrt(H W) Re sum_{k, l} m_l S_kl e^(2 pi i (k y / H + l x / W)), with m_l = 2 and 1 at both
   * ends of l: unitary. What the canvas has more than the planes is cut off.
   */
  readonly planes: Differentiable
  /** Spectra of which `planes` makes these planes again; on the canvas they go on as in a mirror. */
  spectra(planes: Maps): Maps
}

export function createFourier(height: number, width: number): Fourier {
  const [rows, wide] = [fastLength(height), fastLength(width)]
  const fft = createRealFft(rows, wide)
  const { columns } = fft
  const size = rows * columns
  const unit = 1 / Math.sqrt(rows * wide)
  const [planes, spectra] = [createBuffer(), createBuffer()]

  /** The transform of planes as far as they reach, or mirrored; coefficients in the middle times `twice`. */
  function analyze({ shape: [n, c], data }: Maps, mirror: boolean, twice: number): Maps {
    const result = spectra([n, 2 * c, rows, columns])
    for (let plane = 0; plane < n * c; plane++) {
      readPlane(data, plane * height * width, mirror)
      fft.forward()
      writeSpectrum(result.data, plane * 2 * size, twice)
    }
    return result
  }

  return {
    rows,
    columns,
    frequencies: frequencies(rows, wide),

    planes: ({ shape: [n, parts], data }) => {
      const y = planes([n, parts / 2, height, width])
      for (let plane = 0; plane < (n * parts) / 2; plane++) {
        const start = plane * 2 * size
        fft.spectrum.re.set(data.subarray(start, start + size))
        fft.spectrum.im.set(data.subarray(start + size, start + 2 * size))
        fft.inverse()
        writePlane(y.data, plane * height * width)
      }
      return { y, back: (gradient) => analyze(gradient, false, 2) }
    },

    spectra: (images) => analyze(images, true, 1),
  }

  function readPlane(from: Float32Array, start: number, mirror: boolean): void {
    const { even, odd, pitch } = fft.plane
    even.fill(0)
    odd.fill(0)
    const [bottom, right] = mirror ? [rows, wide] : [height, width]
    for (let y = 0; y < bottom; y++) {
      const row = start + (y < height ? y : Math.max(0, 2 * height - 1 - y)) * width
      for (let x = 0; x < right; x++) {
        const value = from[row + (x < width ? x : Math.max(0, 2 * width - 1 - x))]!
        const to = (x >> 1) * pitch + y
        if (x % 2 === 0) even[to] = value
        else odd[to] = value
      }
    }
  }

  function writePlane(to: Float32Array, start: number): void {
    const { even, odd, pitch } = fft.plane
    for (let y = 0, i = start; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const from = (x >> 1) * pitch + y
        to[i] = unit * ((x % 2 === 0 ? even[from] : odd[from]) ?? 0)
      }
  }

  function writeSpectrum(to: Float32Array, start: number, twice: number): void {
    const { re, im } = fft.spectrum
    for (let k = 0, i = 0; k < rows; k++)
      for (let l = 0; l < columns; l++, i++) {
        const factor = l === 0 || l === columns - 1 ? unit : twice * unit
        to[start + i] = factor * re[i]!
        to[start + size + i] = factor * im[i]!
      }
  }
}

/** Negative frequencies down the columns come after the positive ones, as transforms have them. */
function frequencies(rows: number, wide: number): Float64Array {
  const columns = wide / 2 + 1
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const k = Math.floor(i / columns)
    return Math.hypot(Math.min(k, rows - k) / rows, (i % columns) / wide)
  })
}
