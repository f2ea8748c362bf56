/** What a network sees of one large picture: square pieces of it, large ones first and small ones last, under noise. */
import { createBuffer } from '../differentiable.ts'
import type { Transform } from './random-transforms.ts'
import { createWarp } from './warp.ts'

interface CropOptions {
  /** Pieces in each step. */
  readonly count: number
  /** Of a piece as the network sees it, in pixels. */
  readonly size: number
  /** The mean side of the pieces in units of the picture's shorter side: at first and at last. */
  readonly share: readonly [first: number, last: number]
}

/** One picture [1, c, h, w] to its pieces [count, c, size, size]. Sources: Xplique's maco; there some lie half outside. */
export function crops({ count, size, share: [first, last] }: CropOptions): Transform {
  const warps = Array.from({ length: count }, createWarp)
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (random, done) => {
    const pieces = warps.map((warp) => {
      const share = Math.min(1, Math.max(0.05, first + (last - first) * done + 0.05 * random.normal()))
      return { warp, share, y: 0.5 + 0.15 * random.normal(), x: 0.5 + 0.15 * random.normal() }
    })
    return (x) => {
      const [, channels, height, width] = x.shape
      const cut = pieces.map(({ warp, ...piece }) => {
        const side = piece.share * Math.min(height, width)
        const step = side / size
        const within = (centre: number, length: number) =>
          Math.min(length - side, Math.max(0, centre * length - side / 2)) + (step - 1) / 2
        const start = [within(piece.y, height), within(piece.x, width)] as const
        return warp({ height: size, width: size, start, down: [step, 0], right: [0, step] })(x)
      })
      const y = forward([count, channels, size, size])
      const length = channels * size * size
      cut.forEach((piece, i) => void y.data.set(piece.y.data, i * length))
      return {
        y,
        back: (gradient) => {
          const g = backward(x.shape)
          g.data.fill(0)
          cut.forEach(({ y, back }, i) => {
            const { data } = back({ shape: y.shape, data: gradient.data.subarray(i * length, (i + 1) * length) })
            const sum = g.data
            for (let k = 0; k < data.length; k++) sum[k] = sum[k]! + data[k]!
          })
          return g
        },
      }
    }
  }
}
