/** A photo is changed until a layer answers it strongly (DeepDream); with frames, into an animation. */
import { defineCommand } from '../src/command/command.ts'
import { usualFormat, usualSize } from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import { MOST_FILTERS, normalFilters } from '../src/core/selection/filter-list.ts'
import { formatLayers, parseLayers } from '../src/core/selection/layer-mix.ts'
import { noAlpha } from '../src/vis/dream/mask.ts'
import { fitSize } from '../src/vis/images.ts'
import { computedPixels } from '../src/vis/tiled-gradient.ts'
import { checkDreamOptions, type DreamParameters, dreamOptions } from './dream/options.ts'
import { renderAnimation, renderPicture, setUp } from './dream/render.ts'

/**
 * Default steps of each later frame, as a fraction of the first frame's. A later frame starts from a finished dream: more
 * steps would only sharpen its grain, which flickers.
 */
const LATER_FRAMES = 0.4

/** The cost of a guided step, in units of a step without a guide: it runs the network twice. */
const GUIDED = 2

export default defineCommand({
  description: 'Let a photo dream: a network sees things in it, and the photo becomes what it sees',

  use: 'dream',

  args: dreamOptions,

  onPicture: { title: 'Dream this image', option: 'image' },

  async run({ image, guide, layer, layers, filters, network, size: asked, seed, ...rest }, context) {
    const mix = layers === undefined ? undefined : parseLayers(layers)
    const choice = await context.choose({ network, layer: mix?.[0]?.layer ?? layer, use: 'dream' })
    for (const each of mix ?? []) await context.choose({ network: choice.network, layer: each.layer })
    const photo = await context.photo(image)
    if (guide !== undefined) await context.photo(guide)
    if (rest.mask && !photo.alpha) throw noAlpha()
    const size = asked ?? usualSize(photo)
    const format = rest.format ?? usualFormat(rest.frames)
    checkDreamOptions({ ...rest, layer, layers: mix, filters, size, format })
    const parameters: DreamParameters = {
      ...rest,
      frameIterations: rest.frameIterations ?? Math.ceil(LATER_FRAMES * rest.iterations),
      size,
      format,
      ...defined({
        layers: mix && formatLayers(mix),
        filters: normalFilters(filters, { ...choice, most: MOST_FILTERS }),
      }),
    }
    return {
      command: 'dream',
      network: choice.network,
      layer: choice.layer,
      parameters,
      seed: seed ?? context.seed(),
      image,
      ...defined({ guide, note: choice.note }),
    }
  },

  work({ guide, parameters: { size, iterations, octaves, octaveScale, frames, frameIterations } }) {
    const sides = Array.from({ length: octaves }, (_, i) => Math.round(size / octaveScale ** i))
    const pixels = sides.reduce((sum, side) => sum + computedPixels(side, side), 0)
    return pixels * (iterations + (frames - 1) * frameIterations) * (guide === undefined ? 1 : GUIDED)
  },

  expects({ parameters: { size, frames, format } }, photo = { width: size, height: size }) {
    const [height, width] = fitSize(photo.height, photo.width, size)
    return { width, height, frames, format }
  },

  async *render(job, kit) {
    const setup = await setUp(job, kit)
    return yield* job.parameters.frames === 1 ? renderPicture(setup) : renderAnimation(setup)
  },
})
