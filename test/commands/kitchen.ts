/** Everything that commands need to run for real: a context with photos in a temporary folder, and a kit with minivgg. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Atlas, createAtlas } from '../../src/atlas/atlas.ts'
import { createKitTiles } from '../../src/atlas/kit-tiles.ts'
import { createTileCache } from '../../src/atlas/tile-cache.ts'
import { createContexts } from '../../src/bot/context.ts'
import type { Command, Context, RenderKit } from '../../src/command/command.ts'
import { loadCommands } from '../../src/command/load.ts'
import { parseOptions } from '../../src/command/options.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Job } from '../../src/core/job.ts'
import type { Reply } from '../../src/core/platform.ts'
import { createEngine } from '../../src/engine/select.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { decode, decodeOpacity } from '../../src/image/codec/decode.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { createJobJournal } from '../../src/storage/job-journal.ts'
import { createPhotoStore } from '../../src/storage/photo-store.ts'
import { createSettingsStore } from '../../src/storage/settings-store.ts'
import { createNetworks } from '../../src/worker/networks.ts'
import { noise } from '../image/pictures.ts'
import { asked } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

interface Kitchen {
  readonly commands: ReadonlyMap<string, Command>
  readonly context: Context
  /** The bot's atlas, with the same tiles as the kits. */
  readonly atlas: Atlas
  /** Stores a photo of noise. Returns its key. */
  photo(width: number, height: number): Promise<string>
  /** Stores a file as a photo. Returns its key. */
  keep(file: Uint8Array): Promise<string>
  /** The job of a command with these options, which are given as a platform passes them. */
  order(command: string, input: Readonly<Record<string, unknown>>): Promise<Job>
  /** The kit that a worker makes for the job. */
  kit(job: Job): Promise<RenderKit>
  /** Deletes all photos and tiles. */
  forget(): Promise<void>
}

/** The only networks are those of `models/`. */
const refresh = async () => {}

/** A queue without jobs. */
const EMPTY = { of: () => [], cancel: () => 0 }

/** A kitchen in which only minivgg is installed. Its folder is deleted after the tests of the file. */
export async function createKitchen(): Promise<Kitchen> {
  const folder = await mkdtemp(join(tmpdir(), 'dreambot-photos-'))
  const forget = () => rm(folder, { recursive: true, force: true })
  after(forget)
  const photos = createPhotoStore(join(folder, 'photos'))
  const commands = await loadCommands()
  const catalog = createCatalog(await loadModels(), nowhere)
  const database = openDatabase(IN_MEMORY)
  const settings = createSettingsStore(database)
  const journal = createJobJournal(database)
  const kept = createTileCache({
    folder: join(folder, 'atlas'),
    bytes: 1e9,
    engine: 'onnx-cpu',
    weightsVersion: catalog.version,
  })
  const atlas = createAtlas(catalog, kept)
  const contexts = createContexts({ commands, catalog, photos, settings, queue: EMPTY, journal, atlas, refresh })
  const context = contexts({ requester: asked(), translate: inEnglish })
  const networks = createNetworks({ engine: await createEngine('onnx-cpu'), catalog, folder: nowhere, refresh })
  return {
    commands,
    context,
    atlas,
    photo: async (width, height) => photos.put(await encodePicture(noise(width, height), 'png')),
    keep: (file) => photos.put(file),
    async order(name, input) {
      const command = commands.get(name) as Command
      return aJob(await command.run(parseOptions(command.args, input), context))
    },
    async kit({ network, image, guide }) {
      const { open, ...facts } = await networks.get(network)
      const tiles = createKitTiles({ tiles: await kept.of(network), engine: () => 'onnx-cpu' })
      return {
        ...facts,
        tiles,
        network: open,
        photo: async () => decode(await photos.get(image ?? '')),
        opacity: async () => decodeOpacity(await photos.get(image ?? '')),
        guide: async () => decode(await photos.get(guide ?? '')),
      }
    },
    forget,
  }
}

/** The job without its note, which is not part of the recipe. */
function aJob(result: Job | Reply): Job {
  if ('state' in result) throw new Error(`a reply instead of a job: ${result.text}`)
  const { note, ...job } = result
  return job
}

/** The options that make a job again. */
export function optionsOf({ parameters, network, layer, seed, image, guide }: Job): Record<string, unknown> {
  return { ...parameters, network, layer, seed, ...(image && { image }), ...(guide && { guide }) }
}

/** The code and the text of the `UserError` that `work` rejects with. */
export async function refusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error = await work.then(
    () => new Error('was not refused'),
    (reason) => reason,
  )
  if (!(error instanceof UserError)) throw error
  return { code: error.code, text: `${error.message} ${error.hint}`.trim() }
}
