/** What people do in Slack on their own: upload files and write messages. */

import type { Message } from './chat.ts'
import type { Parts } from './chat-methods.ts'
import type { Emulator } from './emulator.ts'
import { beginUpload, completeUpload, type Uploader } from './file-methods.ts'
import type { StoredFile } from './files.ts'
import type { Channel, Person } from './places.ts'
import type { Answer, Upload } from './types.ts'

export interface Written {
  readonly person: Person
  readonly channel: Channel
  readonly text: string
  readonly files: readonly Upload[]
  readonly threadTs?: string | undefined
}

export interface People {
  /** Into a modal's file field: nobody sees it but the bot that gets it. */
  give(person: Person, upload: Upload): Promise<StoredFile>
  write(written: Written): Promise<Message>
}

export function createPeople(parts: Parts, emulator: Emulator): People {
  const as = (person: Person): Uploader => ({
    userId: person.id,
    ask: async (method, args) => ok(method, await emulator.call(method, args, person.token)),
  })
  const upload = async (by: Uploader, { name, data }: Upload): Promise<StoredFile> => {
    const begun = await beginUpload(parts, by, { filename: name, length: data.length })
    const file = parts.files.get(String(begun.file_id))
    if (!file) throw new Error(`no upload of ${name}`)
    parts.files.receive(file, data)
    await emulator.upload(file.id, data)
    return file
  }
  return {
    async give(person, given) {
      const by = as(person)
      const file = await upload(by, given)
      ok(given.name, await completeUpload(parts, by, { files: [{ id: file.id, title: file.name }] }, 'person'))
      file.isGivenToBot = true
      return file
    },
    async write({ person, channel, text, files, threadTs }) {
      const by = as(person)
      const place = threadTs === undefined ? {} : { thread_ts: threadTs }
      if (!files.length) {
        const { ts } = await by.ask('chat.postMessage', { channel: channel.id, text, ...place })
        const said = { channel: channel.id, ts: String(ts), by: person.id, via: 'person', text }
        return parts.chat.say({ ...said, ...(threadTs && { threadTs }) })
      }
      const uploaded: StoredFile[] = []
      for (const one of files) uploaded.push(await upload(by, one))
      const list = uploaded.map(({ id, name }) => ({ id, title: name }))
      const share = { files: list, channel_id: channel.id, initial_comment: text, ...place }
      await completeUpload(parts, by, share, 'person')
      const message = parts.chat.messages.findLast(({ files: [first] }) => first === uploaded[0])
      if (!message) throw new Error(`${uploaded[0]?.name} was not shared`)
      return message
    },
  }
}

function ok(what: string, answer: Answer | undefined): Answer {
  if (!answer?.ok) throw new Error(`${what}: ${answer?.error}`)
  return answer
}
