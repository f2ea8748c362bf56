/** A light Gaussian blur of gradients, which suppresses high-frequency noise. */
import type { Images } from '../../engine/engine.ts'

/** The widths of the averaged Gaussians, relative to `sigma`. */
const WIDTHS = [0.5, 1, 2] as const

/**
 * Averages three Gaussian blurs with standard deviations of half, once and twice `sigma` pixels, each cut off at three
 * standard deviations; edges are mirrored. A `sigma` of 0 returns the input. The result is written `into` a buffer, by
 * default a new one.
 * Source: CascadeGaussianSmoothing in gordicaleksa/pytorch-deepdream.
 */
export function gaussianBlur({ shape, data }: Images, sigma: number, into = new Float32Array(data.length)): Images {
  if (sigma === 0) return { shape, data }
  const [, , height, width] = shape
  const kernels = WIDTHS.map((factor) => gaussian(factor * sigma)) as Three
  const edge = kernels[2].length - 1
  const padded = kernels.map((kernel) => padTo(kernel, edge + 1)) as Three
  const rows = WIDTHS.map(() => new Float64Array(edge + width + edge)) as Three
  const [down, across] = [
    mirroredIndices(height, -edge, height + 2 * edge),
    mirroredIndices(width, -edge, width + 2 * edge),
  ]
  const sum = new Float64Array(width)
  for (let plane = 0; plane < data.length; plane += height * width)
    for (let y = 0; y < height; y++) {
      const rowStart = (offset: number) => plane + down[edge + y + offset]! * width
      blurColumns({ from: data, rowStart, kernels: padded, rows })
      sum.fill(0)
      for (const i of [0, 1, 2] as const) addBlurred(rows[i], kernels[i], across, sum)
      into.set(sum, plane + y * width)
    }
  return { shape, data: into }
}

type Three = [narrow: Float64Array, middle: Float64Array, wide: Float64Array]

/** Neighbours on each side that one pass of a loop adds. One at a time would take three times as long. */
const GROUP = 4

/** One side of a kernel from its centre, padded with zeros to a multiple of GROUP. Both sides together sum to 1. */
function gaussian(sigma: number): Float64Array {
  const side = new Float64Array(GROUP * Math.ceil((3 * sigma + 1) / GROUP))
  for (let i = 0; i <= 3 * sigma; i++) side[i] = Math.exp(-0.5 * (i / sigma) ** 2)
  side[0] = 0.5 // The centre belongs to both sides.
  const sum = 2 * side.reduce((total, weight) => total + weight)
  return side.map((weight) => weight / sum)
}

/** Appends zeros to a kernel. */
function padTo(kernel: Float64Array, length: number): Float64Array {
  const result = new Float64Array(length)
  result.set(kernel)
  return result
}

interface ColumnBlur {
  readonly from: Float32Array
  /** The index in `from` of the row that lies `offset` rows below the one that is blurred. */
  readonly rowStart: (offset: number) => number
  /** All of one length. */
  readonly kernels: Three
  /** The results, one for each kernel; only the middle of each is filled. */
  readonly rows: Three
}

/** Blurs one row vertically with three kernels at once, so that the picture is read once. */
function blurColumns({ from, rowStart, kernels: [p, q, r], rows: [a, b, c] }: ColumnBlur): void {
  const edge = r.length - 1
  const width = a.length - 2 * edge
  a.fill(0)
  b.fill(0)
  c.fill(0)
  for (let k = 0; k <= edge; k += GROUP) {
    const [up0, up1, up2, up3] = [rowStart(-k), rowStart(-k - 1), rowStart(-k - 2), rowStart(-k - 3)]
    const [down0, down1, down2, down3] = [rowStart(k), rowStart(k + 1), rowStart(k + 2), rowStart(k + 3)]
    const [p0, p1, p2, p3] = [p[k]!, p[k + 1]!, p[k + 2]!, p[k + 3]!]
    const [q0, q1, q2, q3] = [q[k]!, q[k + 1]!, q[k + 2]!, q[k + 3]!]
    const [r0, r1, r2, r3] = [r[k]!, r[k + 1]!, r[k + 2]!, r[k + 3]!]
    for (let x = 0; x < width; x++) {
      const pair0 = from[up0 + x]! + from[down0 + x]!
      const pair1 = from[up1 + x]! + from[down1 + x]!
      const pair2 = from[up2 + x]! + from[down2 + x]!
      const pair3 = from[up3 + x]! + from[down3 + x]!
      a[edge + x] = a[edge + x]! + p0 * pair0 + p1 * pair1 + p2 * pair2 + p3 * pair3
      b[edge + x] = b[edge + x]! + q0 * pair0 + q1 * pair1 + q2 * pair2 + q3 * pair3
      c[edge + x] = c[edge + x]! + r0 * pair0 + r1 * pair1 + r2 * pair2 + r3 * pair3
    }
  }
}

/** Blurs the middle of `row` horizontally and adds a third of it to `sum`. Fills the row's edges. */
function addBlurred(row: Float64Array, kernel: Float64Array, across: Int32Array, sum: Float64Array): void {
  const width = sum.length
  const edge = (row.length - width) / 2
  for (let i = 0; i < edge; i++) {
    row[i] = row[edge + across[i]!]!
    row[edge + width + i] = row[edge + across[edge + width + i]!]!
  }
  const third = 1 / WIDTHS.length
  for (let k = 0; k < kernel.length; k += GROUP) {
    const w0 = third * kernel[k]!
    const w1 = third * kernel[k + 1]!
    const w2 = third * kernel[k + 2]!
    const w3 = third * kernel[k + 3]!
    const left = edge - k
    const right = edge + k
    let left3 = row[left - 3]!
    let left2 = row[left - 2]!
    let left1 = row[left - 1]!
    let right0 = row[right]!
    let right1 = row[right + 1]!
    let right2 = row[right + 2]!
    // Views make this loop a fifth faster than indices with offsets.
    const [toLeft, toRight] = [row.subarray(left), row.subarray(right + 3)]
    for (let x = 0; x < width; x++) {
      const left0 = toLeft[x]!
      const right3 = toRight[x]!
      sum[x] = sum[x]! + w0 * (left0 + right0) + w1 * (left1 + right1) + w2 * (left2 + right2) + w3 * (left3 + right3)
      left3 = left2
      left2 = left1
      left1 = left0
      right0 = right1
      right1 = right2
      right2 = right3
    }
  }
}

/** The indices `first`..`first + count - 1` of a line of `size` values, mirrored at both ends: 2 1 0 1 2 ... */
export function mirroredIndices(size: number, first: number, count: number): Int32Array {
  const period = Math.max(1, 2 * (size - 1))
  return Int32Array.from({ length: count }, (_, i) => {
    const place = Math.abs(first + i) % period
    return place < size ? place : period - place
  })
}
