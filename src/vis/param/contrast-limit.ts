/** Contrast within bounds: what ascents of any length need so that colours don't end in black, white and pure primaries. */
import type { Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'

/**
 * Every plane times limit / sqrt(limit^2 + m), with m its mean square: weak ones stay as they are, the root mean square of
 * strong ones comes near to `limit`. Each plane has its own: a common one would have brightness crowd out the colours.
 */
export function limitContrast(limit: number): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, channels, height, width] = x.shape
    const size = height * width
    const starts = Array.from({ length: n * channels }, (_, i) => i * size)
    const factors = starts.map((start) => limit / Math.sqrt(limit ** 2 + product(x, x, start, size) / size))
    const y = forward(x.shape)
    starts.forEach((start, plane) => {
      const factor = factors[plane]!
      for (let i = start; i < start + size; i++) y.data[i] = factor * x.data[i]!
    })
    return {
      y,
      back: (gradient) => {
        const g = backward(x.shape)
        starts.forEach((start, plane) => {
          const factor = factors[plane]!
          const along = (factor ** 3 * product(gradient, x, start, size)) / (size * limit ** 2)
          for (let i = start; i < start + size; i++) g.data[i] = factor * gradient.data[i]! - along * x.data[i]!
        })
        return g
      },
    }
  }
}

/** Of one plane of `a` with that of `b`. */
function product(a: Maps, b: Maps, start: number, size: number): number {
  let sum = 0
  for (let i = start; i < start + size; i++) sum += a.data[i]! * b.data[i]!
  return sum
}
