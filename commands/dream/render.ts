/**
 * A dream job rendered: `setUp` makes what all frames share out of the job and its photos, `dreamFrame` dreams one frame,
 * and `renderPicture` and `renderAnimation` make the result of one frame or of many.
 */
import type { RenderKit } from '../../src/command/command.ts'
import { defined } from '../../src/core/defined.ts'
import type { Format } from '../../src/core/file-types.ts'
import type { Job } from '../../src/core/job.ts'
import type { Pixels } from '../../src/core/pixels.ts'
import type { AscentStep, Rendering, ScoreChange } from '../../src/core/rendering.ts'
import { MOST_FILTERS, parseFilters } from '../../src/core/selection/filter-list.ts'
import { layersOf, parseLayers } from '../../src/core/selection/layer-mix.ts'
import type { Images, Objective, OpenNetwork } from '../../src/engine/engine.ts'
import { dream } from '../../src/vis/dream/dream.ts'
import { endlessZoom } from '../../src/vis/dream/endless-zoom.ts'
import { guideImages, guideNetwork } from '../../src/vis/dream/guide.ts'
import { balanceLayers } from '../../src/vis/dream/layer-balance.ts'
import { layerSchedule } from '../../src/vis/dream/layer-schedule.ts'
import { createLoop } from '../../src/vis/dream/loop.ts'
import { blendByMask, opacityMask, withTransparency } from '../../src/vis/dream/mask.ts'
import { checkOctaves, octaveSizes } from '../../src/vis/dream/octaves.ts'
import { fitSize, toImages, toPixels } from '../../src/vis/images.ts'
import { createRandom, type Random } from '../../src/vis/random.ts'
import { resize } from '../../src/vis/resize.ts'
import { scoreChange } from '../../src/vis/score-change.ts'
import { tiledGradient } from '../../src/vis/tiled-gradient.ts'
import { type DreamParameters, LARGEST_DREAM } from './options.ts'

type DreamJob = Job<DreamParameters>

/** What all frames of a job share. */
interface Setup {
  readonly parameters: DreamParameters
  /** The photo at the size of the render, [1, 3, h, w]. */
  readonly start: Images
  /** Where the photo may change, [1, 1, h, w], 0..1; undefined for everywhere. */
  readonly mask: Images | undefined
  /** Led by the guide, if there is one; gradients of large pictures are computed in tiles. */
  readonly network: OpenNetwork
  readonly objectiveOf: (frame: number) => Objective
  /** The source of all jitter, used up frame by frame. */
  readonly random: Random
  /** The smallest side of pictures whose scores are compared: a dream has nothing coarser than its first octave. */
  readonly leastSide: number
}

/** Index of the random stream that places tiles. The dream itself uses stream 0 of the same seed. */
const TILE_STREAM = 1

/** Throws `UserError` too-small, bad-input or no-photo for photos that cannot be dreamt on. */
export async function setUp(job: DreamJob, kit: RenderKit): Promise<Setup> {
  const { parameters, seed } = job
  const { size, mask } = parameters
  const names = layersOf(job)
  const deepest = mostDemanding(names, kit)
  const photo = await kit.photo()
  checkOctaves(photo, { ...parameters, ...deepest, largest: LARGEST_DREAM })
  const start = toImages(photo, ...fitSize(photo.height, photo.width, size))
  const opaque = mask ? opacityMask(await kit.opacity(), start) : undefined
  const guide = job.guide === undefined ? undefined : guideImages(await kit.guide(), deepest)
  const led = guide ? await guideNetwork(kit.network, guide, names) : kit.network
  const network = tiledGradient(led, { layersAt: kit.layers, random: createRandom(seed, TILE_STREAM) })
  const [coarsest = [1, 1]] = octaveSizes(start, parameters)
  return {
    parameters,
    start,
    mask: opaque,
    network,
    objectiveOf: await objectivesOf(job, kit, { network, coarsest: resize(start, ...coarsest) }),
    random: createRandom(seed),
    leastSide: Math.max(deepest.minimum, Math.min(...coarsest)),
  }
}

export async function* renderPicture(setup: Setup): AsyncGenerator<AscentStep, Rendering> {
  const { start, mask, parameters } = setup
  const picture = toPixels(yield* dreamFrame(setup, start, 0))
  const shown = mask && holdsAlpha(parameters.format) ? withTransparency(picture, mask) : picture
  return { kind: 'picture', picture: shown, climb: await climbOf(setup, picture) }
}

export async function* renderAnimation(setup: Setup): AsyncGenerator<AscentStep, Rendering> {
  const { start, mask, parameters } = setup
  const { frames, zoom, rotate, loop, iterations, frameIterations } = parameters
  const closed = loop ? createLoop({ frames, zoom, rotate }) : (image: Images) => image
  const transformFrame = (image: Images, frame: number) =>
    mask ? blendByMask(closed(image, frame), start, mask) : closed(image, frame)
  const pictures = yield* endlessZoom(
    start,
    { frames, zoom, rotate, laterWork: frameIterations / iterations, transformFrame },
    (image, frame) => dreamFrame(setup, image, frame),
  )
  return { kind: 'animation', frames: pictures, climb: await climbOf(setup, pictures.at(-1)) }
}

/** Dreams frame number `frame` on from `image`, [1, 3, h, w]; returns the same shape. */
function dreamFrame(
  { parameters, mask, network, objectiveOf, random }: Setup,
  image: Images,
  frame: number,
): AsyncGenerator<AscentStep, Images> {
  const iterations = frame === 0 ? parameters.iterations : parameters.frameIterations
  return dream(image, { ...parameters, iterations, objective: objectiveOf(frame), mask, network, random })
}

/** The objective of each frame: one layer, a mix of several, or what lies between two of them on a journey. */
async function objectivesOf(
  { layer, parameters }: DreamJob,
  kit: RenderKit,
  { network, coarsest }: { readonly network: OpenNetwork; readonly coarsest: Images },
): Promise<(frame: number) => Objective> {
  const { layers, filters, journey, frames, loop } = parameters
  if (layers === undefined) {
    const limits = { layer, filters: kit.filters(layer), most: MOST_FILTERS }
    const chosen = filters === undefined ? undefined : parseFilters(filters, limits)
    const objective = [{ layer, quadratic: 1, ...defined({ filters: chosen }) }]
    return () => objective
  }
  const all = parseLayers(layers)
  const names = all.map((each) => each.layer)
  const mix = await balanceLayers(coarsest, names, network)
  return (frame) => mix(journey ? layerSchedule(all, frame, { frames, loop }) : all)
}

/** The score of the photo and of the last frame, both under the last frame's objective. */
function climbOf(
  { parameters, network, objectiveOf, start, leastSide }: Setup,
  last: Pixels | undefined,
): Promise<ScoreChange> {
  const score = (image: Images) => network.gradient(image, objectiveOf(parameters.frames - 1))
  return scoreChange(score, { before: start, after: last ? toImages(last) : start, minimumSide: leastSide })
}

function holdsAlpha(format: Format): boolean {
  return format === 'png' || format === 'webp'
}

/** The layer that needs the largest pictures, and the smallest side that it needs. */
function mostDemanding(layers: readonly string[], kit: RenderKit): { layer: string; minimum: number } {
  const needs = layers.map((layer) => ({ layer, minimum: kit.minimumSize(layer) }))
  return needs.reduce((most, each) => (each.minimum > most.minimum ? each : most))
}
