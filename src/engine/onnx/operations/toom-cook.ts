/**
 * Minimal filtering F(4, 3): four neighbouring results of a filter of three taps from six products instead of twelve, by
 * Toom's and Cook's polynomials; in two dimensions, F(4x4, 3x3), 16 results of 9 taps from 36 products instead of 144. Lavin
 * and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016): Y = A^T [(G g) * (B^T d)], element by element, where
 * g are the taps, d the numbers of an input tile, Y the results of an output tile.
 */

/** Results along one axis: m of F(m, r). */
export const SIDE = 4
export const TAPS = 3
/** Numbers along one axis that they come from: of an input tile. */
export const WINDOW = SIDE + TAPS - 1

/**
 * Where the polynomials are evaluated; the last point is infinity. Rounding costs half as much as with the usual 0, 1, -1,
 * 2, -2: see bench/results.
 */
export const POINTS: readonly number[] = [0, 0.75, -0.75, 1.5, -1.5]

/** Row by row. */
export interface Matrix {
  readonly shape: readonly [rows: number, columns: number]
  readonly data: Float32Array
}

/** B^T, G and A^T, for both axes at once: over numbers, taps and results in scan order. */
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
    numbers: twice([...points.map((point) => [...polynomial(others(point)), 0]), polynomial(points)]),
    taps: twice([...points.map((point) => powers(point, TAPS).map((power) => power / scale(point))), last(TAPS)]),
    results: twice(transposed([...points.map((point) => powers(point, SIDE)), last(SIDE)])),
  }
}

/** The coefficients of (x - roots[0]) (x - roots[1]) ..., of x^0 first. */
function polynomial(roots: readonly number[]): number[] {
  let coefficients = [1]
  for (const root of roots) {
    const shifted = [0, ...coefficients]
    coefficients = shifted.map((own, k) => own - root * (coefficients[k] ?? 0))
  }
  return coefficients
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0))
}

/** The Kronecker product of a matrix with itself: what is done along columns, then along rows, in one. */
function twice(rows: readonly (readonly number[])[]): Matrix {
  const data = rows.flatMap((down) => rows.flatMap((across) => down.flatMap((a) => across.map((b) => a * b))))
  return { shape: [rows.length ** 2, (rows[0]?.length ?? 0) ** 2], data: Float32Array.from(data) }
}
