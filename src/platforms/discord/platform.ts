/** Discord, when DISCORD_TOKEN is set. */
import { z } from 'zod'
import { definePlatform, secret } from '../define-platform.ts'
import { createDiscord } from './discord.ts'

export default definePlatform({
  settings: {
    DISCORD_TOKEN: secret(z.string().optional()),
    DISCORD_API_URL: z.url().default('https://discord.com/api'),
    /** Registers the commands in this guild only, where changes take effect at once. Default: everywhere. */
    DISCORD_GUILD_ID: z.string().regex(/^\d+$/).optional(),
    /** The number of gateway connections. */
    DISCORD_SHARDS: z.union([z.literal('auto'), z.coerce.number().int().min(1)]).default('auto'),
  },
  create(settings) {
    const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_GUILD_ID: guild, DISCORD_SHARDS: shards } = settings
    if (token === undefined) return undefined
    return ({ commands, languages, database, log }) =>
      createDiscord({ token, apiUrl, guild, shards, commands, languages, database, log })
  },
})
