import { z } from 'zod'

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

export type PlaceSettings = Partial<z.output<typeof settingsSchema>>
/** `undefined` takes a setting back. */
export type SettingsChanges = { readonly [Key in keyof PlaceSettings]?: PlaceSettings[Key] | undefined }
export type SettingsScope = 'place' | 'channel'
