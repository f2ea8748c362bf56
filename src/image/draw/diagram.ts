/** Draws a table whose rows are joined by wires, such as a network's layers from top to bottom. Pure. */

import type { Pixels, Rectangle } from '../../core/pixels.ts'
import { drawTexts, PAPER } from './chart-text.ts'
import { type DiagramLayout, type DiagramOptions, layOutDiagram } from './diagram-layout.ts'
import { blank, type Colour, drawStrokes, fillRectangle } from './pen.ts'

export interface Diagram {
  readonly picture: Pixels
  /** The place of each row in the picture. */
  readonly places: readonly Rectangle[]
}

/**
 * The table as a picture. Rows that would make it too high continue in further strips beside the first one, all of them
 * equally long. A text that is too long for its column keeps its end.
 */
export function diagram(options: DiagramOptions): Diagram {
  const layout = layOutDiagram(options)
  return { picture: draw(layout), places: layout.places }
}

const WIRE: Colour = [125, 125, 136]
const WIRE_WIDTH = 2.5
/** Diameter of a dot, and of the paper around it that covers the wires. */
const DOT_SIZE = 13
const DOT_CLEARANCE = 18
/** Diameter of the gap above and below a bridge, in the wire that it crosses. */
const GAP_SIZE = 4

function draw({ width, height, areas, wires, dots, texts }: DiagramLayout): Pixels {
  const picture = blank(width, height, PAPER)
  for (const { area, colour } of areas) fillRectangle(picture, area, colour)
  for (const { stroke, gaps } of wires) {
    for (const gap of gaps) drawStrokes(picture, [[gap]], GAP_SIZE, PAPER)
    drawStrokes(picture, [stroke], WIRE_WIDTH, WIRE)
  }
  for (const { centre, colour } of dots) {
    drawStrokes(picture, [[centre]], DOT_CLEARANCE, PAPER)
    drawStrokes(picture, [[centre]], DOT_SIZE, colour)
  }
  drawTexts(picture, texts)
  return picture
}
