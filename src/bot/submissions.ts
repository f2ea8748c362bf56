/** Jobs as the scheduler gets them: with their photos, their work, the limits of their place. */

import type { Atlas } from '../atlas/atlas.ts'
import type { Command } from '../command/command.ts'
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

/** Throws `UserError` no-photo for a job whose photo is gone. */
type Submissions = (entry: Pick<JournalEntry, 'id' | 'job' | 'user' | 'address'>) => Promise<Submission>

export function createSubmissions(options: SubmissionsOptions): Submissions {
  const { commands, catalog, photos, settings, answers, atlas } = options

  /** In multiply-adds, if that is known. */
  async function workOf(job: Job, command: Command | undefined): Promise<number | undefined> {
    const found = await command?.work?.(job, atlas)
    if (found === undefined) return undefined
    const shares =
      typeof found === 'number'
        ? [{ layers: layersOf(job), pixels: found }]
        : found.map(({ layer, pixels }) => ({ layers: [layer], pixels }))
    let work = 0
    for (const { layers, pixels } of shares) {
      // The deepest of a mix has the others on its way.
      const costs = await Promise.all(layers.map((layer) => catalog.costs.of(job.network, layer)))
      const most = costs.reduce((sum, cost) => sum && cost && Math.max(sum, cost), costs[0])
      if (most === undefined) return undefined
      work += pixels * most
    }
    return work
  }

  return async ({ id, job, user, address }) => {
    const photo = job.image === undefined ? undefined : await photos.get(job.image)
    const guide = job.guide === undefined ? undefined : await photos.get(job.guide)
    const command = commands.get(job.command)
    const work = await workOf(job, command)
    const suggestion = command?.suggestion?.(job)
    const { paceSeconds } = answers.platform(address)
    return {
      ...{ id, job, user, place: placeOf(address), limits: settings.at(address) },
      ...(photo && { photo }),
      ...(guide && { guide }),
      ...(work !== undefined && { work }),
      ...(suggestion !== undefined && { suggestion }),
      ...(paceSeconds !== undefined && { previewSeconds: paceSeconds }),
    }
  }
}

/** What its picture will be, where the command tells. */
export async function expectedOf(
  command: Command | undefined,
  { job, photo }: Submission,
): Promise<Expected | undefined> {
  return command?.expects?.(job, photo && (await inspect(photo)))
}
