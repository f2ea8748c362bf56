/** The inverse Fourier transform of real planes, from spectra to pictures, as a differentiable function. */
import type { Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'
import { fastLength } from './fft.ts'
import { createRealFft } from './real-fft.ts'

/**
 * The transform between planes [n, c, height, width] and their spectra [n, 2 c, rows, columns], where each plane's real
 * parts come before its imaginary parts. The spectra are those of a canvas H x W, the smallest that holds height x
 * width and is fast to transform; rows = H, columns = W / 2 + 1.
 */
interface FourierTransform {
  readonly rows: number
  readonly columns: number
  /** The frequencies of a plane's coefficients in cycles per pixel, from 0 to the square root of a half. */
  readonly frequencies: Float64Array
  /**
   * Maps spectra to planes by the unitary inverse transform of a real signal (irfft2 with norm="ortho" in NumPy):
   * x = 1 / sqrt(H W) Re sum_{k, l} m_l S_kl e^(2 pi i (k y / H + l x / W)), m_l = 2, but 1 for the first and the last
   * l. The rest of the canvas is cropped.
   */
  readonly toPlanes: Differentiable
  /** The inverse of `toPlanes`; the canvas beyond the planes is filled with their reflection. */
  toSpectra(planes: Maps): Maps
}

export function createFourierTransform(height: number, width: number): FourierTransform {
  const [rows, wide] = [fastLength(height), fastLength(width)]
  const fft = createRealFft(rows, wide)
  const { columns } = fft
  const size = rows * columns
  const unit = 1 / Math.sqrt(rows * wide)
  const [planes, spectra] = [createBuffer(), createBuffer()]

  /**
   * Transforms planes, with the rest of the canvas zero or their reflection. Coefficients that stand for two of the
   * whole spectrum are multiplied by `inner`.
   */
  function analyze({ shape: [n, c], data }: Maps, padding: 'zero' | 'reflect', inner: 1 | 2): Maps {
    const result = spectra([n, 2 * c, rows, columns])
    for (let plane = 0; plane < n * c; plane++) {
      readPlane(data, plane * height * width, padding)
      fft.forward()
      writeSpectrum(result.data, plane * 2 * size, inner)
    }
    return result
  }

  return {
    rows,
    columns,
    frequencies: frequencies(rows, wide),

    toPlanes: ({ shape: [n, parts], data }) => {
      const y = planes([n, parts / 2, height, width])
      for (let plane = 0; plane < (n * parts) / 2; plane++) {
        const start = plane * 2 * size
        fft.spectrum.re.set(data.subarray(start, start + size))
        fft.spectrum.im.set(data.subarray(start + size, start + 2 * size))
        fft.inverse()
        writePlane(y.data, plane * height * width)
      }
      return { y, pullback: (gradient) => analyze(gradient, 'zero', 2) }
    },

    toSpectra: (images) => analyze(images, 'reflect', 1),
  }

  /** Reads a plane into the transform's buffers. */
  function readPlane(from: Float32Array, start: number, padding: 'zero' | 'reflect'): void {
    const { even, odd, pitch } = fft.plane
    even.fill(0)
    odd.fill(0)
    const [bottom, right] = padding === 'reflect' ? [rows, wide] : [height, width]
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

  /** Writes the transform's plane to `to`, cropped. */
  function writePlane(to: Float32Array, start: number): void {
    const { even, odd, pitch } = fft.plane
    for (let y = 0, i = start; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const from = (x >> 1) * pitch + y
        to[i] = unit * (x % 2 === 0 ? even : odd)[from]!
      }
  }

  /** Writes the transform's spectrum to `to`. */
  function writeSpectrum(to: Float32Array, start: number, inner: 1 | 2): void {
    const { re, im } = fft.spectrum
    for (let k = 0, i = 0; k < rows; k++)
      for (let l = 0; l < columns; l++, i++) {
        const factor = l === 0 || l === columns - 1 ? unit : inner * unit
        to[start + i] = factor * re[i]!
        to[start + size + i] = factor * im[i]!
      }
  }
}

/** The frequencies of a canvas; down the columns, negative ones come after the positive ones (fftfreq in NumPy). */
function frequencies(rows: number, wide: number): Float64Array {
  const columns = wide / 2 + 1
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const k = Math.floor(i / columns)
    return Math.hypot(Math.min(k, rows - k) / rows, (i % columns) / wide)
  })
}
