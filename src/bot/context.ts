/** The context of a command's `run`: networks, photos, random seeds, settings, the queue and the replay of recipes. */
import { randomInt } from 'node:crypto'
import { type Atlas, createAtlas } from '../atlas/atlas.ts'
import type { Command, Context } from '../command/command.ts'
import { parseOptions } from '../command/options.ts'
import { optionsOf, parseRecipe } from '../command/recipe.ts'
import { UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, type Limits } from '../core/limits.ts'
import { ownerOf, type Platform, type Requester } from '../core/platform.ts'
import { translationsOf } from '../i18n/command-translations.ts'
import { type Languages, languageOf, phrase, type Translate } from '../i18n/phrase.ts'
import { inspect } from '../image/codec/decode.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import { chooseClasses } from '../network/catalog/classes.ts'
import type { JobJournal } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import type { SettingsStore } from '../storage/settings-store.ts'
import { withPlaceDefaults } from './place-defaults.ts'
import type { Queue } from './queue.ts'

interface ContextOptions {
  readonly commands: ReadonlyMap<string, Command>
  /** Default none besides English. */
  readonly languages?: Languages
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly settings: SettingsStore
  readonly queue: Queue
  readonly journal: JobJournal
  /** Default an atlas that keeps nothing. */
  readonly atlas?: Atlas
  /** The bot's limits. Default `DEFAULT_LIMITS`. */
  readonly limits?: Limits
  /** Looks for networks that were added or removed. */
  readonly refresh: () => Promise<void>
}

/** Makes the context of a request. */
export type Contexts = (request: ContextRequest) => Context

interface ContextRequest {
  readonly requester: Requester
  readonly translate: Translate
  /** The platform of the request, which may keep data of its own about the person. Default none. */
  readonly platform?: Pick<Platform, 'forget'>
}

export function createContexts(options: ContextOptions): Contexts {
  const { commands, catalog, photos, settings, queue, journal, limits = DEFAULT_LIMITS, refresh } = options
  const { atlas = createAtlas(catalog), languages = new Map() } = options
  return ({ requester, translate, platform }) => {
    const { address } = requester
    const context: Context = {
      translate,
      isTranslated: (command) => languageOf(address.language, translationsOf(command, languages)) !== undefined,
      commands,
      channel: address.channel,
      async choose(wanted) {
        await refresh()
        return catalog.choose(withPlaceDefaults(settings.at(address), wanted))
      },
      async classes(network) {
        await refresh()
        const usual = catalog.choose(withPlaceDefaults(settings.at(address), { use: 'filter' }))
        return chooseClasses(catalog, network, usual.network)
      },
      async networks() {
        await refresh()
        return catalog.list()
      },
      photo: async (key) => inspect(await photos.get(key)),
      seed: () => randomInt(2 ** 32),
      isKept: async (job) => (await atlas.missing([job])).length === 0,
      async replay(recipe, image, guide) {
        const { command: name, ...job } = parseRecipe(recipe)
        if (image !== undefined && image !== job.image) throw otherPhoto('photo')
        if (guide !== undefined && guide !== job.guide) throw otherPhoto('guide')
        const command = commands.get(name)
        if (!command?.render) {
          throw new UserError('bad-input', phrase`This is no recipe: the command ${name} renders nothing.`)
        }
        return command.run(parseOptions(command.args, optionsOf(job, command)), context)
      },
      settings: () => settings.at(address),
      limits,
      changeSettings: (scope, changes) => settings.change(address, scope, changes),
      queue: () => queue.of(requester),
      cancel: (id) => queue.cancel(requester, id),
      async forget() {
        queue.cancel(requester)
        for (const key of journal.forget(ownerOf(requester))) await photos.remove(key)
        await platform?.forget?.(requester)
      },
    }
    return context
  }
}

function otherPhoto(what: 'photo' | 'guide'): UserError {
  const found =
    what === 'photo'
      ? phrase`This is not the photo that the recipe was made with.`
      : phrase`This is not the guide that the recipe was made with.`
  return new UserError('bad-input', found, phrase`Attach that one.`)
}
