/** A filter job rendered: its pictures are drawn in batches, or taken from the atlas where they are kept. */
import { isAtlasJob, tileJob } from '../../src/atlas/jobs.ts'
import type { RenderKit } from '../../src/command/command.ts'
import { defined } from '../../src/core/defined.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Job } from '../../src/core/job.ts'
import type { AscentStep, FilterTile, Rendering } from '../../src/core/rendering.ts'
import { formatDirection } from '../../src/core/selection/directions.ts'
import { silentFiltersNote } from '../../src/core/selection/silent-filters.ts'
import type { Text } from '../../src/i18n/phrase.ts'
import { greyNoise } from '../../src/vis/feature/classic.ts'
import { gallery, type TileStore } from '../../src/vis/feature/gallery.ts'
import { type MethodOrder, methods } from '../../src/vis/feature/methods.ts'
import { createPastReluGradient } from '../../src/vis/feature/past-relu-gradient.ts'
import { fitSize, toImages } from '../../src/vis/images.ts'
import { createRandom } from '../../src/vis/random.ts'
import { scoreChange } from '../../src/vis/score-change.ts'
import type { FilterParameters } from './options.ts'
import { picturesOf } from './pictures.ts'

type FilterJob = Job<FilterParameters>

export async function* renderFilters(job: FilterJob, kit: RenderKit): AsyncGenerator<AscentStep, Rendering> {
  const { layer, parameters } = job
  const filterCount = kit.filters(layer)
  const { directions, frames } = picturesOf(job, filterCount)
  const order = await orderOf(job, kit, { filterCount, directions })
  const labels = parameters.variations > 1 ? directions.map((_, i) => String(i + 1)) : directions.map(formatDirection)
  const unkept: Text[] = []
  const drawn = yield* gallery({
    objective: order.objective,
    method: methods[parameters.method].prepare(order, kit.network),
    ...defined({
      labels: frames ? undefined : labels,
      store: isAtlasJob(job, kit.choice(layer)) ? lenientStore(job, kit, (reason) => unkept.push(reason)) : undefined,
    }),
  })
  const tried = directions.map((direction, i) => ({ direction, fired: drawn[i]?.fired ?? false }))
  const notes = [...silentFiltersNote(tried, filterCount), ...unkept.slice(0, 1)]
  const pictures = drawn.map(({ picture }) => picture)
  const [only] = drawn
  if (frames) return { kind: 'animation', frames: frames.flatMap((i) => pictures[i] ?? []), notes }
  if (only && drawn.length === 1) return { ...(await singlePicture(job, kit, { order, only })), notes }
  return { kind: 'grid', tiles: pictures, labels, notes }
}

/** What is to be drawn, for the method that draws it. */
async function orderOf(
  job: FilterJob,
  kit: RenderKit,
  what: Pick<MethodOrder['objective'], 'filterCount' | 'directions'>,
): Promise<MethodOrder> {
  const { layer, seed, image } = job
  const { size, step, iterations, variations, frames, neuron } = job.parameters
  const photo = image === undefined ? undefined : await kit.photo()
  return {
    objective: { layer, neuron, ...what },
    size,
    step,
    iterations,
    seed,
    ...defined({ photo: photo && toImages(photo, ...fitSize(photo.height, photo.width, size)) }),
    coupling: frames > 1 ? 'interpolation' : variations > 1 ? 'diversity' : 'none',
    minimum: kit.minimumSize(layer),
  }
}

/** A picture alone, with how far its score has come from the photo or from noise. */
async function singlePicture(
  job: FilterJob,
  kit: RenderKit,
  { order, only }: { readonly order: MethodOrder; readonly only: FilterTile },
): Promise<Rendering> {
  const before = order.photo ?? greyNoise(job.parameters.size, createRandom(job.seed))
  const score = createPastReluGradient(kit.network, order.objective)
  const climb = await scoreChange(score, { before, after: toImages(only.picture) })
  return { kind: 'picture', picture: only.picture, climb }
}

/** The kept tiles of a job. A tile that cannot be kept does not end the job; `onUnkept` is told the reason. */
function lenientStore(job: FilterJob, { tiles }: RenderKit, onUnkept: (reason: Text) => void): TileStore {
  return {
    get: (direction) => tiles.get(tileJob(job, direction)),
    async put(direction, tile) {
      try {
        await tiles.put(tileJob(job, direction), tile)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        onUnkept(error.said.message)
      }
    },
  }
}
