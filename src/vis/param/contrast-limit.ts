/** A soft bound on contrast, without which long ascents end in black, white and pure primary colours. */
import type { Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'

/**
 * Multiplies every plane by limit / sqrt(limit^2 + m), where m is its mean square: weak planes stay as they are, and
 * the root mean square of strong ones approaches `limit`. Each plane has its own factor; with a common one, brightness
 * would crowd out the colours. This bound is this project's own.
 */
export function limitContrast(limit: number): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, channels, height, width] = x.shape
    const size = height * width
    const starts = Array.from({ length: n * channels }, (_, i) => i * size)
    const factors = starts.map((start) => limit / Math.sqrt(limit ** 2 + dot(x, x, start, size) / size))
    const y = forward(x.shape)
    starts.forEach((start, plane) => {
      const factor = factors[plane]!
      for (let i = start; i < start + size; i++) y.data[i] = factor * x.data[i]!
    })
    return {
      y,
      pullback: (gradient) => {
        const g = backward(x.shape)
        starts.forEach((start, plane) => {
          const factor = factors[plane]!
          const radial = (factor ** 3 * dot(gradient, x, start, size)) / (size * limit ** 2)
          for (let i = start; i < start + size; i++) g.data[i] = factor * gradient.data[i]! - radial * x.data[i]!
        })
        return g
      },
    }
  }
}

/** The dot product of one plane of `a` with the same plane of `b`. */
function dot(a: Maps, b: Maps, start: number, size: number): number {
  let sum = 0
  for (let i = start; i < start + size; i++) sum += a.data[i]! * b.data[i]!
  return sum
}
