/** Shows the first filters of every convolution of a network in one picture. Each is drawn once and kept. */
import { z } from 'zod'
import { atlasFilters, atlasJob, tileJob } from '../src/atlas/jobs.ts'
import { defineCommand, type RenderKit } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import { UserError } from '../src/core/errors.ts'
import type { AscentStep, FilterTile, Rendering, RenderProgress } from '../src/core/rendering.ts'
import { formatDirection } from '../src/core/selection/directions.ts'
import { inEnglish, phrase, type Text } from '../src/i18n/phrase.ts'
import { type Plate, plates, plateTileSide } from '../src/image/draw/plates.ts'
import type { ResolvedLayer } from '../src/network/catalog/network-info.ts'
import { drawableLayers, TILE_SIDE } from '../src/network/graph/convolutions.ts'
import { gallery } from '../src/vis/feature/gallery.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { toImages, toPixels } from '../src/vis/images.ts'
import { subProgress } from '../src/vis/sub-progress.ts'

export default defineCommand({
  description: 'Show the first 25 filters of every convolution of a network: drawn once, then kept',

  use: 'filter',
  unlimited: true,

  args: z.object({
    network: common.network,
    format: common.stillFormat(['jpeg', 'png', 'webp']),
  }),

  async run({ network, ...parameters }, context) {
    const choice = await context.choose({ network, use: 'filter' })
    const networks = await context.networks()
    const isInstalled = networks.some(({ name, installed }) => installed && name === choice.network)
    // Without its weights nothing is known of a network's layers. On a command line there is no limit to exceed.
    if (!isInstalled && Number.isFinite(context.limits.perJobSeconds)) {
      const text = phrase`The weights of ${choice.network} are not installed, so that the time of its atlas is unknown.`
      throw new UserError('missing-weights', text, drawnAhead(choice.network))
    }
    return {
      command: 'atlas',
      network: choice.network,
      layer: '',
      parameters,
      seed: 0,
      ...defined({ note: choice.note }),
    }
  },

  async work({ network }, survey) {
    const layers = await survey.convolutions(network)
    return Promise.all(
      layers.map(async ({ name }) => {
        const { job, directions } = gridOf(survey.choice(network, name))
        const missing = await survey.missing(directions.map((direction) => tileJob(job, direction)))
        return { layer: name, pixels: missing.length * job.parameters.size ** 2 * job.parameters.iterations }
      }),
    )
  },

  suggestion: ({ network }) => drawnAhead(network),

  async *render({ network }, kit): AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering> {
    const grids = await planGrids(kit)
    if (grids.length === 0) {
      throw new UserError('bad-input', phrase`${network} has no convolutions to draw.`, phrase`Use another network.`)
    }
    const side = plateTileSide(grids.length)
    const shown: Plate[] = []
    const tally = { total: 0, silent: 0, missing: 0 }
    let from = 0
    for (const [i, grid] of grids.entries()) {
      const at = { layer: [i + 1, grids.length] } as const
      const tiles = yield* subProgress(drawGrid(grid, kit), { from, share: grid.share, at })
      from += grid.share
      tally.total += tiles.length
      tally.missing += grid.missing
      tally.silent += tiles.filter(({ fired }) => !fired).length
      shown.push({ name: grid.job.layer, tiles: tiles.map(({ picture }) => toPixels(toImages(picture, side, side))) })
    }
    return chartOf(network, shown, tally)
  },
})

/** What to do where the atlas cannot be drawn in a chat: a command line has no limit of time. */
function drawnAhead(network: string): Text {
  return phrase`On the bot’s machine, npm run atlas -- ${network} draws it ahead.`
}

/** The grid of a layer: its job, and what each of its tiles shows. */
function gridOf(choice: ResolvedLayer) {
  const filters = atlasFilters(choice)
  const job = atlasJob(choice, `0-${filters.length - 1}`)
  return { job, directions: filters.map((filter) => [{ filter, weight: 1 }]) }
}

interface PlannedGrid extends ReturnType<typeof gridOf> {
  /** The number of tiles that are not kept yet. */
  readonly missing: number
  /** The share that drawing them has in all the work, 0..1. */
  readonly share: number
}

async function planGrids({ tiles, layers, choice }: RenderKit): Promise<PlannedGrid[]> {
  const all = layers(TILE_SIDE, TILE_SIDE)
  // A step of a layer runs all layers before it as well.
  const costs = new Map<string, number>()
  let below = 0
  for (const { name, multiplyAdds } of all) {
    below += multiplyAdds
    costs.set(name, below)
  }
  const grids: (Omit<PlannedGrid, 'share'> & { readonly work: number })[] = []
  for (const { name } of drawableLayers(all)) {
    const grid = gridOf(choice(name))
    const { size, iterations } = grid.job.parameters
    let missing = 0
    for (const direction of grid.directions) if (!(await tiles.has(tileJob(grid.job, direction)))) missing++
    grids.push({ ...grid, missing, work: missing * size ** 2 * iterations * (costs.get(name) ?? 0) })
  }
  const whole = grids.reduce((sum, { work }) => sum + work, 0) || 1
  return grids.map(({ work, ...grid }) => ({ ...grid, share: work / whole }))
}

function drawGrid({ job, directions }: PlannedGrid, kit: RenderKit): AsyncGenerator<AscentStep, FilterTile[]> {
  const { layer, parameters, seed } = job
  const objective = { layer, filterCount: kit.filters(layer), directions }
  const order = { ...parameters, objective, seed, coupling: 'none', minimum: kit.minimumSize(layer) } as const
  return gallery({
    objective,
    method: methods[parameters.method].prepare(order, kit.network),
    labels: directions.map(formatDirection),
    store: {
      get: (direction) => kit.tiles.get(tileJob(job, direction)),
      put: (direction, tile) => kit.tiles.put(tileJob(job, direction), tile),
    },
  })
}

interface Tally {
  /** All tiles. */
  readonly total: number
  /** Tiles that had to be drawn. */
  readonly missing: number
  /** Tiles whose filters never fired. */
  readonly silent: number
}

function chartOf(network: string, shown: readonly Plate[], { total, missing, silent }: Tally): Rendering {
  const [first = '', last = ''] = [shown[0]?.name, shown.at(-1)?.name]
  const facts = phrase`the first ${methods.sharp.defaultFilters} filters of ${shown.length} convolutions, ${first} to ${last}`
  return {
    kind: 'chart',
    picture: plates({ title: network, detail: inEnglish(facts), plates: shown }),
    alt: phrase`What filters of ${network} look for: ${facts}.`,
    notes: [
      missing === 0
        ? phrase`All ${total} were drawn before.`
        : phrase`${total - missing} of ${total} were drawn before.`,
      ...(silent > 0 ? [phrase`${silent} of them never fired.`] : []),
      phrase`/filter with the layer ${last} and the filter 3 shows one of them at once. Set a size to draw it larger.`,
    ],
  }
}
