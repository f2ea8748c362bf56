/** Spectra by their phases alone: the magnitudes are those of photos. */
import { createBuffer, type Differentiable } from '../differentiable.ts'

/**
 * The mean magnitudes of photos' spectra in decorrelated colours, for the coefficients of three planes: m (16 f)^-a, but 0
 * at f = 0, with f in cycles per pixel and at least `lowest`. A law in place of ImageNet's own means, which Xplique
 * downloads: fitted to seven photos, from whose mean it is off by a tenth, in all directions alike.
 */
export function naturalMagnitudes(frequencies: Float64Array, lowest: number): Float64Array {
  return Float64Array.from({ length: SPECTRUM_LAW.length * frequencies.length }, (_, i) => {
    const frequency = frequencies[i % frequencies.length]!
    const { magnitude, decay } = SPECTRUM_LAW[Math.floor(i / frequencies.length)] ?? { magnitude: 0, decay: 0 }
    return frequency === 0 ? 0 : magnitude * (16 * Math.max(frequency, lowest)) ** -decay
  })
}

/** By plane: relative to each other at 1/16 cycle per pixel, and the power of the frequency. */
export const SPECTRUM_LAW = [
  { magnitude: 1, decay: 1.36 },
  { magnitude: 0.94, decay: 1.33 },
  { magnitude: 0.87, decay: 1.12 },
] as const

/** Phases [1, c, rows, columns] in radians to spectra [1, 2 c, rows, columns]; `magnitudes` has one for each phase. */
export function polar(magnitudes: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, channels, rows, columns] = x.shape
    const size = rows * columns
    const y = forward([n, 2 * channels, rows, columns])
    /** Where the real part of a coefficient is; the imaginary one is `size` later. */
    const real = (i: number) => i + size * Math.floor(i / size)
    for (let i = 0; i < x.data.length; i++) {
      const [phase, magnitude, to] = [x.data[i]!, magnitudes[i]!, real(i)]
      y.data[to] = magnitude * Math.cos(phase)
      y.data[to + size] = magnitude * Math.sin(phase)
    }
    return {
      y,
      back: (gradient) => {
        const g = backward(x.shape)
        for (let i = 0; i < g.data.length; i++) {
          const at = real(i)
          g.data[i] = y.data[at]! * gradient.data[at + size]! - y.data[at + size]! * gradient.data[at]!
        }
        return g
      },
    }
  }
}

/** The whole batch with the mean 0 and this standard deviation. It must have one of its own. */
export function standardized(wanted = 1): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const { data: from } = x
    const { length } = from
    let sum = 0
    for (let i = 0; i < length; i++) sum += from[i]!
    const mean = sum / length
    let squares = 0
    for (let i = 0; i < length; i++) squares += (from[i]! - mean) ** 2
    const factor = wanted / Math.sqrt(squares / length)
    const y = forward(x.shape)
    const { data: to } = y
    for (let i = 0; i < length; i++) to[i] = factor * (from[i]! - mean)
    return {
      y,
      back: ({ data }) => {
        const g = backward(x.shape)
        let level = 0
        let along = 0
        for (let i = 0; i < length; i++) {
          level += data[i]!
          along += data[i]! * to[i]!
        }
        level /= length
        along /= length * wanted ** 2
        for (let i = 0; i < length; i++) g.data[i] = factor * (data[i]! - level - along * to[i]!)
        return g
      },
    }
  }
}
