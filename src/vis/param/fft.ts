/**
 * The discrete Fourier transform of many sequences at once: the columns (lanes) of a plane [length, lanes]. Lanes are
 * adjacent in memory, so that the inner loops run over contiguous values whatever the length is.
 */

/** Transforms `re` and `im`, each [length, lanes], in place. With the two swapped it is the inverse, times `length`. */
type Fft = (re: Float64Array, im: Float64Array) => void

/**
 * Creates the transform X[k] = sum_j x[j] e^(-2 pi i j k / length), not scaled. It is fast if `length` has no prime
 * factors but 2, 3, 5 and 7.
 * Sources: Cooley and Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series", 1965; in Stockham's
 * autosort order: Van Loan, "Computational Frameworks for the Fast Fourier Transform", 1992, section 1.7.
 */
export function createFft(length: number, lanes: number): Fft {
  const stages = stagesOf(length, lanes)
  const scratch = [new Float64Array(length * lanes), new Float64Array(length * lanes)] as const
  return (re, im) => {
    let from: Plane = [re, im]
    let to: Plane = scratch
    for (const stage of stages) {
      stage(from, to)
      ;[from, to] = [to, from]
    }
    if (from[0] === re) return
    re.set(from[0])
    im.set(from[1])
  }
}

/** The smallest even length of at least `length` that is fast. */
export function fastLength(length: number): number {
  const even = length + (length % 2)
  return primeFactors(even).every((prime) => prime <= 7) ? even : fastLength(even + 2)
}

type Plane = readonly [re: Float64Array, im: Float64Array]
type Stage = (from: Plane, to: Plane) => void

/** One stage for each factor of `length`. */
function stagesOf(length: number, lanes: number): Stage[] {
  let left = length
  let stride = lanes
  return factors(length).map((radix) => {
    const stage = (EVEN_RADICES[radix] ?? oddRadix)(left, stride, radix)
    left /= radix
    stride *= radix
    return stage
  })
}

/** Factors of 4 as long as they divide, then primes: radix 4 needs the fewest multiplications. */
function factors(length: number): number[] {
  return length % 4 === 0 ? [4, ...factors(length / 4)] : primeFactors(length)
}

function primeFactors(length: number, least = 2): number[] {
  if (length === 1) return []
  if (least * least > length) return [length]
  return length % least === 0 ? [least, ...primeFactors(length / least, least)] : primeFactors(length, least + 1)
}

/** y[4 p + j] = w^(p j) * sum_k i^(-j k) x[p + k n/4], with w = e^(-2 pi i / n), for sequences `stride` apart. */
function radix4(n: number, stride: number): Stage {
  const quarter = n / 4
  return ([re, im], [toRe, toIm]) => {
    for (let p = 0; p < quarter; p++) {
      const [cos1, sin1] = [cosine(p, n), -sine(p, n)]
      const [cos2, sin2] = [cosine(2 * p, n), -sine(2 * p, n)]
      const [cos3, sin3] = [cosine(3 * p, n), -sine(3 * p, n)]
      const a = stride * p
      const [b, c, d] = [a + stride * quarter, a + 2 * stride * quarter, a + 3 * stride * quarter]
      const to = stride * 4 * p
      for (let q = 0; q < stride; q++) {
        const aRe = re[a + q]!
        const aIm = im[a + q]!
        const bRe = re[b + q]!
        const bIm = im[b + q]!
        const cRe = re[c + q]!
        const cIm = im[c + q]!
        const dRe = re[d + q]!
        const dIm = im[d + q]!
        const evenRe = aRe + cRe
        const evenIm = aIm + cIm
        const oddRe = bRe + dRe
        const oddIm = bIm + dIm
        const crossRe = aRe - cRe
        const crossIm = aIm - cIm
        const turnRe = bIm - dIm
        const turnIm = dRe - bRe
        const re1 = crossRe + turnRe
        const im1 = crossIm + turnIm
        const re2 = evenRe - oddRe
        const im2 = evenIm - oddIm
        const re3 = crossRe - turnRe
        const im3 = crossIm - turnIm
        const place = to + q
        toRe[place] = evenRe + oddRe
        toIm[place] = evenIm + oddIm
        toRe[place + stride] = cos1 * re1 - sin1 * im1
        toIm[place + stride] = cos1 * im1 + sin1 * re1
        toRe[place + 2 * stride] = cos2 * re2 - sin2 * im2
        toIm[place + 2 * stride] = cos2 * im2 + sin2 * re2
        toRe[place + 3 * stride] = cos3 * re3 - sin3 * im3
        toIm[place + 3 * stride] = cos3 * im3 + sin3 * re3
      }
    }
  }
}

/** The stage of `radix4`, with 2 in place of 4. */
function radix2(n: number, stride: number): Stage {
  const half = n / 2
  return ([re, im], [toRe, toIm]) => {
    for (let p = 0; p < half; p++) {
      const [cos, sin] = [cosine(p, n), -sine(p, n)]
      const [a, b, to] = [stride * p, stride * (p + half), stride * 2 * p]
      for (let q = 0; q < stride; q++) {
        const crossRe = re[a + q]! - re[b + q]!
        const crossIm = im[a + q]! - im[b + q]!
        toRe[to + q] = re[a + q]! + re[b + q]!
        toIm[to + q] = im[a + q]! + im[b + q]!
        toRe[to + stride + q] = cos * crossRe - sin * crossIm
        toIm[to + stride + q] = cos * crossIm + sin * crossRe
      }
    }
  }
}

/**
 * The stage of `radix4` for any odd `radix`. The inputs k and radix - k share their coefficients: their sum is
 * multiplied by cosines alone, their difference by sines alone, which halves the multiplications.
 */
function oddRadix(n: number, stride: number, radix: number): Stage {
  const part = n / radix
  const half = (radix - 1) / 2
  const turns = Array.from({ length: half * half }, (_, i) => (1 + Math.floor(i / half)) * (1 + (i % half)))
  const cos = Float64Array.from(turns, (turn) => cosine(turn, radix))
  const sin = Float64Array.from(turns, (turn) => sine(turn, radix))
  const twiddle = {
    cos: Float64Array.from({ length: n }, (_, turn) => cosine(turn, n)),
    sin: Float64Array.from({ length: n }, (_, turn) => sine(turn, n)),
  }
  const [sumRe, sumIm] = [new Float64Array(half), new Float64Array(half)]
  const [crossRe, crossIm] = [new Float64Array(half), new Float64Array(half)]
  return ([re, im], [toRe, toIm]) => {
    for (let p = 0; p < part; p++)
      for (let q = 0; q < stride; q++) {
        const first = stride * p + q
        const to = stride * radix * p + q
        const firstRe = re[first]!
        const firstIm = im[first]!
        let allRe = firstRe
        let allIm = firstIm
        for (let k = 0; k < half; k++) {
          const there = first + (k + 1) * part * stride
          const back = first + (radix - 1 - k) * part * stride
          sumRe[k] = re[there]! + re[back]!
          sumIm[k] = im[there]! + im[back]!
          crossRe[k] = re[there]! - re[back]!
          crossIm[k] = im[there]! - im[back]!
          allRe += sumRe[k]!
          allIm += sumIm[k]!
        }
        toRe[to] = allRe
        toIm[to] = allIm
        for (let j = 0, m = 0; j < half; j++) {
          let evenRe = firstRe
          let evenIm = firstIm
          let oddRe = 0
          let oddIm = 0
          for (let k = 0; k < half; k++, m++) {
            evenRe += cos[m]! * sumRe[k]!
            evenIm += cos[m]! * sumIm[k]!
            oddRe += sin[m]! * crossIm[k]!
            oddIm -= sin[m]! * crossRe[k]!
          }
          const there = j + 1
          const back = radix - there
          const thereCos = twiddle.cos[p * there]!
          const thereSin = twiddle.sin[p * there]!
          const backCos = twiddle.cos[p * back]!
          const backSin = twiddle.sin[p * back]!
          toRe[to + there * stride] = thereCos * (evenRe + oddRe) + thereSin * (evenIm + oddIm)
          toIm[to + there * stride] = thereCos * (evenIm + oddIm) - thereSin * (evenRe + oddRe)
          toRe[to + back * stride] = backCos * (evenRe - oddRe) + backSin * (evenIm - oddIm)
          toIm[to + back * stride] = backCos * (evenIm - oddIm) - backSin * (evenRe - oddRe)
        }
      }
  }
}

const EVEN_RADICES: Readonly<Record<number, (n: number, stride: number) => Stage>> = { 2: radix2, 4: radix4 }

function cosine(turn: number, n: number): number {
  return Math.cos((2 * Math.PI * turn) / n)
}

function sine(turn: number, n: number): number {
  return Math.sin((2 * Math.PI * turn) / n)
}
