/** A render's view of the atlas: pictures instead of files. */
import type { KitTiles } from '../command/command.ts'
import type { SentTile } from '../core/result.ts'
import type { NetworkTiles } from './tile-cache.ts'
import { decodeTile, encodeTile } from './tile-file.ts'

interface KitTilesOptions {
  readonly tiles: NetworkTiles
  /** The name of the engine that computes; it is known once the network is open. */
  readonly engine: () => string
  /** Called with every tile that is read or stored. */
  readonly onTile?: ((tile: SentTile) => void) | undefined
}

export function createKitTiles({ tiles, engine, onTile = () => {} }: KitTilesOptions): KitTiles {
  return {
    has: async (job) => (await tiles.get(job)) !== undefined,

    async get(job) {
      const kept = await tiles.get(job)
      if (!kept) return undefined
      onTile({ job, data: kept.file })
      return { picture: await decodeTile(kept.file), fired: kept.facts.fired }
    },

    async put(job, { picture, fired }) {
      const data = await encodeTile(picture, { fired, engine: engine() })
      onTile({ job, data })
      await tiles.put(job, data)
    },
  }
}
