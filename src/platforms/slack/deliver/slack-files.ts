/** The bot's own files at Slack: uploaded, waited for until Slack has processed them, shared, deleted. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { webApi } from '@slack/bolt'
import type { File } from '../../../core/file-types.ts'
import type { Log } from '../../../core/log.ts'
import type { SlackAddress } from '../address.ts'
import { type Client, codeOf } from '../clients.ts'
import { SECONDS } from '../limits.ts'

export interface SlackFiles {
  /**
   * Settles with the file's id when a block can show it; until then nobody sees it. Throws an Error if that takes longer
   * than so many seconds.
   */
  upload(file: File, seconds: number): Promise<string>
  /** Settles when a message of its own has it. */
  share(file: File, place: Pick<SlackAddress, 'channel' | 'thread'>): Promise<Shared>
  /** Never rejects. */
  remove(ids: readonly string[]): Promise<void>
}

export interface Shared {
  readonly file: string
  /** The time of its message. */
  readonly message: string
}

type Known = NonNullable<webApi.FilesInfoResponse['file']>

/** Between looks at a file that is being processed, in milliseconds. */
const FIRST_LOOK = 150
const LAST_LOOK = 1000

export function createSlackFiles(client: Client, log: Log): SlackFiles {
  /** The bytes are at Slack then, but not yet a file. */
  async function send({ name, data, alt }: File): Promise<string> {
    const place = await client.files.getUploadURLExternal({ filename: name, length: data.length, alt_text: alt })
    const { upload_url: url, file_id: id } = place
    if (url === undefined || id === undefined) throw new Error('Slack tells no place to upload to')
    const signal = AbortSignal.timeout(SECONDS.upload * 1000)
    const body = new Blob([new Uint8Array(data)])
    const response = await fetch(url, { method: 'POST', body, signal })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`Slack answers an upload with ${response.status}`)
    return id
  }

  /** What `look` finds in the file once it is processed. */
  async function find<T>(id: string, seconds: number, look: (file: Known) => T | undefined): Promise<T> {
    const last = Date.now() + seconds * 1000
    for (let pause = FIRST_LOOK; ; pause = Math.min(2 * pause, LAST_LOOK)) {
      await sleep(pause)
      const { file } = await client.files.info({ file: id })
      const found = file && look(file)
      if (found !== undefined) return found
      if (Date.now() > last) throw new Error(`Slack has not processed ${id} within ${seconds} s`)
    }
  }

  async function remove(ids: readonly string[]): Promise<void> {
    for (const file of ids) {
      try {
        await client.files.delete({ file })
      } catch (error) {
        if (!GONE.includes(codeOf(error) ?? '')) {
          log({ level: 'warn', message: `the file ${file} stays at Slack: ${(error as Error).message}` })
        }
      }
    }
  }

  /** What cannot be used does not stay. */
  async function orRemove<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      await remove([id])
      throw error
    }
  }

  return {
    async upload(file, seconds) {
      const id = await send(file)
      return orRemove(id, async () => {
        await client.files.completeUploadExternal({ files: [{ id, title: file.name }] })
        return find(id, seconds, ({ mimetype }) => (mimetype ? id : undefined))
      })
    },

    async share(file, { channel, thread }) {
      const id = await send(file)
      return orRemove(id, async () => {
        const files = [{ id, title: file.name }] as [{ id: string; title: string }]
        const place = { channel_id: channel, ...(thread !== undefined && { thread_ts: thread }) }
        await client.files.completeUploadExternal({ files, ...place } as webApi.FilesCompleteUploadExternalArguments)
        const message = await find(id, SECONDS.picture, ({ shares }) => {
          const all = { ...shares?.public, ...shares?.private }
          return all[channel]?.[0]?.ts
        })
        return { file: id, message }
      })
    },

    remove,
  }
}

/** Somebody else was faster. */
const GONE = ['file_not_found', 'file_deleted']
