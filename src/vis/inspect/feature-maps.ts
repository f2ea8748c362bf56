/** Feature maps as pictures: what a photo excites, strongest first. */

import { answerNotFinite } from '../../core/common-errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { FilterStrength } from '../../core/rendering.ts'
import type { FeatureMaps, Maps } from '../../engine/engine.ts'
import { inThreeDigits } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { colourize, magma } from '../../image/draw/colormap.ts'
import { enlargeNearest } from '../../image/draw/enlarge.ts'
import type { Legend, SheetTile } from '../../image/draw/sheet.ts'
import type { ReceptiveField } from '../../network/graph/receptive-field.ts'
import { fitSize } from '../images.ts'
import { resample, resize, type SampleLine } from '../resize.ts'

/** How the maps of one layer are drawn. */
export interface MapOptions {
  /** Each map from 0 to its own maximum, or all to that of the strongest drawn with them. */
  readonly range: 'own' | 'common'
  /** Of each tile, in pixels. */
  readonly height: number
  readonly width: number
  /** Draws the maps over the photo. */
  readonly over?: Background | undefined
}

/** What lies below a map. */
interface Background {
  /** Of the size of a tile. */
  readonly photo: Pixels
  /** Of the picture that the network saw, in pixels: [height, width]. */
  readonly inputSize: readonly [height: number, width: number]
  /** Of the layer. */
  readonly field: ReceptiveField
}

/**
 * All filters of the first picture of a batch by the largest activation at any position, strongest first; equals by
 * number. The largest, not the mean: what finds an eye fires at one place and nowhere else.
 * Throws `UserError` engine for a network whose numbers are no longer finite.
 */
export function rankFilters({ shape: [, channels, height, width], data }: FeatureMaps): FilterStrength[] {
  const positions = height * width
  const strengths = Array.from({ length: channels }, (_, filter) => {
    const map = data.subarray(filter * positions, (filter + 1) * positions)
    return { filter, value: map.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) }
  })
  if (strengths.some(({ value }) => !Number.isFinite(value))) throw answerNotFinite()
  return strengths.sort((a, b) => b.value - a.value || a.filter - b.filter)
}

/** The maps of `chosen` filters of the first picture of a batch, in that order, as tiles with number and strength. */
export function mapTiles(maps: FeatureMaps, chosen: readonly FilterStrength[], look: MapOptions): SheetTile[] {
  const common = Math.max(...chosen.map(({ value }) => value))
  return chosen.map(({ filter, value }) => {
    const map = mapOf(maps, filter)
    const most = look.range === 'own' ? value : common
    const picture = look.over ? overlay(map, most, look.over) : plainMap(map, most, look.height, look.width)
    return { picture, label: String(filter), value: formatStrength(value) }
  })
}

/**
 * [height, width] of a tile in the proportions of what the network saw, `side` wide; of what is higher than wide, less, so
 * that it is at most 1.5 times that high.
 */
export function tileSize([height, width]: Background['inputSize'], side: number): Background['inputSize'] {
  return fitSize(height, width, height > width ? Math.min(TALLEST_TILE * side, (side * height) / width) : side)
}

/** Of a tile, in its side's measure. */
export const TALLEST_TILE = 1.5

/** What magma stands for: `end` is the words, or the number, at its bright end. */
export function magmaLegend(end: string): Legend {
  return { colormap: magma, marks: ['0', end] }
}

/** A strength as people read it, to three digits. */
export function formatStrength(value: number): string {
  return inEnglish(inThreeDigits(value))
}

/** One filter's map: [1, 1, h, w]. */
function mapOf({ shape: [, , height, width], data }: FeatureMaps, filter: number): Maps {
  const positions = height * width
  return { shape: [1, 1, height, width], data: data.subarray(filter * positions, (filter + 1) * positions) }
}

/**
 * A map in magma from 0, and below, to `most`. Each position becomes a rectangle of one colour where there are at least two
 * pixels a side for it; of larger maps what is strong stays strong.
 */
function plainMap(map: Maps, most: number, height: number, width: number): Pixels {
  const [, , rows, columns] = map.shape
  if (height >= 2 * rows && width >= 2 * columns) return enlargeNearest(inMagma(map, most), height, width)
  const few = poolMaxima(map, blockSize(rows / height), blockSize(columns / width))
  return inMagma(resize(few, height, width), most)
}

/**
 * A map over the photo: where it is strong its colours, elsewhere the photo in grey. It is enlarged smoothly, each position
 * lying over the middle of what it sees.
 */
function overlay(map: Maps, most: number, { photo, inputSize, field }: Background): Pixels {
  const { height, width } = photo
  const [down, right] = [pixelPositions(field, 0, height, inputSize[0]), pixelPositions(field, 1, width, inputSize[1])]
  const few = poolMaxima(map, blockSize(down.step), blockSize(right.step))
  const laid = resample(few, inBlocks(down), inBlocks(right))
  const above = inMagma(laid, most)
  const data = new Uint8Array(3 * height * width)
  for (let i = 0; i < height * width; i++) {
    const light = PHOTO_BRIGHTNESS * luma(photo.data, 3 * i)
    // In full colour from the middle of the range on; below, the photo shines through.
    const cover = Math.min(1, 2 * brightness(laid.data[i]!, most))
    for (let c = 3 * i; c < 3 * i + 3; c++) data[c] = Math.round(light + cover * (above.data[c]! - light))
  }
  return { width, height, data }
}

/** How many positions in a row are drawn as one pixel, where there are `step` for each: at least one. */
function blockSize(step: number): number {
  return Math.max(1, Math.floor(step))
}

/** The largest values of blocks of `down` by `right` positions: a mean would lose what fires at one place alone. */
function poolMaxima(map: Maps, down: number, right: number): Maps {
  if (down === 1 && right === 1) return map
  const [, , height, width] = map.shape
  const [rows, columns] = [Math.ceil(height / down), Math.ceil(width / right)]
  const data = new Float32Array(rows * columns).fill(Number.NEGATIVE_INFINITY)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = Math.floor(y / down) * columns + Math.floor(x / right)
      data[to] = Math.max(data[to]!, map.data[y * width + x]!)
    }
  return { shape: [1, 1, rows, columns], data }
}

/** The same places among blocks of positions, as `strongestOf` makes them. */
function inBlocks({ count, first, step }: SampleLine): SampleLine {
  const block = blockSize(step)
  return { count, first: (first - (block - 1) / 2) / block, step: step / block }
}

/** So that the colours stand out against a bright photo. */
const PHOTO_BRIGHTNESS = 0.75

/** Of the pixel whose red is at `place`, 0..255. Rec. 601. */
function luma(data: Uint8Array, place: number): number {
  return 0.299 * data[place]! + 0.587 * data[place + 1]! + 0.114 * data[place + 2]!
}

function inMagma({ shape: [, , height, width], data }: Maps, most: number): Pixels {
  return colourize({ width, height, values: data }, magma, (value) => brightness(value, most))
}

/** A filter that fires nowhere has no range: its map is black. */
function brightness(value: number, most: number): number {
  return most > 0 ? Math.min(1, Math.max(0, value / most)) : 0
}

/** Where `count` pixels of a picture that was `seen` pixels long lie among a map's positions, along one axis. */
function pixelPositions(field: ReceptiveField, axis: 0 | 1, count: number, seen: number): SampleLine {
  // After a mean over all positions, the one that is left lies over everything.
  if (!Number.isFinite(field.last[axis])) return { count, first: 0, step: 0 }
  const middle = (field.first[axis] + field.last[axis]) / 2
  const pixel = seen / count
  return { count, first: (0.5 * pixel - 0.5 - middle) / field.jump[axis], step: pixel / field.jump[axis] }
}
