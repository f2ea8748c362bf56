/**
 * Draws docs/architecture.svg: the rooms of `test/boundary/walls.ts` on their floors, and the way of one `/dream` through
 * them, read from the numbered list in docs/architecture.md. `npm run architecture` writes it; a test compares it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import dagre from '@dagrejs/dagre'
import { type Room, WALLS } from '../test/boundary/walls.ts'

const PAGE = fileURLToPath(new URL('architecture.md', import.meta.url))
const DRAWING = fileURLToPath(new URL('architecture.svg', import.meta.url))

/** One step of the way: the file that the list's item names first, and its room. */
export interface Stop {
  readonly file: string
  readonly room: string
}

/** A folder of the first or second level, with all folders below it: `src/vis`, `commands`. */
export interface House {
  readonly name: string
  readonly holds: string
  readonly imports: ReadonlySet<string>
  /** The longest chain of imports below it; 0 at the bottom. */
  readonly floor: number
}

/** The rooms in the table's order, with the imports of their folders taken together. */
export function houseOf(walls: readonly Room[]): House[] {
  const names = [...new Set(walls.map(({ folder }) => roomOf(folder)))]
  const imports = new Map(names.map((name) => [name, importsOf(name, walls, names)]))
  const floors = new Map<string, number>()
  const floorOf = (name: string): number => {
    const known = floors.get(name)
    if (known !== undefined) return known
    const floor = Math.max(-1, ...[...(imports.get(name) ?? [])].map(floorOf)) + 1
    floors.set(name, floor)
    return floor
  }
  return names.map((name) => ({
    name,
    holds: walls.find(({ folder }) => folder === name)?.holds ?? '',
    imports: imports.get(name) ?? new Set(),
    floor: floorOf(name),
  }))
}

/** Imports that no other chain of imports implies: with all of them the drawing could not be read. */
export function directImports(house: readonly House[]): (readonly [from: string, to: string])[] {
  const importsOfRoom = new Map(house.map(({ name, imports }) => [name, imports]))
  const reaches = (from: string, to: string): boolean =>
    [...(importsOfRoom.get(from) ?? [])].some((next) => next === to || reaches(next, to))
  return house.flatMap(({ name, imports }) =>
    [...imports]
      .filter((to) => ![...imports].some((other) => other !== to && reaches(other, to)))
      .map((to) => [name, to] as const),
  )
}

/** The stops of the page's numbered list: the first path in each item that names a source file. */
export function stopsIn(page: string): Stop[] {
  const items = page.split('\n').filter((line) => /^\d+\. /.test(line))
  return items.map((item) => {
    const file = /`((?:src|commands|models)\/[\w./-]+\.ts)`/.exec(item)?.[1]
    if (file === undefined) throw new Error(`no file in "${item}"`)
    return { file, room: roomOf(file.split('/').slice(0, -1).join('/')) }
  })
}

/** The drawing as SVG. */
export function drawArchitecture(walls: readonly Room[], page: string): string {
  const house = houseOf(walls)
  const upper = house.filter(({ name }) => name !== 'src' && !GROUND.includes(name))
  const arrows = directImports(house).filter(([from, to]) =>
    [from, to].every((name) => upper.some((room) => room.name === name)),
  )
  const { boxes, paths, width, height } = layOut(upper, arrows)
  const stops = [...stopsIn(page).entries()]
  const badges = boxes.flatMap((box) => {
    const here = stops.filter(([, { room }]) => room === box.name).map(([i]) => i + 1)
    return here.toReversed().map((step, place) => badge(box, place, step))
  })
  const ground = house.filter(({ name }) => GROUND.includes(name))
  const bottom = height + MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + BOX.height + MARGIN}" font-family="system-ui, sans-serif">`,
    '<title>The rooms of Dreambot: each imports only from rooms below it. Numbers follow one /dream.</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
    '<path d="M0 0 8 4 0 8z" fill="#8a94a6"/></marker></defs>',
    ...paths.map(drawPath),
    ...boxes.map(drawBox),
    ...badges,
    `<text x="${width / 2}" y="${bottom - 10}" font-size="12" fill="#5a6577" text-anchor="middle">for all rooms</text>`,
    ...ground.map(({ name }, i) => {
      const each = (width - 2 * MARGIN + GAP) / ground.length
      return drawBox({ name, x: MARGIN + i * each, y: bottom, width: each - GAP })
    }),
    '</svg>',
    '',
  ].join('\n')
}

/** Rooms that all others may import: their arrows would cover the rest. */
const GROUND: readonly string[] = ['src/core', 'src/i18n', 'src/system']

/** What each room is about, in the few words that fit into its box. */
const SUBJECTS: Readonly<Record<string, string>> = {
  'src/app': 'settings, log, the programs',
  'src/platforms': 'Discord, Slack, the page, the CLI',
  'src/bot': 'a request from call to last card',
  'src/worker': 'the render process',
  commands: 'one file a command',
  'src/atlas': 'filters drawn once and kept',
  'src/command': 'what a command is',
  'src/storage': 'SQLite and the photo folder',
  'src/scheduler': 'the line, limits, estimates',
  'src/vis': 'dreams, filters, feature maps',
  'src/engine': 'gradients: ONNX, TensorFlow.js',
  models: 'one file a network',
  'src/network': 'graphs, file formats, the catalog',
  'src/image': 'files, grids, diagrams',
  'src/core': 'the nouns: jobs, replies, errors',
  'src/i18n': 'phrases and languages',
  'src/system': 'memory, files, processes',
}

interface Point {
  readonly x: number
  readonly y: number
}

/** A room's rectangle by its upper left corner. */
interface Box extends Point {
  readonly name: string
  readonly width: number
}

const MARGIN = 24
const GAP = 28
const BOX = { width: 248, height: 62 }

/** Boxes and arrows without overlaps, by Sugiyama's layered layout; a room lies below all that import it. */
function layOut(rooms: readonly House[], arrows: readonly (readonly [from: string, to: string])[]) {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ ranksep: 46, nodesep: GAP, marginx: MARGIN, marginy: MARGIN })
  for (const { name } of rooms) graph.setNode(name, { width: BOX.width, height: BOX.height })
  for (const [from, to] of arrows) graph.setEdge(from, to, {})
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const boxes = rooms.map(({ name }): Box => {
    const { x, y } = graph.node(name)
    return { name, x: Math.round(x - BOX.width / 2), y: Math.round(y - BOX.height / 2), width: BOX.width }
  })
  const paths = graph
    .edges()
    .map((edge: { readonly v: string; readonly w: string }): readonly Point[] => graph.edge(edge).points)
  return { boxes, paths, width: Math.round(width), height: Math.round(height) }
}

function drawBox({ name, x, y, width }: Box): string {
  const subject = SUBJECTS[name]
  if (subject === undefined) throw new Error(`docs/architecture.ts does not say what ${name} is about`)
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${BOX.height}" rx="8" fill="#f6f8fb" stroke="#c3cad6"/>`,
    `<text x="${x + 14}" y="${y + 26}" font-size="15" font-weight="600" fill="#1c2430">${name.replace(/^src\//, '')}/</text>`,
    `<text x="${x + 14}" y="${y + 46}" font-size="12.5" fill="#5a6577">${subject}</text>`,
  ].join('')
}

/** A smooth line: quadratic curves between the middles of its segments. */
function drawPath(points: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${Math.round(x)} ${Math.round(y)}`
  const middle = (a: Point, b: Point) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
  const [first = { x: 0, y: 0 }, ...rest] = points
  const curves = rest.map((point, i) => {
    const next = rest[i + 1]
    return next ? `Q${at(point)} ${at(middle(point, next))}` : `L${at(point)}`
  })
  return `<path d="M${at(first)} ${curves.join(' ')}" fill="none" stroke="#8a94a6" stroke-width="1.2" marker-end="url(#tip)"/>`
}

/** The number of a step in the upper right corner of its room, `place` badges from the right. */
function badge({ x, y, width }: Box, place: number, step: number): string {
  const [cx, cy] = [x + width - 18 - place * 26, y + 20]
  return [
    `<circle cx="${cx}" cy="${cy}" r="11" fill="#5b3fd6"/>`,
    `<text x="${cx}" y="${cy + 4.5}" font-size="12.5" font-weight="600" fill="#fff" text-anchor="middle">${step}</text>`,
  ].join('')
}

function roomOf(folder: string): string {
  const [first = '', second] = folder.split('/')
  return first === 'src' && second !== undefined ? `src/${second}` : first
}

function importsOf(name: string, walls: readonly Room[], names: readonly string[]): Set<string> {
  const patterns = walls.filter(({ folder }) => roomOf(folder) === name).flatMap(({ imports }) => imports)
  const rooms = patterns.map((pattern) => roomOf(pattern.replace(/\/\*\*$/, '')))
  return new Set(rooms.filter((room) => room !== name && names.includes(room)))
}

if (import.meta.main) writeFileSync(DRAWING, drawArchitecture(WALLS, readFileSync(PAGE, 'utf8')))
