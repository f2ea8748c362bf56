/** Addresses at which the bot may answer one action: five times within half an hour. */
import { randomBytes } from 'node:crypto'
import { takeBlocks } from './blocks.ts'
import type { Chat, Message } from './chat.ts'
import { APP } from './emulator.ts'
import type { Files } from './files.ts'
import { isJson, type Json, json, type Reply } from './types.ts'

export interface ResponseUrls {
  /** `original`: the message that the action came from. */
  open(place: { channel: string; user: string; original?: Message | undefined }): string
  /** What the bot posted to the address with this id. */
  answer(id: string, body: unknown): Reply
}

const USES = 5
const LIFE_MS = 30 * 60 * 1000

interface Line {
  readonly channel: string
  readonly user: string
  readonly opened: number
  uses: number
  original: Message | undefined
}

export function createResponseUrls(base: () => string, chat: Chat, files: Files, clock: () => number): ResponseUrls {
  const lines = new Map<string, Line>()
  return {
    open({ channel, user, original }) {
      const id = randomBytes(12).toString('hex')
      lines.set(id, { channel, user, opened: clock(), uses: 0, original })
      return `${base()}/respond/${id}`
    },
    answer(id, body) {
      const line = lines.get(id)
      if (!line || clock() - line.opened > LIFE_MS) return json({ ok: false, error: 'expired_url' }, 404)
      if (line.uses >= USES) return json({ ok: false, error: 'used_url' }, 404)
      if (!isJson(body)) return json({ ok: false, error: 'invalid_payload' }, 400)
      const { blocks, refused } = takeBlocks(body.blocks, files)
      if (refused) return json(refused, 404)
      if (!body.delete_original && !body.text && !blocks) return json({ ok: false, error: 'no_text' }, 404)
      line.uses += 1
      say(chat, line, body, blocks ?? [], 'response_url')
      return { status: 200, headers: { 'content-type': 'text/html' }, body: 'ok' }
    },
  }
}

/** Also how the text of an acknowledged slash command is said. */
export function say(
  chat: Chat,
  line: Pick<Line, 'channel' | 'user' | 'original'>,
  body: Json,
  blocks: Message['blocks'],
  via: string,
): void {
  const { channel, user, original } = line
  const text = String(body.text ?? '')
  const isForAll = body.response_type === 'in_channel'
  if (body.delete_original === true && original) chat.remove(original)
  else if (body.replace_original === true && original) chat.edit(original, text, blocks)
  else
    line.original = chat.say({
      channel,
      ts: chat.nextTs(),
      by: APP.botUserId,
      via,
      text,
      blocks,
      ...(!isForAll && { onlyFor: user }),
      ...(typeof body.thread_ts === 'string' && { threadTs: body.thread_ts }),
    })
}
