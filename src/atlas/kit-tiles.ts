/** The atlas as renders have it: pictures instead of files. */

import type { KitTiles } from '../command/command.ts'
import type { SentTile } from '../core/result.ts'
import type { NetworkTiles } from './tile-cache.ts'
import { decodeTile, encodeTile } from './tile-file.ts'

/** `engine` names the one that computes; `sent` hears of every tile that is taken or put. */
export function createKitTiles(
  tiles: NetworkTiles,
  engine: () => string,
  sent: (tile: SentTile) => void = () => {},
): KitTiles {
  return {
    has: async (job) => (await tiles.get(job)) !== undefined,

    async get(job) {
      const kept = await tiles.get(job)
      if (!kept) return undefined
      sent({ job, data: kept.file })
      return { picture: await decodeTile(kept.file), fired: kept.facts.fired }
    },

    async put(job, { picture, fired }) {
      const data = await encodeTile(picture, { fired, engine: engine() })
      sent({ job, data })
      await tiles.put(job, data)
    },
  }
}
