/** Colour decorrelation: planes whose values vary independently in photos, unlike R, G and B, which vary together. */
import type { Images, Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'

/** A 3 x 3 matrix, row by row. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number]

/**
 * From decorrelated colours (brightness, red to blue, purple to green) to R, G and B: the square root of the covariance
 * matrix of ImageNet's colours, divided by the norm of its largest column.
 * Source: color_correlation_svd_sqrt in Lucid, optvis/param/color.py.
 */
const COLOUR_MATRIX = divide([0.26, 0.09, 0.02, 0.27, 0, -0.05, 0.27, -0.09, 0.03], Math.hypot(0.26, 0.27, 0.27))
const INVERSE = inverse(COLOUR_MATRIX)
const TRANSPOSE = transpose(COLOUR_MATRIX)

/**
 * Decorrelated colours of any size, [n, 3, h, w], to pictures: 255 * sigmoid(COLOUR_MATRIX x).
 * Source: to_valid_rgb in Lucid, optvis/param/color.py.
 */
export function toRgb(): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const y = multiply(COLOUR_MATRIX, x, forward(x.shape))
    for (let i = 0; i < y.data.length; i++) y.data[i] = 255 / (1 + Math.exp(-y.data[i]!))
    return {
      y,
      pullback: (gradient) => {
        const { data } = gradient
        for (let i = 0; i < data.length; i++) {
          const sigmoid = y.data[i]! / 255
          data[i] = 255 * sigmoid * (1 - sigmoid) * data[i]!
        }
        return multiply(TRANSPOSE, gradient, backward(x.shape))
      },
    }
  }
}

/**
 * The inverse of `toRgb`: decorrelated colours of pictures. The sigmoid reaches neither 0 nor 255, so values are first
 * clipped to `margin`..255 - `margin`.
 */
export function fromRgb({ shape, data }: Images, margin: number): Maps {
  const logits = data.map((value) => {
    const share = Math.min(255 - margin, Math.max(margin, value)) / 255
    return Math.log(share / (1 - share))
  })
  return multiply(INVERSE, { shape, data: logits }, { shape, data: logits })
}

/** Multiplies the three channels of each pixel by a matrix and writes the result to `to`, which may be `from`. */
function multiply([a, b, c, d, e, f, g, h, i]: Matrix, from: Maps, to: Maps): Maps {
  const [n, , height, width] = from.shape
  const plane = height * width
  for (let image = 0; image < n; image++)
    for (let p = 3 * image * plane; p < (3 * image + 1) * plane; p++) {
      const u = from.data[p]!
      const v = from.data[p + plane]!
      const w = from.data[p + 2 * plane]!
      to.data[p] = a * u + b * v + c * w
      to.data[p + plane] = d * u + e * v + f * w
      to.data[p + 2 * plane] = g * u + h * v + i * w
    }
  return to
}

function divide([a, b, c, d, e, f, g, h, i]: Matrix, k: number): Matrix {
  return [a / k, b / k, c / k, d / k, e / k, f / k, g / k, h / k, i / k]
}

function transpose([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  return [a, d, g, b, e, h, c, f, i]
}

/** The inverse by Cramer's rule: the adjugate divided by the determinant. */
function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const adjugate: Matrix = [
    ...([e * i - f * h, c * h - b * i, b * f - c * e] as const),
    ...([f * g - d * i, a * i - c * g, c * d - a * f] as const),
    ...([d * h - e * g, b * g - a * h, a * e - b * d] as const),
  ]
  return divide(adjugate, determinant)
}
