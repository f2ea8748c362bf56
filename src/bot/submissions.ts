/** Makes the scheduler's submission of a job: adds its photos, its amount of computation and the limits of its place. */
import type { Atlas } from '../atlas/atlas.ts'
import type { Command } from '../command/command.ts'
import { defined } from '../core/defined.ts'
import type { Job } from '../core/job.ts'
import { placeOf } from '../core/platform.ts'
import type { Expected } from '../core/rendering.ts'
import { layersOf } from '../core/selection/layer-mix.ts'
import { inspect } from '../image/codec/decode.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { Submission } from '../scheduler/types.ts'
import type { JournalEntry } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import type { Answers } from './answers.ts'

interface SubmissionsOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly settings: SettingsStore
  readonly answers: Answers
  readonly atlas: Atlas
}

/** Computation of one kind: the same number of pixels up to each of the layers. */
interface Share {
  readonly layers: readonly string[]
  /** Pixels times steps. */
  readonly pixels: number
}

/** Makes the submission of a job. Throws `UserError` no-photo if its photo is no longer kept. */
type Submissions = (entry: Pick<JournalEntry, 'id' | 'job' | 'user' | 'address'>) => Promise<Submission>

export function createSubmissions(options: SubmissionsOptions): Submissions {
  const { commands, catalog, photos, settings, answers, atlas } = options

  /** The job's amount of computation, in multiply-adds; undefined if the cost of a layer is not known. */
  async function workOf(job: Job, command: Command | undefined): Promise<number | undefined> {
    const found = await command?.work?.(job, atlas)
    if (found === undefined) return undefined
    const shares: readonly Share[] =
      typeof found === 'number'
        ? [{ layers: layersOf(job), pixels: found }]
        : found.map(({ layer, pixels }) => ({ layers: [layer], pixels }))
    const amounts = await Promise.all(shares.map((share) => workOfShare(job.network, share)))
    const known = amounts.filter((amount) => amount !== undefined)
    return known.length === amounts.length ? known.reduce((sum, amount) => sum + amount, 0) : undefined
  }

  /** The work for some pixels up to the deepest of `layers`: on the way to it the others are computed too. */
  async function workOfShare(network: string, { layers, pixels }: Share): Promise<number | undefined> {
    const costs = await Promise.all(layers.map((layer) => catalog.costs.of(network, layer)))
    const known = costs.filter((cost) => cost !== undefined)
    return known.length > 0 && known.length === costs.length ? pixels * Math.max(...known) : undefined
  }

  return async ({ id, job, user, address }) => {
    const photo = job.image === undefined ? undefined : await photos.get(job.image)
    const guide = job.guide === undefined ? undefined : await photos.get(job.guide)
    const command = commands.get(job.command)
    return {
      id,
      job,
      user,
      place: placeOf(address),
      limits: settings.at(address),
      ...defined({
        photo,
        guide,
        work: await workOf(job, command),
        suggestion: command?.suggestion?.(job),
        previewSeconds: answers.platform(address).paceSeconds,
      }),
    }
  }
}

/** The size of the result, if the command can tell. */
export async function expectedOf(
  command: Command | undefined,
  { job, photo }: Submission,
): Promise<Expected | undefined> {
  return command?.expects?.(job, photo && (await inspect(photo)))
}
