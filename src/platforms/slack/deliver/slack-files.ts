/** The bot's own files at Slack: uploads them, waits until Slack has processed them, shares and deletes them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { webApi } from '@slack/bolt'
import { defined } from '../../../core/defined.ts'
import type { File } from '../../../core/file-types.ts'
import type { Log } from '../../../core/log.ts'
import type { SlackAddress } from '../address.ts'
import type { Client } from '../clients.ts'
import { isFileDeleted } from '../errors.ts'
import { MILLISECONDS, SECONDS } from '../limits.ts'

export interface SlackFiles {
  /**
   * Uploads a file, and settles with its id when a block can show it. Nobody sees it before. Throws an Error when that
   * takes longer than `seconds`.
   */
  upload(file: File, seconds: number): Promise<string>
  /** Uploads a file, and settles when it is posted as a message of its own. */
  share(file: File, place: Pick<SlackAddress, 'channel' | 'thread'>): Promise<SharedFile>
  /** Deletes files. Never rejects. */
  remove(ids: readonly string[]): Promise<void>
}

export interface SharedFile {
  /** The file's id. */
  readonly file: string
  /** The timestamp of its message. */
  readonly message: string
}

type FileInfo = NonNullable<webApi.FilesInfoResponse['file']>

export function createSlackFiles(client: Client, log: Log): SlackFiles {
  /** Deletes the file when `work` fails. */
  async function orRemove<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      await remove([id])
      throw error
    }
  }

  async function remove(ids: readonly string[]): Promise<void> {
    for (const file of ids) {
      try {
        await client.files.delete({ file })
      } catch (error) {
        if (isFileDeleted(error)) continue
        log({ level: 'warn', message: `the file ${file} stays at Slack: ${(error as Error).message}` })
      }
    }
  }

  return {
    async upload(file, seconds) {
      const id = await send(client, file)
      return orRemove(id, async () => {
        await client.files.completeUploadExternal({ files: [{ id, title: file.name }] })
        return poll(client, { id, seconds, read: ({ mimetype }) => (mimetype ? id : undefined) })
      })
    },

    async share(file, { channel, thread }) {
      const id = await send(client, file)
      return orRemove(id, async () => {
        const files = [{ id, title: file.name }] as [{ id: string; title: string }]
        const place = { channel_id: channel, ...defined({ thread_ts: thread }) }
        await client.files.completeUploadExternal({ files, ...place } as webApi.FilesCompleteUploadExternalArguments)
        const read = ({ shares }: FileInfo) => ({ ...shares?.public, ...shares?.private })[channel]?.[0]?.ts
        return { file: id, message: await poll(client, { id, seconds: SECONDS.picture, read }) }
      })
    },

    remove,
  }
}

/** Sends the bytes of a file, and returns its id. The file exists only after files.completeUploadExternal. */
async function send(client: Client, { name, data, alt }: File): Promise<string> {
  const target = await client.files.getUploadURLExternal({ filename: name, length: data.length, alt_text: alt })
  const { upload_url: url, file_id: id } = target
  if (url === undefined || id === undefined) throw new Error('Slack returned no upload URL')
  const signal = AbortSignal.timeout(SECONDS.upload * 1000)
  const body = new Blob([new Uint8Array(data)])
  const response = await fetch(url, { method: 'POST', body, signal })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`Slack answers an upload with ${response.status}`)
  return id
}

interface PollOptions<T> {
  /** The file's id. */
  readonly id: string
  readonly seconds: number
  /** Reads what is waited for. Undefined while Slack still processes the file. */
  readonly read: (file: FileInfo) => T | undefined
}

/** Polls a file until `read` finds something. Throws an Error after `seconds`. */
async function poll<T>(client: Client, { id, seconds, read }: PollOptions<T>): Promise<T> {
  const end = Date.now() + seconds * 1000
  const { firstPoll, lastPoll } = MILLISECONDS
  for (let pause: number = firstPoll; ; pause = Math.min(2 * pause, lastPoll)) {
    await sleep(pause)
    const { file } = await client.files.info({ file: id })
    const found = file && read(file)
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`Slack has not processed ${id} within ${seconds} s`)
  }
}
