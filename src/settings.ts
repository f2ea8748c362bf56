/** What moderators have set for their guild, workspace or one channel of it. Kept in the database. */
import { z } from 'zod'
import type { Database } from './database.ts'
import type { Wanted } from './network/catalog.ts'
import type { Address } from './platform.ts'

/** Each is what holds unless something nearer says otherwise: the channel before the place before the bot's defaults. */
export const settingsSchema = z.object({
  /** The network of requests that name none. */
  network: z.string(),
  /** The layer of dreams that name none. */
  layer: z.string(),
  /** Channels in which the bot answers; all if there are none. Kept for the place alone. */
  channels: z.array(z.string()),
  /** Pictures of one person waiting or running. */
  perUser: z.number(),
  /** Pictures of one person in an hour. */
  perUserHourly: z.number(),
  /** Pictures of the place waiting. */
  perPlaceWaiting: z.number(),
  /** Whether pictures are hidden until somebody wants to see them. */
  spoiler: z.boolean(),
})

export type Settings = Partial<z.output<typeof settingsSchema>>
/** `undefined` takes a setting back. */
export type Changes = { readonly [Key in keyof Settings]?: Settings[Key] | undefined }
export type Scope = 'place' | 'channel'

export interface SettingsStore {
  /** What holds at an address. */
  at(address: Address): Settings
  change(address: Address, scope: Scope, changes: Changes): void
}

export function createSettings(database: Database): SettingsStore {
  database.exec(`CREATE TABLE IF NOT EXISTS settings (
    place TEXT NOT NULL, channel TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (place, channel, key)
  ) STRICT`)
  const select = database.prepare('SELECT key, value FROM settings WHERE place = ? AND channel = ?')
  const insert = database.prepare('INSERT OR REPLACE INTO settings (place, channel, key, value) VALUES (?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM settings WHERE place = ? AND channel = ? AND key = ?')

  function read(place: string, channel: string): Settings {
    const all: Settings = {}
    for (const { key, value } of select.all(place, channel)) {
      // What another version has kept and this one does not know is left alone.
      const one = settingsSchema.partial().safeParse({ [String(key)]: JSON.parse(String(value)) })
      if (one.success) Object.assign(all, one.data)
    }
    return all
  }

  return {
    at({ channel, ...address }) {
      const whole = read(placeOf(address), WHOLE)
      const own = channel === undefined ? {} : read(placeOf(address), channel)
      // The place's layer is one of the place's network.
      if (own.network !== undefined) delete whole.layer
      return { ...whole, ...own }
    },

    change(address, scope, changes) {
      const channel = scope === 'channel' ? (address.channel ?? WHOLE) : WHOLE
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) remove.run(placeOf(address), channel, key)
        else insert.run(placeOf(address), channel, key, JSON.stringify(value))
      }
    },
  }
}

/** Stands for all channels. */
const WHOLE = ''

/** What a request means where `settings` hold and it leaves the network or the layer open. */
export function wantedAt({ network, layer }: Settings, wanted: Omit<Wanted, 'preferred'>): Wanted {
  // What a place dreams of by default is a layer of what it dreams with by default.
  const usual = wanted.network === undefined && wanted.command === 'dream' ? layer : undefined
  return { ...wanted, layer: wanted.layer ?? usual, preferred: network }
}

/** A place's name among those of all platforms. */
export function placeOf({ platform, place }: Pick<Address, 'platform' | 'place'>): string {
  return `${platform}:${place}`
}
