/**
 * Minimal filtering F(4, 3): four neighbouring results of a filter of three taps from six products instead of twelve,
 * by the polynomials of Toom and Cook. In two dimensions, F(4x4, 3x3): 16 results of nine taps from 36 products instead
 * of 144. Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016): Y = A^T [(G g) * (B^T d)],
 * multiplied element by element, where g are the taps, d the numbers of an input tile, and Y the results of an output
 * tile.
 */

/** Results along one axis: m of F(m, r). */
export const SIDE = 4
/** Taps along one axis: r of F(m, r). */
export const TAPS = 3
/** Numbers of an input tile along one axis: m + r - 1. */
export const WINDOW = SIDE + TAPS - 1

/**
 * The points at which the polynomials are evaluated; one more point is infinity. Their rounding error is half that of
 * the usual points 0, 1, -1, 2, -2 (bench/results).
 */
export const POINTS: readonly number[] = [0, 0.75, -0.75, 1.5, -1.5]

/** A matrix, row-major. */
export interface Matrix {
  readonly shape: readonly [rows: number, columns: number]
  readonly data: Float32Array
}

/** B^T (`numbers`), G (`taps`) and A^T (`results`), each for both axes at once, in scan order. */
export function transforms(points = POINTS): {
  readonly numbers: Matrix
  readonly taps: Matrix
  readonly results: Matrix
} {
  const others = (point: number) => points.filter((other) => other !== point)
  const scale = (point: number) => others(point).reduce((product, other) => product * (point - other), 1)
  const powers = (point: number, count: number) => Array.from({ length: count }, (_, k) => point ** k)
  const last = (count: number) => Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0))
  return {
    numbers: kroneckerSquare([...points.map((point) => [...polynomial(others(point)), 0]), polynomial(points)]),
    taps: kroneckerSquare([
      ...points.map((point) => powers(point, TAPS).map((power) => power / scale(point))),
      last(TAPS),
    ]),
    results: kroneckerSquare(transposed([...points.map((point) => powers(point, SIDE)), last(SIDE)])),
  }
}

/** The coefficients of (x - roots[0]) (x - roots[1]) ..., from x^0 up. */
function polynomial(roots: readonly number[]): number[] {
  let coefficients = [1]
  for (const root of roots) {
    const scaled = [...coefficients.map((coefficient) => root * coefficient), 0]
    coefficients = [0, ...coefficients].map((shifted, k) => shifted - scaled[k]!)
  }
  return coefficients
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!))
}

/** The Kronecker product of a matrix with itself, which applies it along columns and along rows at once. */
function kroneckerSquare(rows: readonly (readonly number[])[]): Matrix {
  const data = rows.flatMap((down) => rows.flatMap((across) => down.flatMap((a) => across.map((b) => a * b))))
  return { shape: [rows.length ** 2, rows[0]!.length ** 2], data: Float32Array.from(data) }
}
