/** Random square crops of a picture, large in the first steps and small in the last ones: MACO's transform. */
import { createBuffer } from '../differentiable.ts'
import type { Transform } from './random-transforms.ts'
import { createWarp } from './warp.ts'

interface CropOptions {
  /** Crops in each step. */
  readonly count: number
  /** The side of a crop as the network sees it, in pixels. */
  readonly size: number
  /** The mean side of the crops in the first step and in the last, as a fraction of the picture's shorter side. */
  readonly share: readonly [first: number, last: number]
}

/**
 * Maps one picture [1, c, h, w] to crops [count, c, size, size] with normally distributed centres and sides.
 * Source: the crops of maco in Xplique. There some crops reach beyond the picture; here they are moved inside.
 */
export function crops({ count, size, share: [first, last] }: CropOptions): Transform {
  const warps = Array.from({ length: count }, createWarp)
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (random, done) => {
    const places = warps.map((warp) => {
      const share = Math.min(1, Math.max(0.05, first + (last - first) * done + 0.05 * random.normal()))
      return { warp, share, y: 0.5 + 0.15 * random.normal(), x: 0.5 + 0.15 * random.normal() }
    })
    return (x) => {
      const [, channels, height, width] = x.shape
      const crops = places.map(({ warp, ...place }) => {
        const side = place.share * Math.min(height, width)
        const step = side / size
        const inside = (centre: number, length: number) =>
          Math.min(length - side, Math.max(0, centre * length - side / 2)) + (step - 1) / 2
        const start = [inside(place.y, height), inside(place.x, width)] as const
        return warp({ height: size, width: size, start, down: [step, 0], right: [0, step] })(x)
      })
      const y = forward([count, channels, size, size])
      const length = channels * size * size
      crops.forEach((crop, i) => void y.data.set(crop.y.data, i * length))
      return {
        y,
        pullback: (gradient) => {
          const sum = backward(x.shape)
          sum.data.fill(0)
          crops.forEach((crop, i) => {
            const own = gradient.data.subarray(i * length, (i + 1) * length)
            const { data } = crop.pullback({ shape: crop.y.shape, data: own })
            for (let k = 0; k < data.length; k++) sum.data[k] = sum.data[k]! + data[k]!
          })
          return sum
        },
      }
    }
  }
}
