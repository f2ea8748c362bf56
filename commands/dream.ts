/** A photo hallucinates with a layer, or several; frame after frame, if asked, into an animation. */
import { z } from 'zod'
import { defineCommand, type RenderKit } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import type { Pixels } from '../src/core/pixels.ts'
import { type AscentStep, type Rendering, SMALLEST_SIZE } from '../src/core/rendering.ts'
import { parseFilters } from '../src/core/selection/directions.ts'
import { layersOf, layersText, parseLayers } from '../src/core/selection/layer-mix.ts'
import type { Images } from '../src/engine/engine.ts'
import { ranges } from '../src/i18n/format.ts'
import { dream } from '../src/vis/dream/dream.ts'
import { endlessZoom } from '../src/vis/dream/endless-zoom.ts'
import { guided, guideImages } from '../src/vis/dream/guide.ts'
import { balanceLayers } from '../src/vis/dream/layer-balance.ts'
import { layerSchedule } from '../src/vis/dream/layer-schedule.ts'
import { createLoop } from '../src/vis/dream/loop.ts'
import { maskOf, noAlpha, transparent, within } from '../src/vis/dream/mask.ts'
import { checkOctaves, octaveSizes } from '../src/vis/dream/octaves.ts'
import { fit, toImages, toPixels } from '../src/vis/images.ts'
import { createRandom } from '../src/vis/random.ts'
import { resize } from '../src/vis/resize.ts'
import { scoreChange } from '../src/vis/score-change.ts'
import { pixelsRun, tiledGradient } from '../src/vis/tiled-gradient.ts'
import { animation, ascent, checkDreamOptions, LARGEST_DREAM, subject } from './dream/options.ts'

/** The longer side of a render that is not given a size; smaller photos keep theirs. */
const USUAL_SIZE = 512
/**
 * How many of the first frame's steps the others take. They begin where one has ended: as many again would only sharpen
 * the grain from frame to frame, and flicker.
 */
const LATER_FRAMES = 0.4
const MOST_FILTERS = 64
/** What a guide costs at each step, in units of what a step costs without one: it looks before it climbs. */
const GUIDED = 2

export default defineCommand({
  description: 'Let a photo dream: a network sees things in it, and the photo becomes what it sees',

  args: z.object({
    ...subject,
    ...ascent,
    ...animation,
    seed: common.seed,
    format: common.format,
  }),

  onPicture: { title: 'Dream this image', option: 'image' },

  async run({ image, guide, layer, layers, filters, network, size: asked, seed, ...rest }, context) {
    const mix = layers === undefined ? undefined : parseLayers(layers)
    const choice = await context.choose({ network, layer: mix?.[0]?.layer ?? layer, command: 'dream' })
    for (const each of mix ?? []) await context.choose({ network: choice.network, layer: each.layer })
    const photo = await context.photo(image)
    if (guide !== undefined) await context.photo(guide)
    if (rest.mask && !photo.alpha) throw noAlpha()
    const size = asked ?? Math.min(USUAL_SIZE, Math.max(SMALLEST_SIZE, photo.width, photo.height))
    const format = rest.format ?? (rest.frames > 1 ? 'gif' : 'png')
    checkDreamOptions({ ...rest, layer, layers: mix, filters, size, format })
    const chosen = filters === undefined ? undefined : parseFilters(filters, choice.layer, choice.filters, MOST_FILTERS)
    return {
      command: 'dream',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        frameIterations: rest.frameIterations ?? Math.ceil(LATER_FRAMES * rest.iterations),
        size,
        format,
        ...(mix && { layers: layersText(mix) }),
        ...(chosen && { filters: ranges(chosen) }),
      },
      seed: seed ?? context.seed(),
      image,
      ...(guide !== undefined && { guide }),
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  work({ guide, parameters: { size, iterations, octaves, octaveScale, frames, frameIterations } }) {
    const sides = Array.from({ length: octaves }, (_, i) => Math.round(size / octaveScale ** i))
    const pixels = sides.reduce((sum, side) => sum + pixelsRun(side, side), 0)
    return pixels * (iterations + (frames - 1) * frameIterations) * (guide === undefined ? 1 : GUIDED)
  },

  expects({ parameters: { size, frames, format } }, photo = { width: size, height: size }) {
    const [height, width] = fit(photo.height, photo.width, size)
    return { width, height, frames, format }
  },

  async *render(job, kit): AsyncGenerator<AscentStep, Rendering> {
    const { size, frames, frameIterations, filters, layers, zoom, rotate, loop, journey, mask, format, ...options } =
      job.parameters
    const { layer, seed } = job
    const names = layersOf(job)
    const deepest = mostDemanding(names, kit)
    const photo = await kit.photo()
    checkOctaves(photo, size, options, { ...deepest, largest: LARGEST_DREAM })
    const start = toImages(photo, ...fit(photo.height, photo.width, size))
    const where = mask ? maskOf(await kit.opacity(), start) : undefined

    const guide = job.guide === undefined ? undefined : guideImages(await kit.guide(), deepest)
    const led = guide ? await guided(kit.network, guide, names) : kit.network
    const network = tiledGradient(led, kit.layers, createRandom(seed, TILES))

    async function objectives() {
      if (layers === undefined) {
        const chosen =
          filters === undefined ? undefined : parseFilters(filters, layer, kit.filters(layer), MOST_FILTERS)
        const objective = [{ layer, quadratic: 1, ...(chosen && { filters: chosen }) }]
        return () => objective
      }
      const all = parseLayers(layers)
      const mix = await balanceLayers(smallest(start, options), names, network)
      return (frame: number) => mix(journey ? layerSchedule(all, frame, { frames, loop }) : all)
    }

    const objectiveOf = await objectives()
    const random = createRandom(seed)
    const one = (image: Images, frame: number) => {
      const iterations = frame === 0 ? options.iterations : frameIterations
      const objective = objectiveOf(frame)
      return dream(image, { ...options, iterations, objective, mask: where }, network, random)
    }
    const climbTo = (last: Pixels | undefined) => {
      const score = (image: Images) => network.gradient(image, objectiveOf(frames - 1))
      // Nothing is dreamt coarser than in the smallest octave: seen any smaller, it would be lost.
      const [coarsest = []] = octaveSizes(start, options)
      return scoreChange(score, start, last ? toImages(last) : start, Math.max(deepest.minimum, Math.min(...coarsest)))
    }
    if (frames === 1) {
      const picture = toPixels(yield* one(start, 0))
      const keepsAlpha = where && (format === 'png' || format === 'webp')
      const shown = keepsAlpha ? transparent(picture, where) : picture
      return { kind: 'picture', picture: shown, climb: await climbTo(picture) }
    }
    const close = loop ? createLoop({ frames, zoom, rotate }) : (image: Images) => image
    const after = (image: Images, frame: number) =>
      where ? within(close(image, frame), start, where) : close(image, frame)
    const later = frameIterations / options.iterations
    const pictures = yield* endlessZoom(start, { frames, zoom, rotate, later, after }, one)
    return { kind: 'animation', frames: pictures, climb: await climbTo(pictures.at(-1)) }
  },
})

/** Of a seed's streams of chance, the one that tiles are laid by: the dream itself has the first. */
const TILES = 1

/** The layer that needs the largest pictures. */
function mostDemanding(layers: readonly string[], kit: RenderKit): { layer: string; minimum: number } {
  const needs = layers.map((layer) => ({ layer, minimum: kit.minimumSize(layer) }))
  return needs.reduce((most, each) => (each.minimum > most.minimum ? each : most))
}

function smallest(start: Images, options: Parameters<typeof octaveSizes>[1]): Images {
  const [size = [1, 1]] = octaveSizes(start, options)
  return resize(start, ...size)
}
