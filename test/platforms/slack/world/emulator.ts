/** The Slack of the package `emulate`: it keeps conversations, messages, views and upload sessions by Slack's rules. */
import { createEmulator } from 'emulate'
import { type Answer, isJson, type Json } from './types.ts'

export const APP = {
  id: 'A0DREAMBOT',
  botId: 'B0DREAMBOT',
  botUserId: 'U0DREAMBOT',
  name: 'dreambot',
  botToken: 'xoxb-dreambot',
  appToken: 'xapp-dreambot',
} as const

export interface Emulator {
  /** In the name of whoever `token` belongs to; undefined for a method it does not know. */
  call(method: string, args: Json, token: string): Promise<Answer | undefined>
  upload(file: string, data: Uint8Array): Promise<{ readonly status: number; readonly body: string }>
  close(): Promise<void>
}

export interface Seed {
  readonly people: readonly { readonly name: string; readonly isAdmin: boolean }[]
  readonly channels: readonly { readonly name: string; readonly isPrivate: boolean }[]
}

export function tokenOf(person: string): string {
  return `xoxp-${person}`
}

/** Its addresses are replaced by `baseUrl` in everything it answers. */
export async function startEmulator({ people, channels }: Seed, baseUrl: string): Promise<Emulator> {
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Dreamers', domain: 'dreamers' },
        users: people.map(({ name, isAdmin }) => ({ name, is_admin: isAdmin })),
        channels: channels.map(({ name, isPrivate }) => ({ name, is_private: isPrivate })),
        oauth_apps: [
          {
            client_id: '1.1',
            client_secret: 'secret',
            app_id: APP.id,
            name: 'Dreambot',
            redirect_uris: [],
            bot_id: APP.botId,
            bot_user_id: APP.botUserId,
            bot_name: APP.name,
          },
        ],
        tokens: [
          { token: APP.botToken, type: 'bot', user: APP.name, app_id: APP.id, bot_id: APP.botId },
          ...people.map(({ name }) => ({ token: tokenOf(name), type: 'user', user: name })),
        ],
      },
    },
  })
  // It listens on 127.0.0.1 and calls itself localhost, which may be looked up as ::1.
  const address = emulator.url.replace('localhost', '127.0.0.1')

  return {
    async call(method, args, token) {
      const response = await fetch(`${address}/api/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(args),
      })
      const text = await response.text()
      if (response.status === 404) return undefined
      const answer: unknown = JSON.parse(text.replaceAll(emulator.url, baseUrl))
      if (!isJson(answer) || typeof answer.ok !== 'boolean') throw new Error(`emulator, ${method}: ${text}`)
      return answer as Answer
    },
    async upload(file, data) {
      const response = await fetch(`${address}/upload/v1/${file}`, { method: 'POST', body: new Uint8Array(data) })
      return { status: response.status, body: await response.text() }
    },
    close: () => emulator.close(),
  }
}
