/** The settings of a place or a channel. */
import { z } from 'zod'

/** A setting that is missing is that of the wider scope: of the place for a channel, of the bot for a place. */
export const placeSettingsSchema = z.object({
  /** The network of requests that name none. */
  network: z.string(),
  /** The layer of dreams that name none. */
  layer: z.string(),
  /** The channels in which the bot answers; absent for all. Kept for the place, not for a channel. */
  channels: z.array(z.string()),
  /** See `Limits`. */
  perUser: z.number(),
  perUserHourly: z.number(),
  perPlaceWaiting: z.number(),
  /** Whether pictures are hidden until a reader chooses to see them. */
  spoiler: z.boolean(),
})

export type PlaceSettings = Partial<z.output<typeof placeSettingsSchema>>
/** New values of settings; undefined restores the default. */
export type SettingsChanges = { readonly [Key in keyof PlaceSettings]?: PlaceSettings[Key] | undefined }
export type SettingsScope = 'place' | 'channel'
