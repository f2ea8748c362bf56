/**
 * discord-digital-twin behind the proxy: guilds, channels, users, the application, commands, and the gateway's first
 * events are its. It cannot take files, keep tokens or resume, so messages, interactions and sessions are the world's own.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChannelType } from 'discord.js'
import { DigitalDiscord } from 'discord-digital-twin'
import type { Cast } from './cast.ts'
import type { BotRequest } from './faults.ts'
import { type Answer, refusals } from './refusals.ts'

export interface Twin {
  readonly gatewayUrl: () => string
  answer(request: BotRequest): Promise<Answer>
  close(): Promise<void>
}

export async function startTwin(cast: Cast, token: string, gatewayUrl: string): Promise<Twin> {
  const { bot, people, guild, channels } = cast
  // Its default is one memory for all twins of a process.
  const folder = mkdtempSync(join(tmpdir(), 'discord-'))
  const discord = new DigitalDiscord({
    dbUrl: `file:${join(folder, 'twin.db')}`,
    botToken: token,
    botUser: { id: bot.id, username: bot.username },
    users: people.map(({ id, username }) => ({ id, username })),
    gatewayUrlOverride: gatewayUrl,
    guild: { id: guild.id, name: 'Gallery' },
    channels: channels.map(({ id, json }) => ({ id, name: String(json.name), type: ChannelType.GuildText })),
  })
  await discord.start()

  return {
    gatewayUrl: () => discord.gatewayUrl,
    async answer({ method, path, query, body }) {
      const url = `${discord.restUrl}/v10${encodeURI(path)}${query.size > 0 ? `?${query}` : ''}`
      const response = await fetch(url, {
        method,
        // It must not keep connections that outlive the world.
        headers: { connection: 'close', 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      if (response.status === 404 && !isJson) return refusals.notFound
      return { status: response.status, ...(text !== '' && { body: isJson ? JSON.parse(text) : text }) }
    },
    async close() {
      await discord.stop()
      await discord.prisma.$disconnect()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
