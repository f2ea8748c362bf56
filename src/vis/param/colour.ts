/** Decorrelated colours: three planes that a picture's colours vary in one by one, as photos' do, instead of together. */
import type { Images, Maps } from '../../engine/engine.ts'
import { createBuffer, type Differentiable } from '../differentiable.ts'

/** 3 x 3, row by row. */
type Matrix = readonly number[]

/**
 * From decorrelated colours (brightness, red to blue, purple to green) to R, G and B: the square root of the covariance
 * of ImageNet's colours over the norm of its largest column. Source: Lucid, optvis/param/color.py.
 */
const MIX: Matrix = [0.26, 0.09, 0.02, 0.27, 0, -0.05, 0.27, -0.09, 0.03].map((x) => x / Math.hypot(0.26, 0.27, 0.27))
const UNMIX = inverse(MIX)
const TRANSPOSED = transpose(MIX)

/** Decorrelated colours of any size, [n, 3, h, w], to pictures: 255 * sigmoid(MIX x). Source: Lucid, to_valid_rgb. */
export function toRgb(): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const y = mix(MIX, x, forward(x.shape))
    for (let i = 0; i < y.data.length; i++) y.data[i] = 255 / (1 + Math.exp(-y.data[i]!))
    return {
      y,
      back: (gradient) => {
        const { data } = gradient
        for (let i = 0; i < data.length; i++) {
          const share = y.data[i]! / 255
          data[i] = 255 * share * (1 - share) * data[i]!
        }
        return mix(TRANSPOSED, gradient, backward(x.shape))
      },
    }
  }
}

/**
 * Decorrelated colours of which `toRgb` makes these pictures again. No colour has black or white in it: values within
 * `margin` of 0 or 255 become that near.
 */
export function fromRgb({ shape, data }: Images, margin: number): Maps {
  const logits = data.map((value) => {
    const share = Math.min(255 - margin, Math.max(margin, value)) / 255
    return Math.log(share / (1 - share))
  })
  return mix(UNMIX, { shape, data: logits }, { shape, data: logits })
}

/** The three planes of each image times a matrix, into `to`, which may be `from`. */
function mix(matrix: Matrix, from: Maps, to: Maps): Maps {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix
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

function transpose([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0]: Matrix): Matrix {
  return [a, d, g, b, e, h, c, f, i]
}

/** By Cramer's rule. */
function inverse([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const adjugate = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f]
  return [...adjugate, d * h - e * g, b * g - a * h, a * e - b * d].map((value) => value / determinant)
}
