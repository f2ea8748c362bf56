/** The characters of `text.ts` as strokes of a pen: letters, digits and the signs of layer names and of figures. */
import { drawArc, drawLine, type Stroke } from './pen.ts'

interface Glyph {
  /** Of a digit's width. */
  readonly width: number
  /**
   * In a box one unit wide, in which capitals and digits reach from 0 down to the base line at 1, small letters from
   * `X_HEIGHT`, and descenders down to `DESCENT`.
   */
  readonly strokes: readonly Stroke[]
}

export const DESCENT = 1.3
const X_HEIGHT = 0.3

/** What stands for a character that has none of its own. */
export const UNKNOWN: Glyph = { width: 1, strokes: [drawLine(0, 0, 1, 0, 1, 1, 0, 1, 0, 0)] }

/** The glyph of a character; `UNKNOWN` for one that there is none for. */
export function glyphOf(character: string): Glyph {
  const strokes = STROKES.get(character)
  return strokes ? { width: WIDTHS.get(character) ?? 1, strokes } : UNKNOWN
}

const bowl = drawArc(0.5, 0.65, 0.5, 0.35, 0, 360)
/** From the left up over the arch of an n, and down on the right. */
const arch = [...drawArc(0.5, 0.62, 0.5, 0.32, 180, 360), ...drawLine(1, 1)]
const stem = drawLine(0, 0, 0, 1)
const shortStem = drawLine(0, X_HEIGHT, 0, 1)
const rightStem = drawLine(1, X_HEIGHT, 1, 1)
/** An arm that curves down from the top right into the left side of a bowl. */
const six: Stroke = [...drawArc(1, 0.68, 1, 0.68, 262, 180), ...drawArc(0.5, 0.68, 0.5, 0.32, 180, 540)]
const capitalP = [...drawLine(0, 1, 0, 0, 0.5, 0), ...drawArc(0.55, 0.27, 0.45, 0.27, 270, 450), ...drawLine(0, 0.54)]

/** A pen set down once. */
function dot(x: number, y: number): Stroke {
  return drawLine(x, y, x, y)
}

const STROKES: ReadonlyMap<string, readonly Stroke[]> = new Map(
  Object.entries({
    0: [drawArc(0.5, 0.5, 0.5, 0.5, 0, 360)],
    1: [drawLine(0.15, 0.22, 0.58, 0, 0.58, 1)],
    2: [[...drawArc(0.5, 0.29, 0.47, 0.29, 190, 380), ...drawLine(0.02, 1, 1, 1)]],
    3: [drawArc(0.47, 0.26, 0.44, 0.26, 200, 450), drawArc(0.47, 0.76, 0.5, 0.24, 270, 520)],
    4: [drawLine(0.74, 1, 0.74, 0, 0, 0.7, 1, 0.7)],
    5: [[...drawLine(0.92, 0, 0.14, 0, 0.08, 0.46), ...drawArc(0.48, 0.68, 0.5, 0.32, 222, 510)]],
    6: [six],
    7: [drawLine(0, 0, 1, 0, 0.36, 1)],
    8: [drawArc(0.5, 0.26, 0.42, 0.26, 0, 360), drawArc(0.5, 0.76, 0.5, 0.24, 0, 360)],
    9: [six.map(([x, y]) => [1 - x, 1 - y])],
    A: [drawLine(0, 1, 0.5, 0, 1, 1), drawLine(0.17, 0.66, 0.83, 0.66)],
    B: [
      [...drawLine(0, 1, 0, 0, 0.5, 0), ...drawArc(0.52, 0.24, 0.4, 0.24, 270, 450), ...drawLine(0, 0.48)],
      [...drawLine(0, 0.48, 0.5, 0.48), ...drawArc(0.54, 0.74, 0.46, 0.26, 270, 450), ...drawLine(0, 1)],
    ],
    C: [drawArc(0.52, 0.5, 0.52, 0.5, 312, 48)],
    D: [[...drawLine(0, 1, 0, 0, 0.4, 0), ...drawArc(0.4, 0.5, 0.6, 0.5, 270, 450), ...drawLine(0, 1)]],
    E: [drawLine(1, 0, 0, 0, 0, 1, 1, 1), drawLine(0, 0.48, 0.85, 0.48)],
    F: [drawLine(1, 0, 0, 0, 0, 1), drawLine(0, 0.48, 0.85, 0.48)],
    G: [[...drawArc(0.52, 0.5, 0.52, 0.5, 312, 5), ...drawLine(0.6, 0.54)]],
    H: [stem, drawLine(1, 0, 1, 1), drawLine(0, 0.48, 1, 0.48)],
    I: [drawLine(0.5, 0, 0.5, 1)],
    J: [[...drawLine(0.9, 0), ...drawArc(0.45, 0.7, 0.45, 0.3, 0, 165)]],
    K: [stem, drawLine(1, 0, 0, 0.62), drawLine(0.36, 0.4, 1, 1)],
    L: [drawLine(0, 0, 0, 1, 1, 1)],
    M: [drawLine(0, 1, 0, 0, 0.5, 0.72, 1, 0, 1, 1)],
    N: [drawLine(0, 1, 0, 0, 1, 1, 1, 0)],
    O: [drawArc(0.5, 0.5, 0.5, 0.5, 0, 360)],
    P: [capitalP],
    Q: [drawArc(0.5, 0.5, 0.5, 0.5, 0, 360), drawLine(0.62, 0.72, 1, 1.06)],
    R: [capitalP, drawLine(0.5, 0.54, 1, 1)],
    S: [[...drawArc(0.5, 0.25, 0.46, 0.25, 330, 90), ...drawArc(0.5, 0.75, 0.5, 0.25, 270, 510)]],
    T: [drawLine(0, 0, 1, 0), drawLine(0.5, 0, 0.5, 1)],
    U: [[...drawLine(0, 0), ...drawArc(0.5, 0.66, 0.5, 0.34, 180, 0), ...drawLine(1, 0)]],
    V: [drawLine(0, 0, 0.5, 1, 1, 0)],
    W: [drawLine(0, 0, 0.25, 1, 0.5, 0.25, 0.75, 1, 1, 0)],
    X: [drawLine(0, 0, 1, 1), drawLine(1, 0, 0, 1)],
    Y: [drawLine(0, 0, 0.5, 0.52, 1, 0), drawLine(0.5, 0.52, 0.5, 1)],
    Z: [drawLine(0, 0, 1, 0, 0, 1, 1, 1)],
    a: [bowl, rightStem],
    b: [stem, bowl],
    c: [drawArc(0.52, 0.65, 0.52, 0.35, 315, 45)],
    d: [bowl, drawLine(1, 0, 1, 1)],
    e: [[...drawLine(0, 0.63, 1, 0.63), ...drawArc(0.5, 0.65, 0.5, 0.35, 0, -312)]],
    f: [[...drawArc(1, 0.26, 0.6, 0.26, 275, 180), ...drawLine(0.4, 1)], drawLine(0, X_HEIGHT, 0.95, X_HEIGHT)],
    g: [bowl, [...drawLine(1, X_HEIGHT), ...drawArc(0.5, 1.02, 0.5, 0.28, 0, 155)]],
    h: [stem, arch],
    i: [drawLine(0.5, X_HEIGHT, 0.5, 1), dot(0.5, 0.04)],
    j: [[...drawLine(0.7, X_HEIGHT), ...drawArc(0.1, 1.04, 0.6, 0.26, 0, 95)], dot(0.7, 0.04)],
    k: [stem, drawLine(0.92, X_HEIGHT, 0, 0.76), drawLine(0.32, 0.6, 1, 1)],
    l: [[...drawLine(0.15, 0), ...drawArc(0.9, 0.8, 0.75, 0.2, 180, 95)]],
    m: [
      shortStem,
      [...drawArc(0.25, 0.56, 0.25, 0.26, 180, 360), ...drawLine(0.5, 1)],
      [...drawArc(0.75, 0.56, 0.25, 0.26, 180, 360), ...drawLine(1, 1)],
    ],
    n: [shortStem, arch],
    o: [bowl],
    p: [drawLine(0, X_HEIGHT, 0, DESCENT), bowl],
    q: [drawLine(1, X_HEIGHT, 1, DESCENT), bowl],
    r: [shortStem, drawArc(0.78, 0.66, 0.78, 0.36, 180, 282)],
    s: [[...drawArc(0.5, 0.475, 0.45, 0.175, 335, 90), ...drawArc(0.5, 0.825, 0.48, 0.175, 270, 515)]],
    t: [[...drawLine(0.38, 0.06), ...drawArc(0.82, 0.78, 0.44, 0.22, 180, 80)], drawLine(0, X_HEIGHT, 0.95, X_HEIGHT)],
    u: [[...drawLine(0, X_HEIGHT), ...drawArc(0.5, 0.68, 0.5, 0.32, 180, 0)], rightStem],
    v: [drawLine(0, X_HEIGHT, 0.5, 1, 1, X_HEIGHT)],
    w: [drawLine(0, X_HEIGHT, 0.25, 1, 0.5, 0.42, 0.75, 1, 1, X_HEIGHT)],
    x: [drawLine(0, X_HEIGHT, 1, 1), drawLine(1, X_HEIGHT, 0, 1)],
    y: [drawLine(0, X_HEIGHT, 0.52, 1), drawLine(1, X_HEIGHT, 0.33, DESCENT)],
    z: [drawLine(0, X_HEIGHT, 1, X_HEIGHT, 0, 1, 1, 1)],
    ' ': [],
    '.': [dot(0.5, 0.97)],
    ',': [drawLine(0.6, 0.96, 0.3, 1.18)],
    ':': [dot(0.5, 0.42), dot(0.5, 0.97)],
    ';': [dot(0.6, 0.42), drawLine(0.6, 0.96, 0.3, 1.18)],
    '!': [drawLine(0.5, 0, 0.5, 0.68), dot(0.5, 0.97)],
    '?': [[...drawArc(0.5, 0.27, 0.46, 0.27, 190, 440), ...drawLine(0.52, 0.68)], dot(0.52, 0.97)],
    "'": [drawLine(0.5, 0, 0.5, 0.24)],
    '’': [drawLine(0.6, 0, 0.4, 0.24)],
    '"': [drawLine(0.1, 0, 0.1, 0.24), drawLine(0.9, 0, 0.9, 0.24)],
    '/': [drawLine(0, 1.1, 1, -0.06)],
    '\\': [drawLine(0, -0.06, 1, 1.1)],
    '|': [drawLine(0.5, -0.06, 0.5, 1.2)],
    _: [drawLine(0, 1.14, 1, 1.14)],
    '-': [drawLine(0.05, 0.58, 0.95, 0.58)],
    '–': [drawLine(0, 0.58, 1, 0.58)],
    '+': [drawLine(0, 0.58, 1, 0.58), drawLine(0.5, 0.22, 0.5, 0.94)],
    '=': [drawLine(0, 0.42, 1, 0.42), drawLine(0, 0.74, 1, 0.74)],
    '<': [drawLine(1, 0.2, 0, 0.58, 1, 0.96)],
    '>': [drawLine(0, 0.2, 1, 0.58, 0, 0.96)],
    '×': [drawLine(0.08, 0.38, 0.92, 0.94), drawLine(0.92, 0.38, 0.08, 0.94)],
    '·': [dot(0.5, 0.6)],
    '*': [drawLine(0.5, 0.02, 0.5, 0.5), drawLine(0.08, 0.14, 0.92, 0.38), drawLine(0.08, 0.38, 0.92, 0.14)],
    '#': [
      drawLine(0.35, 0.05, 0.2, 0.95),
      drawLine(0.8, 0.05, 0.65, 0.95),
      drawLine(0, 0.34, 1, 0.34),
      drawLine(0, 0.68, 1, 0.68),
    ],
    '%': [drawArc(0.2, 0.22, 0.2, 0.2, 0, 360), drawArc(0.8, 0.78, 0.2, 0.2, 0, 360), drawLine(0.84, 0, 0.16, 1)],
    '(': [drawArc(1, 0.56, 0.9, 0.68, 250, 110)],
    ')': [drawArc(0, 0.56, 0.9, 0.68, -70, 70)],
    '[': [drawLine(1, -0.06, 0.2, -0.06, 0.2, 1.18, 1, 1.18)],
    ']': [drawLine(0, -0.06, 0.8, -0.06, 0.8, 1.18, 0, 1.18)],
    '…': [dot(0.1, 0.97), dot(0.5, 0.97), dot(0.9, 0.97)],
  }),
)

const WIDTHS: ReadonlyMap<string, number> = new Map([
  ...each("iI.:!'’|·", 0.25),
  ...each(',;', 0.3),
  ...each('()[]l', 0.4),
  ...each('j', 0.45),
  ...each('" ', 0.5),
  ...each('rft-', 0.65),
  ...each('/\\*', 0.75),
  ...each('EFLJszxvykc', 0.88),
  ...each('CDGHNOQU+=–<>#', 1.15),
  ...each('ATVXYZ', 1.1),
  ...each('mM%…', 1.5),
  ...each('wW', 1.6),
])

function each(characters: string, width: number): (readonly [string, number])[] {
  return [...characters].map((character) => [character, width] as const)
}
