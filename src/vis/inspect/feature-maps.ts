/** Feature maps as pictures: where a photo excites the filters of a layer, strongest first. */

import { answerNotFinite } from '../../core/common-errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { FilterStrength } from '../../core/rendering.ts'
import type { FeatureMaps, Maps } from '../../engine/engine.ts'
import { inThreeDigits } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { COLORMAPS, type Colormap, type ColormapName, colourize } from '../../image/draw/colormap.ts'
import { enlargeNearest } from '../../image/draw/enlarge.ts'
import type { Legend, SheetTile } from '../../image/draw/sheet.ts'
import type { ReceptiveField } from '../../network/graph/receptive-field.ts'
import { fitSize } from '../images.ts'
import { resample, resize, type SampleLine } from '../resize.ts'

/** Drawing options for the maps of one layer. */
export interface MapOptions {
  /** Whether colours go up to each map's own maximum, or to that of the strongest map drawn. */
  readonly range: 'own' | 'common'
  readonly colours: ColormapName
  /** The size of each tile, in pixels. */
  readonly height: number
  readonly width: number
  /** Draws the maps over a photo. */
  readonly over?: Background | undefined
}

/** The photo below a map. */
interface Background {
  /** At the size of a tile. */
  readonly photo: Pixels
  /** [height, width] of the picture that the network was given, in pixels. */
  readonly inputSize: readonly [height: number, width: number]
  /** The layer's receptive field. */
  readonly field: ReceptiveField
}

/**
 * Ranks the filters of the first picture of a batch by their largest activation at any position, strongest first; equal
 * ones by number. It is the largest and not the mean, because a filter that finds an eye fires at one position only.
 * Throws `UserError` engine if an activation is not finite.
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

/** Draws the maps of filters of the first picture of a batch, in the given order, labelled with number and strength. */
export function mapTiles(maps: FeatureMaps, filters: readonly FilterStrength[], options: MapOptions): SheetTile[] {
  const { range, colours, over, height, width } = options
  const colormap = COLORMAPS[colours]
  const common = Math.max(...filters.map(({ value }) => value))
  return filters.map(({ filter, value }) => {
    const map = mapOf(maps, filter)
    const most = range === 'own' ? value : common
    const scale = { most, colormap }
    const picture = over ? overlay(map, scale, over) : plainMap(map, scale, { height, width })
    return { picture, label: String(filter), value: formatStrength(value) }
  })
}

/**
 * [height, width] of a tile in the proportions of the network's input: `side` pixels wide, or narrower if it would
 * become higher than `TALLEST_TILE` times that.
 */
export function tileSize([height, width]: Background['inputSize'], side: number): Background['inputSize'] {
  return fitSize(height, width, height > width ? Math.min(TALLEST_TILE * side, (side * height) / width) : side)
}

/** The largest height of a tile, relative to its nominal side. */
export const TALLEST_TILE = 1.5

/** The legend of a colour map. `end` describes its bright end: a number or words. */
export function colormapLegend(colours: ColormapName, end: string): Legend {
  return { colormap: COLORMAPS[colours], marks: ['0', end] }
}

/** Formats a strength with three significant digits. */
export function formatStrength(value: number): string {
  return inEnglish(inThreeDigits(value))
}

/** One filter's map: [1, 1, h, w]. */
function mapOf({ shape: [, , height, width], data }: FeatureMaps, filter: number): Maps {
  const positions = height * width
  return { shape: [1, 1, height, width], data: data.subarray(filter * positions, (filter + 1) * positions) }
}

/** The colours of a map: from 0 to `most`, which is the bright end of the colour map. */
interface ColourScale {
  readonly most: number
  readonly colormap: Colormap
}

/**
 * Draws a map in colours from 0 (and below) to `most`. Where there are at least two pixels for each position
 * in both directions, positions become rectangles; larger maps are shrunk so that their maxima remain.
 */
function plainMap(map: Maps, scale: ColourScale, { height, width }: Pick<MapOptions, 'height' | 'width'>): Pixels {
  const [, , rows, columns] = map.shape
  if (height >= 2 * rows && width >= 2 * columns) return enlargeNearest(inColours(map, scale), height, width)
  const pooled = maxPool(map, blockSize(rows / height), blockSize(columns / width))
  return inColours(resize(pooled, height, width), scale)
}

/**
 * Draws a map over the photo: the map's colours where it is strong, the photo in grey elsewhere. The map is enlarged
 * smoothly, each position at the centre of its receptive field.
 */
function overlay(map: Maps, scale: ColourScale, { photo, inputSize, field }: Background): Pixels {
  const { height, width } = photo
  const down = pixelPositions(field, 0, { count: height, side: inputSize[0] })
  const right = pixelPositions(field, 1, { count: width, side: inputSize[1] })
  const pooled = maxPool(map, blockSize(down.step), blockSize(right.step))
  const enlarged = resample(pooled, inBlocks(down), inBlocks(right))
  const colours = inColours(enlarged, scale)
  const data = new Uint8Array(3 * height * width)
  for (let i = 0; i < height * width; i++) {
    const light = PHOTO_BRIGHTNESS * luma(photo.data, 3 * i)
    // Opaque from the middle of the range on; below that the photo shows through.
    const opacity = Math.min(1, 2 * fractionOf(enlarged.data[i]!, scale.most))
    for (let c = 3 * i; c < 3 * i + 3; c++) data[c] = Math.round(light + opacity * (colours.data[c]! - light))
  }
  return { width, height, data }
}

/** The number of positions along an axis that are drawn as one, if there are `step` for each pixel: at least 1. */
function blockSize(step: number): number {
  return Math.max(1, Math.floor(step))
}

/**
 * Max pooling over blocks of `down` by `right` positions. A mean would lose a filter that fires at one position only.
 */
function maxPool(map: Maps, down: number, right: number): Maps {
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

/** Converts sample positions in a map to those in the map pooled by `maxPool`. */
function inBlocks({ count, first, step }: SampleLine): SampleLine {
  const block = blockSize(step)
  return { count, first: (first - (block - 1) / 2) / block, step: step / block }
}

/** Dims the photo, so that the colours stand out. */
const PHOTO_BRIGHTNESS = 0.75

/** The luma, 0..255, of the pixel whose red value is at `index`. Source: ITU-R BT.601. */
function luma(data: Uint8Array, index: number): number {
  return 0.299 * data[index]! + 0.587 * data[index + 1]! + 0.114 * data[index + 2]!
}

function inColours({ shape: [, , height, width], data }: Maps, { most, colormap }: ColourScale): Pixels {
  return colourize({ width, height, values: data }, colormap, (value) => fractionOf(value, most))
}

/** value / most, clipped to 0..1. A filter that fires nowhere has no range: 0. */
function fractionOf(value: number, most: number): number {
  return most > 0 ? Math.min(1, Math.max(0, value / most)) : 0
}

/** The positions in a map, along one axis, of `count` pixels that divide an input of `side` pixels evenly. */
function pixelPositions(
  field: ReceptiveField,
  axis: 0 | 1,
  { count, side }: { readonly count: number; readonly side: number },
): SampleLine {
  // After a global mean, the one position that is left lies over everything.
  if (!Number.isFinite(field.last[axis])) return { count, first: 0, step: 0 }
  const centre = (field.first[axis] + field.last[axis]) / 2
  const pixel = side / count
  return { count, first: (0.5 * pixel - 0.5 - centre) / field.jump[axis], step: pixel / field.jump[axis] }
}
