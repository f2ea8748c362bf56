import { createAtlas } from '../../src/atlas/atlas.ts'
import type { Address } from '../../src/core/platform.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { createPlayground } from '../../src/platforms/playground/playground.ts'
import type { Card } from '../../src/platforms/playground/render.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { createPhotoStore } from '../../src/storage/photo-store.ts'
import { commands, createVisitor } from '../platforms/playground/stage.ts'
import { dataFolder } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'
import { platformContract, type SeenCard } from './platform.ts'

const models = await loadModels()

platformContract('the playground', async () => {
  const data = dataFolder()
  const catalog = createCatalog(models, nowhere)
  const playground = createPlayground({
    port: 0,
    token: undefined,
    data,
    database: openDatabase(IN_MEMORY),
    photos: createPhotoStore(data),
    catalog,
    atlas: createAtlas(catalog),
    commands,
    languages: new Map(),
    log: () => {},
  })
  let onCall = (_: Address): void => {}
  const handle = async ({ address }: { readonly address: Address }) => onCall(address)
  const stop = await playground.start({ handle, press: handle, complete: async () => [] })
  const [visitor, other] = [createVisitor(playground.url), createVisitor(playground.url)]

  return {
    platform: playground,
    async ask() {
      const { promise, resolve } = Promise.withResolvers<Address>()
      onCall = resolve
      await visitor.send('/help')
      return promise
    },
    seen: async () => (await visitor.cards()).map(cardOf),
    seenByOthers: async () => (await other.cards()).map(cardOf),
    async deleteCard(address) {
      await playground.remove?.(address)
    },
    [Symbol.asyncDispose]: stop,
  }
})

function cardOf({ title = '', text, code = '', files = [], buttons = [] }: Card): SeenCard {
  return {
    text: [title, text, code].join('\n'),
    pictures: files.length,
    buttons: buttons.map(({ label }) => label),
  }
}
