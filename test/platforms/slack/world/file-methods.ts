/** files.*: the emulator keeps upload sessions and shares; bytes, processing and visibility are ours. */
import { takeBlocks } from './blocks.ts'
import type { Method, Parts } from './chat-methods.ts'
import { APP } from './emulator.ts'
import type { StoredFile } from './files.ts'
import { type Answer, type Block, isJson, type Json, refusal } from './types.ts'

/** What a person with another token does is done by the same rules. */
export interface Uploader {
  readonly userId: string
  readonly ask: (method: string, args: Json) => Promise<Answer>
}

export function fileMethods(parts: Parts): Record<string, Method> {
  const { asBot, places, files } = parts
  const bot: Uploader = { userId: APP.botUserId, ask: asBot }
  return {
    'files.getUploadURLExternal': (args) => beginUpload(parts, bot, args),
    async 'files.completeUploadExternal'(args) {
      const closed = args.channel_id === undefined ? undefined : places.closed(String(args.channel_id))
      return closed ? refusal(closed) : completeUpload(parts, bot, args, 'files.completeUploadExternal')
    },
    async 'files.delete'(args) {
      const answer = await asBot('files.delete', args)
      const file = files.get(String(args.file))
      if (answer.ok && file) file.isDeleted = true
      return answer
    },
    async 'files.info'({ file: id }) {
      const file = files.get(String(id))
      if (!file?.completed || !files.botMaySee(file)) return refusal('file_not_found')
      file.polls += 1
      return { ok: true, file: files.describe(file), comments: [], response_metadata: { next_cursor: '' } }
    },
  }
}

export async function beginUpload({ files }: Parts, by: Uploader, args: Json): Promise<Answer> {
  const answer = await by.ask('files.getUploadURLExternal', args)
  if (!answer.ok) return answer
  files.begin(String(answer.file_id), {
    name: String(args.filename),
    owner: by.userId,
    length: Number(args.length),
    ...(typeof args.alt_text === 'string' && { altText: args.alt_text }),
  })
  return answer
}

/** Shared with a channel, the files make a message; its time is known only when they are processed. */
export async function completeUpload(parts: Parts, by: Uploader, args: Json, via: string): Promise<Answer> {
  const { files, places, chat } = parts
  const { blocks, refused } = args.initial_comment ? {} : takeBlocks(args.blocks, files)
  if (refused) return refused
  const answer = await by.ask('files.completeUploadExternal', { ...args, ...(blocks && { blocks }) })
  if (!answer.ok) return answer
  const completed = completedFiles(parts, args.files)
  if (typeof args.channel_id === 'string') {
    const [shared] = answer.files as Json[]
    const { channel, ts } = sharedAt(shared)
    const threadTs = typeof args.thread_ts === 'string' ? args.thread_ts : undefined
    for (const file of completed)
      file.shares.push({ channel: places.channel(channel), ts, ...(threadTs && { threadTs }) })
    chat.say({
      channel,
      ts,
      by: by.userId,
      via,
      text: String(args.initial_comment ?? ''),
      files: completed,
      ...(blocks && { blocks: blocks as Block[] }),
      ...(threadTs && { threadTs }),
    })
  }
  return { ok: true, files: completed.map(files.describe) }
}

function completedFiles({ files }: Parts, list: unknown): StoredFile[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => {
    const file = isJson(one) ? files.get(String(one.id)) : undefined
    if (!file || !isJson(one)) return []
    files.complete(file, typeof one.title === 'string' ? one.title : undefined)
    return [file]
  })
}

/** The emulator shares at once and says where. */
function sharedAt(file: Json | undefined): { channel: string; ts: string } {
  const { public: open = {}, private: secret = {} } = (file?.shares ?? {}) as Record<string, Record<string, Json[]>>
  const [entry] = Object.entries({ ...open, ...secret })
  const [channel, [share] = []] = entry ?? []
  if (!channel || !share) throw new Error('the emulator shared a file nowhere')
  return { channel, ts: String(share.ts) }
}
