/** The first filters of every convolution of a network: drawn once, kept, and shown as one picture. */
import { z } from 'zod'
import { atlasFilters, tileJob, tileOf } from '../src/atlas/jobs.ts'
import { defineCommand, type RenderKit } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { UserError } from '../src/core/errors.ts'
import type { AscentStep, FilterTile, Rendering, RenderProgress } from '../src/core/rendering.ts'
import { inEnglish, phrase, type Text } from '../src/i18n/phrase.ts'
import { type Plate, plates, plateTile } from '../src/image/draw/plates.ts'
import type { ResolvedLayer } from '../src/network/catalog/choice.ts'
import { drawableLayers, TILE_SIDE } from '../src/network/graph/convolutions.ts'
import type { LayerFacts } from '../src/network/graph/describe.ts'
import { gallery } from '../src/vis/feature/gallery.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { toImages, toPixels } from '../src/vis/images.ts'
import { subProgress } from '../src/vis/sub-progress.ts'

export default defineCommand({
  description: 'Show the first 25 filters of every convolution of a network: drawn once, then kept',

  args: z.object({
    network: common.network,
    format: z.enum(['jpeg', 'png', 'webp']).default('jpeg').describe('File type'),
  }),

  async run({ network, ...parameters }, context) {
    const choice = await context.choose({ network, command: 'filter' })
    const here = (await context.networks()).some(({ name, installed }) => installed && name === choice.network)
    if (!here && Number.isFinite(context.limits.perJobSeconds)) {
      const text = phrase`The weights of ${choice.network} are not here, and nobody knows how long its atlas takes.`
      throw new UserError('missing-weights', text, ahead(choice.network))
    }
    return {
      ...{ command: 'atlas', network: choice.network, layer: '', parameters, seed: 0 },
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  async work({ network }, survey) {
    const layers = await survey.convolutions(network)
    return Promise.all(
      layers.map(async ({ name }) => {
        const { job, tiles } = gridOf(survey.choice(network, name))
        const missing = await survey.missing(tiles.map((tile) => tileOf(job, tile)))
        return { layer: name, pixels: missing.length * job.parameters.size ** 2 * job.parameters.iterations }
      }),
    )
  },

  suggestion: ({ network }) => ahead(network),

  async *render({ network }, kit): AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering> {
    const layers = drawableLayers(kit.layers(TILE_SIDE, TILE_SIDE))
    if (layers.length === 0) {
      throw new UserError('bad-input', phrase`${network} has no convolutions to draw.`, phrase`Use another network.`)
    }
    const side = plateTile(layers.length)
    const small = ({ picture }: FilterTile) => toPixels(toImages(picture, side, side))
    const grids = layers.map(({ name }) => gridOf(kit.choice(name)))
    const shares = await sharesOf(grids, layers, kit)
    const shown: Plate[] = []
    let [from, silent, total] = [0, 0, 0]
    for (const [i, { job, tiles }] of grids.entries()) {
      const { layer } = job
      const { share = 0 } = shares[i] ?? {}
      const drawn = yield* subProgress(draw(job, tiles, kit), { from, share, at: { layer: [i + 1, layers.length] } })
      from += share
      total += drawn.length
      silent += drawn.filter(({ fired }) => !fired).length
      shown.push({ name: layer, tiles: drawn.map(small) })
    }
    const before = total - shares.reduce((sum, { missing }) => sum + missing, 0)
    const [first = '', last = ''] = [shown[0]?.name, shown.at(-1)?.name]
    const facts = phrase`the first ${methods.sharp.filters} filters of ${layers.length} convolutions, ${first} to ${last}`
    return {
      kind: 'chart',
      picture: plates({ title: network, detail: inEnglish(facts), plates: shown }),
      alt: phrase`What filters of ${network} look for: ${facts}.`,
      notes: [
        before === total ? phrase`All ${total} were there already.` : phrase`${before} of ${total} were there already.`,
        ...(silent > 0 ? [phrase`${silent} of them never fired.`] : []),
        phrase`/filter with the layer ${last} and the filter 3 shows one of them at once, and with a size draws it larger.`,
      ],
    }
  },
})

/** On a command line nothing takes too long. */
function ahead(network: string): Text {
  return phrase`Where Dreambot runs, npm run atlas -- ${network} draws it ahead.`
}

/** The grid of a layer, and what each of its tiles shows. */
function gridOf(choice: ResolvedLayer) {
  const filters = atlasFilters(choice)
  const job = tileJob(choice, `0-${filters.length - 1}`)
  return { job, tiles: filters.map((filter) => [{ filter, weight: 1 }]) }
}

type Grid = ReturnType<typeof gridOf>

/** What each grid still needs, and its share of all that is to be done. */
async function sharesOf(
  grids: readonly Grid[],
  layers: readonly LayerFacts[],
  { tiles: kept, layers: describe }: RenderKit,
) {
  const costs = new Map<string, number>()
  let below = 0
  for (const { name, multiplyAdds } of describe(TILE_SIDE, TILE_SIDE)) {
    below += multiplyAdds
    costs.set(name, below)
  }
  const found: { missing: number; work: number }[] = []
  for (const [i, { job, tiles }] of grids.entries()) {
    let missing = 0
    for (const tile of tiles) if (!(await kept.has(tileOf(job, tile)))) missing++
    const { size, iterations } = job.parameters
    found.push({ missing, work: missing * size ** 2 * iterations * (costs.get(layers[i]?.name ?? '') ?? 0) })
  }
  const whole = found.reduce((sum, { work }) => sum + work, 0) || 1
  return found.map(({ missing, work }) => ({ missing, share: work / whole }))
}

function draw(job: Grid['job'], directions: Grid['tiles'], kit: RenderKit) {
  const { layer, parameters, seed } = job
  const filters = kit.filters(layer)
  const objective = { layer, filters, directions }
  const order = { ...parameters, objective, seed, coupling: 'none', minimum: kit.minimumSize(layer) } as const
  return gallery({
    objective,
    method: methods[parameters.method].prepare(order, kit.network),
    labels: directions.map(([{ filter } = { filter: 0 }]) => String(filter)),
    store: {
      get: (direction) => kit.tiles.get(tileOf(job, direction)),
      put: (direction, tile) => kit.tiles.put(tileOf(job, direction), tile),
    },
  })
}
