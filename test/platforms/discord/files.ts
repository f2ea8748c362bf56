/** The files of messages: which ones a message has after a request, by Discord's rules for `attachments`. */
import type { APIAttachment } from 'discord.js'
import type { Cdn } from './cdn.ts'
import type { BotFile } from './faults.ts'
import { invalidForm, Refused } from './refusals.ts'

export interface StoredFile extends Upload {
  readonly id: string
  readonly type: string
  /** At the CDN. */
  readonly path: string
}

/** An entry of `attachments`: a file that stays, by its id, or a new one, by the n of `files[n]`. */
export interface AttachmentBody {
  readonly id: string | number
  readonly filename?: string | null
  readonly description?: string | null
  readonly is_spoiler?: boolean | null
}

/** A file as somebody hands it over. */
export interface Upload {
  readonly name: string
  readonly data: Buffer
  /** Default image/png. */
  readonly type?: string | undefined
  /** In the place of the CDN's, such as a trap's. */
  readonly url?: string | undefined
  /** In the place of the true one. */
  readonly size?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly description?: string | undefined
  readonly spoiler?: boolean | undefined
}

export interface Files {
  keep(upload: Upload, folder: string): StoredFile
  /** Without `attachments` the old files stay and the new ones follow; with it, it lists all that remain. */
  arrange(
    attachments: readonly AttachmentBody[] | null | undefined,
    uploads: readonly BotFile[],
    old: readonly StoredFile[],
    folder: string,
  ): StoredFile[]
  json(file: StoredFile, ephemeral?: boolean): APIAttachment
}

export function createFiles(cdn: Cdn, newId: () => string): Files {
  const files: Files = {
    keep({ type = 'image/png', ...upload }, folder) {
      const id = newId()
      const path = `${folder}/${id}/${upload.name}`
      cdn.put(path, { data: upload.data, type })
      return { ...upload, type, id, path }
    },

    arrange(attachments, uploads, old, folder) {
      const added = (upload: BotFile, entry?: AttachmentBody): StoredFile => {
        const name = (entry?.filename ?? upload.name).replaceAll(/[^\w.-]+/g, '_')
        const spoiler = Boolean(entry?.is_spoiler) || name.startsWith('SPOILER_')
        const description = entry?.description ?? undefined
        return files.keep({ name, type: upload.type, data: upload.data, description, spoiler }, folder)
      }
      if (!attachments) return [...old, ...uploads.map((upload) => added(upload))]
      refuseStray(attachments, uploads, old)
      return attachments.flatMap((entry) => {
        const kept = old.find(({ id }) => id === String(entry.id))
        if (kept) return [{ ...kept, description: entry.description ?? kept.description }]
        return uploads.filter(({ index }) => String(index) === String(entry.id)).map((upload) => added(upload, entry))
      })
    },

    json(file, ephemeral = false) {
      return {
        id: file.id,
        filename: file.name,
        size: file.size ?? file.data.length,
        url: file.url ?? cdn.url(file.path),
        proxy_url: file.url ?? cdn.proxyUrl(file.path),
        content_type: file.type,
        ...(file.description && { description: file.description }),
        ...(file.width && file.height && { width: file.width, height: file.height }),
        ...(ephemeral && { ephemeral }),
      }
    },
  }
  return files
}

function refuseStray(
  attachments: readonly AttachmentBody[],
  uploads: readonly BotFile[],
  old: readonly StoredFile[],
): void {
  const known = new Set([...old.map(({ id }) => id), ...uploads.map(({ index }) => String(index))])
  const listed = new Set(attachments.map(({ id }) => String(id)))
  const problems: Record<string, string> = {}
  if (listed.size < attachments.length) problems.attachments = 'a file is listed twice'
  for (const id of listed) {
    if (!known.has(id)) problems[`attachments.${id}`] = 'neither a file of the message nor one of this request'
  }
  for (const { index } of uploads) {
    if (!listed.has(String(index))) problems[`files[${index}]`] = 'not listed in attachments'
  }
  if (Object.keys(problems).length > 0) throw new Refused(invalidForm(problems))
}
