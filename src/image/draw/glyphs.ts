/** Glyphs as strokes of a pen: letters, digits, and the characters of layer names and numbers. */
import { arc, polyline, type Stroke } from './pen.ts'

interface Glyph {
  /** Relative to the width of a digit. */
  readonly width: number
  /**
   * In a box that is one unit wide. Capitals and digits reach from 0 at the top down to the base line at 1; small
   * letters begin at `X_HEIGHT`, and descenders end at `DESCENT`.
   */
  readonly strokes: readonly Stroke[]
}

export const DESCENT = 1.3
const X_HEIGHT = 0.3

/** The glyph of every character without one of its own: a box. */
export const UNKNOWN: Glyph = { width: 1, strokes: [polyline(0, 0, 1, 0, 1, 1, 0, 1, 0, 0)] }

/** The glyph of a character, or `UNKNOWN`. */
export function glyphOf(character: string): Glyph {
  const strokes = STROKES.get(character)
  return strokes ? { width: WIDTHS.get(character) ?? 1, strokes } : UNKNOWN
}

const bowl = arc(0.5, 0.65, 0.5, 0.35, 0, 360)
/** The arch of an n, from the left up and down on the right. */
const arch = [...arc(0.5, 0.62, 0.5, 0.32, 180, 360), ...polyline(1, 1)]
const stem = polyline(0, 0, 0, 1)
const shortStem = polyline(0, X_HEIGHT, 0, 1)
const rightStem = polyline(1, X_HEIGHT, 1, 1)
/** An arm that curves down from the top right into the left side of a bowl. */
const six: Stroke = [...arc(1, 0.68, 1, 0.68, 262, 180), ...arc(0.5, 0.68, 0.5, 0.32, 180, 540)]
const capitalP = [...polyline(0, 1, 0, 0, 0.5, 0), ...arc(0.55, 0.27, 0.45, 0.27, 270, 450), ...polyline(0, 0.54)]

/** A dot as wide as the pen. */
function dot(x: number, y: number): Stroke {
  return polyline(x, y, x, y)
}

const STROKES: ReadonlyMap<string, readonly Stroke[]> = new Map(
  Object.entries({
    0: [arc(0.5, 0.5, 0.5, 0.5, 0, 360)],
    1: [polyline(0.15, 0.22, 0.58, 0, 0.58, 1)],
    2: [[...arc(0.5, 0.29, 0.47, 0.29, 190, 380), ...polyline(0.02, 1, 1, 1)]],
    3: [arc(0.47, 0.26, 0.44, 0.26, 200, 450), arc(0.47, 0.76, 0.5, 0.24, 270, 520)],
    4: [polyline(0.74, 1, 0.74, 0, 0, 0.7, 1, 0.7)],
    5: [[...polyline(0.92, 0, 0.14, 0, 0.08, 0.46), ...arc(0.48, 0.68, 0.5, 0.32, 222, 510)]],
    6: [six],
    7: [polyline(0, 0, 1, 0, 0.36, 1)],
    8: [arc(0.5, 0.26, 0.42, 0.26, 0, 360), arc(0.5, 0.76, 0.5, 0.24, 0, 360)],
    9: [six.map(([x, y]) => [1 - x, 1 - y])],
    A: [polyline(0, 1, 0.5, 0, 1, 1), polyline(0.17, 0.66, 0.83, 0.66)],
    B: [
      [...polyline(0, 1, 0, 0, 0.5, 0), ...arc(0.52, 0.24, 0.4, 0.24, 270, 450), ...polyline(0, 0.48)],
      [...polyline(0, 0.48, 0.5, 0.48), ...arc(0.54, 0.74, 0.46, 0.26, 270, 450), ...polyline(0, 1)],
    ],
    C: [arc(0.52, 0.5, 0.52, 0.5, 312, 48)],
    D: [[...polyline(0, 1, 0, 0, 0.4, 0), ...arc(0.4, 0.5, 0.6, 0.5, 270, 450), ...polyline(0, 1)]],
    E: [polyline(1, 0, 0, 0, 0, 1, 1, 1), polyline(0, 0.48, 0.85, 0.48)],
    F: [polyline(1, 0, 0, 0, 0, 1), polyline(0, 0.48, 0.85, 0.48)],
    G: [[...arc(0.52, 0.5, 0.52, 0.5, 312, 5), ...polyline(0.6, 0.54)]],
    H: [stem, polyline(1, 0, 1, 1), polyline(0, 0.48, 1, 0.48)],
    I: [polyline(0.5, 0, 0.5, 1)],
    J: [[...polyline(0.9, 0), ...arc(0.45, 0.7, 0.45, 0.3, 0, 165)]],
    K: [stem, polyline(1, 0, 0, 0.62), polyline(0.36, 0.4, 1, 1)],
    L: [polyline(0, 0, 0, 1, 1, 1)],
    M: [polyline(0, 1, 0, 0, 0.5, 0.72, 1, 0, 1, 1)],
    N: [polyline(0, 1, 0, 0, 1, 1, 1, 0)],
    O: [arc(0.5, 0.5, 0.5, 0.5, 0, 360)],
    P: [capitalP],
    Q: [arc(0.5, 0.5, 0.5, 0.5, 0, 360), polyline(0.62, 0.72, 1, 1.06)],
    R: [capitalP, polyline(0.5, 0.54, 1, 1)],
    S: [[...arc(0.5, 0.25, 0.46, 0.25, 330, 90), ...arc(0.5, 0.75, 0.5, 0.25, 270, 510)]],
    T: [polyline(0, 0, 1, 0), polyline(0.5, 0, 0.5, 1)],
    U: [[...polyline(0, 0), ...arc(0.5, 0.66, 0.5, 0.34, 180, 0), ...polyline(1, 0)]],
    V: [polyline(0, 0, 0.5, 1, 1, 0)],
    W: [polyline(0, 0, 0.25, 1, 0.5, 0.25, 0.75, 1, 1, 0)],
    X: [polyline(0, 0, 1, 1), polyline(1, 0, 0, 1)],
    Y: [polyline(0, 0, 0.5, 0.52, 1, 0), polyline(0.5, 0.52, 0.5, 1)],
    Z: [polyline(0, 0, 1, 0, 0, 1, 1, 1)],
    a: [bowl, rightStem],
    b: [stem, bowl],
    c: [arc(0.52, 0.65, 0.52, 0.35, 315, 45)],
    d: [bowl, polyline(1, 0, 1, 1)],
    e: [[...polyline(0, 0.63, 1, 0.63), ...arc(0.5, 0.65, 0.5, 0.35, 0, -312)]],
    f: [[...arc(1, 0.26, 0.6, 0.26, 275, 180), ...polyline(0.4, 1)], polyline(0, X_HEIGHT, 0.95, X_HEIGHT)],
    g: [bowl, [...polyline(1, X_HEIGHT), ...arc(0.5, 1.02, 0.5, 0.28, 0, 155)]],
    h: [stem, arch],
    i: [polyline(0.5, X_HEIGHT, 0.5, 1), dot(0.5, 0.04)],
    j: [[...polyline(0.7, X_HEIGHT), ...arc(0.1, 1.04, 0.6, 0.26, 0, 95)], dot(0.7, 0.04)],
    k: [stem, polyline(0.92, X_HEIGHT, 0, 0.76), polyline(0.32, 0.6, 1, 1)],
    l: [[...polyline(0.15, 0), ...arc(0.9, 0.8, 0.75, 0.2, 180, 95)]],
    m: [
      shortStem,
      [...arc(0.25, 0.56, 0.25, 0.26, 180, 360), ...polyline(0.5, 1)],
      [...arc(0.75, 0.56, 0.25, 0.26, 180, 360), ...polyline(1, 1)],
    ],
    n: [shortStem, arch],
    o: [bowl],
    p: [polyline(0, X_HEIGHT, 0, DESCENT), bowl],
    q: [polyline(1, X_HEIGHT, 1, DESCENT), bowl],
    r: [shortStem, arc(0.78, 0.66, 0.78, 0.36, 180, 282)],
    s: [[...arc(0.5, 0.475, 0.45, 0.175, 335, 90), ...arc(0.5, 0.825, 0.48, 0.175, 270, 515)]],
    t: [[...polyline(0.38, 0.06), ...arc(0.82, 0.78, 0.44, 0.22, 180, 80)], polyline(0, X_HEIGHT, 0.95, X_HEIGHT)],
    u: [[...polyline(0, X_HEIGHT), ...arc(0.5, 0.68, 0.5, 0.32, 180, 0)], rightStem],
    v: [polyline(0, X_HEIGHT, 0.5, 1, 1, X_HEIGHT)],
    w: [polyline(0, X_HEIGHT, 0.25, 1, 0.5, 0.42, 0.75, 1, 1, X_HEIGHT)],
    x: [polyline(0, X_HEIGHT, 1, 1), polyline(1, X_HEIGHT, 0, 1)],
    y: [polyline(0, X_HEIGHT, 0.52, 1), polyline(1, X_HEIGHT, 0.33, DESCENT)],
    z: [polyline(0, X_HEIGHT, 1, X_HEIGHT, 0, 1, 1, 1)],
    ' ': [],
    '.': [dot(0.5, 0.97)],
    ',': [polyline(0.6, 0.96, 0.3, 1.18)],
    ':': [dot(0.5, 0.42), dot(0.5, 0.97)],
    ';': [dot(0.6, 0.42), polyline(0.6, 0.96, 0.3, 1.18)],
    '!': [polyline(0.5, 0, 0.5, 0.68), dot(0.5, 0.97)],
    '?': [[...arc(0.5, 0.27, 0.46, 0.27, 190, 440), ...polyline(0.52, 0.68)], dot(0.52, 0.97)],
    "'": [polyline(0.5, 0, 0.5, 0.24)],
    '’': [polyline(0.6, 0, 0.4, 0.24)],
    '"': [polyline(0.1, 0, 0.1, 0.24), polyline(0.9, 0, 0.9, 0.24)],
    '/': [polyline(0, 1.1, 1, -0.06)],
    '\\': [polyline(0, -0.06, 1, 1.1)],
    '|': [polyline(0.5, -0.06, 0.5, 1.2)],
    _: [polyline(0, 1.14, 1, 1.14)],
    '-': [polyline(0.05, 0.58, 0.95, 0.58)],
    '–': [polyline(0, 0.58, 1, 0.58)],
    '+': [polyline(0, 0.58, 1, 0.58), polyline(0.5, 0.22, 0.5, 0.94)],
    '=': [polyline(0, 0.42, 1, 0.42), polyline(0, 0.74, 1, 0.74)],
    '<': [polyline(1, 0.2, 0, 0.58, 1, 0.96)],
    '>': [polyline(0, 0.2, 1, 0.58, 0, 0.96)],
    '×': [polyline(0.08, 0.38, 0.92, 0.94), polyline(0.92, 0.38, 0.08, 0.94)],
    '·': [dot(0.5, 0.6)],
    '*': [polyline(0.5, 0.02, 0.5, 0.5), polyline(0.08, 0.14, 0.92, 0.38), polyline(0.08, 0.38, 0.92, 0.14)],
    '#': [
      polyline(0.35, 0.05, 0.2, 0.95),
      polyline(0.8, 0.05, 0.65, 0.95),
      polyline(0, 0.34, 1, 0.34),
      polyline(0, 0.68, 1, 0.68),
    ],
    '%': [arc(0.2, 0.22, 0.2, 0.2, 0, 360), arc(0.8, 0.78, 0.2, 0.2, 0, 360), polyline(0.84, 0, 0.16, 1)],
    '(': [arc(1, 0.56, 0.9, 0.68, 250, 110)],
    ')': [arc(0, 0.56, 0.9, 0.68, -70, 70)],
    '[': [polyline(1, -0.06, 0.2, -0.06, 0.2, 1.18, 1, 1.18)],
    ']': [polyline(0, -0.06, 0.8, -0.06, 0.8, 1.18, 0, 1.18)],
    '…': [dot(0.1, 0.97), dot(0.5, 0.97), dot(0.9, 0.97)],
  }),
)

/** Characters that are not as wide as a digit, and their widths. */
const WIDTH_CLASSES: readonly (readonly [characters: string, width: number])[] = [
  ["iI.:!'’|·", 0.25],
  [',;', 0.3],
  ['()[]l', 0.4],
  ['j', 0.45],
  ['" ', 0.5],
  ['rft-', 0.65],
  ['/\\*', 0.75],
  ['EFLJszxvykc', 0.88],
  ['CDGHNOQU+=–<>#', 1.15],
  ['ATVXYZ', 1.1],
  ['mM%…', 1.5],
  ['wW', 1.6],
]

const WIDTHS: ReadonlyMap<string, number> = new Map(
  WIDTH_CLASSES.flatMap(([characters, width]) => [...characters].map((character) => [character, width] as const)),
)
