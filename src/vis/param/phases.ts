/** Spectra with fixed magnitudes, those of photos, of which only the phases vary: MACO's parameterization. */
import { createBuffer, type Differentiable } from '../differentiable.ts'

/**
 * Mean magnitudes of the spectra of photos in decorrelated colours, for the coefficients of three planes: m (16 f)^-a,
 * and 0 at f = 0, where f is the frequency in cycles per pixel, at least `lowest`.
 * This power law replaces the mean spectrum of ImageNet that Xplique downloads. It was fitted to seven photos, deviates
 * from their mean by a tenth, and is the same in all directions.
 */
export function naturalMagnitudes(frequencies: Float64Array, lowest: number): Float64Array {
  return Float64Array.from({ length: SPECTRUM_LAW.length * frequencies.length }, (_, i) => {
    const frequency = frequencies[i % frequencies.length]!
    const { magnitude, decay } = SPECTRUM_LAW[Math.floor(i / frequencies.length)]!
    return frequency === 0 ? 0 : magnitude * (16 * Math.max(frequency, lowest)) ** -decay
  })
}

/** For each plane the relative magnitude at 1/16 cycle per pixel, and the exponent of the frequency. */
export const SPECTRUM_LAW = [
  { magnitude: 1, decay: 1.36 },
  { magnitude: 0.94, decay: 1.33 },
  { magnitude: 0.87, decay: 1.12 },
] as const

/**
 * Phases [1, c, rows, columns] in radians to spectra [1, 2 c, rows, columns]: magnitude * cos(phase) in the real part,
 * magnitude * sin(phase) in the imaginary. `magnitudes` has one value for each phase.
 */
export function polar(magnitudes: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, channels, rows, columns] = x.shape
    const size = rows * columns
    const y = forward([n, 2 * channels, rows, columns])
    /** The index of the real part of coefficient `i`; the imaginary part is `size` after it. */
    const realIndex = (i: number) => i + size * Math.floor(i / size)
    for (let i = 0; i < x.data.length; i++) {
      const [phase, magnitude, real] = [x.data[i]!, magnitudes[i]!, realIndex(i)]
      y.data[real] = magnitude * Math.cos(phase)
      y.data[real + size] = magnitude * Math.sin(phase)
    }
    return {
      y,
      pullback: (gradient) => {
        const g = backward(x.shape)
        for (let i = 0; i < g.data.length; i++) {
          const real = realIndex(i)
          g.data[i] = y.data[real]! * gradient.data[real + size]! - y.data[real + size]! * gradient.data[real]!
        }
        return g
      },
    }
  }
}

/**
 * Standardizes a whole batch to the mean 0 and the standard deviation `deviation`. The batch must not be constant.
 * With sigma its own, the pullback is deviation / sigma * (g - mean(g) - y * mean(g * y) / deviation^2).
 * Source: Ioffe and Szegedy, "Batch Normalization", 2015, section 3, for the whole batch and without epsilon.
 */
export function standardize(deviation = 1): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const { data: from } = x
    const { length } = from
    let sum = 0
    for (let i = 0; i < length; i++) sum += from[i]!
    const mean = sum / length
    let squares = 0
    for (let i = 0; i < length; i++) squares += (from[i]! - mean) ** 2
    const factor = deviation / Math.sqrt(squares / length)
    const y = forward(x.shape)
    const { data: to } = y
    for (let i = 0; i < length; i++) to[i] = factor * (from[i]! - mean)
    return {
      y,
      pullback: ({ data }) => {
        const g = backward(x.shape)
        let gradientSum = 0
        let projection = 0
        for (let i = 0; i < length; i++) {
          gradientSum += data[i]!
          projection += data[i]! * to[i]!
        }
        const gradientMean = gradientSum / length
        const slope = projection / (length * deviation ** 2)
        for (let i = 0; i < length; i++) g.data[i] = factor * (data[i]! - gradientMean - slope * to[i]!)
        return g
      },
    }
  }
}
