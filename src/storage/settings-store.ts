/** The settings that moderators have made for their guild or workspace, or for one of its channels; in the database. */
import {
  type PlaceSettings,
  placeSettingsSchema,
  type SettingsChanges,
  type SettingsScope,
} from '../core/place-settings.ts'
import { type Address, placeOf } from '../core/platform.ts'
import type { Database } from './database.ts'

export interface SettingsStore {
  /** The settings that hold at an address. */
  at(address: Address): PlaceSettings
  /** Sets values for the whole place or the address's channel; undefined takes a value back. */
  change(address: Address, scope: SettingsScope, changes: SettingsChanges): void
}

export function createSettingsStore(database: Database): SettingsStore {
  database.exec(`CREATE TABLE IF NOT EXISTS settings (
    place TEXT NOT NULL, channel TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (place, channel, key)
  ) STRICT`)
  const select = database.prepare('SELECT key, value FROM settings WHERE place = ? AND channel = ?')
  const insert = database.prepare('INSERT OR REPLACE INTO settings (place, channel, key, value) VALUES (?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM settings WHERE place = ? AND channel = ? AND key = ?')

  function read(place: string, channel: string): PlaceSettings {
    const all: PlaceSettings = {}
    for (const { key, value } of select.all(place, channel)) {
      // A setting that this version does not know stays for the version that stored it.
      const one = placeSettingsSchema.partial().safeParse({ [String(key)]: JSON.parse(String(value)) })
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

/** The channel of settings that hold for the whole place. */
const WHOLE = ''
