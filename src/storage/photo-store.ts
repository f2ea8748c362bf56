/** Uploaded photos and rendered pictures on disk, each under the hash of its bytes. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolderUnusable } from '../core/common-errors.ts'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { inspect } from '../image/codec/decode.ts'
import { makeFolder } from '../system/make-folder.ts'
import { isAbandoned, writeFileAtomically } from '../system/write-file.ts'

/** Keeps uploads for their render, and pictures for the renders that start from them. */
export interface PhotoStore {
  /**
   * Stores a photo and returns its key: the sha256 of its bytes, in hex. Throws `UserError` bad-image for bytes that are no
   * picture, and output if the disk does not take it.
   */
  put(bytes: Uint8Array): Promise<string>
  /** The photo's bytes; reading it counts as use. Throws `UserError` no-photo if it is not stored. */
  get(key: string): Promise<Uint8Array>
  /** Deletes a photo; a key that is not stored is ignored. */
  remove(key: string): Promise<void>
  /** Deletes photos last stored or read before `time`, in milliseconds since 1970, and partial files of killed processes. */
  prune(time: number): Promise<void>
}

const KEY = /^[0-9a-f]{64}$/

/** Stores photos in `folder`, which is created when it is first needed. */
export function createPhotoStore(folder: string): PhotoStore {
  return {
    async put(bytes) {
      await inspect(bytes)
      const key = createHash('sha256').update(bytes).digest('hex')
      try {
        makeFolder(folder)
        await writeFileAtomically(join(folder, key), bytes)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        throw dataFolderUnusable(phrase`The photo cannot be kept in ${folder}: ${String(code)}.`)
      }
      return key
    },

    async get(key) {
      // A key may come from a recipe that anybody wrote: it must not lead out of the folder.
      if (!KEY.test(key)) throw new UserError('no-photo', phrase`There is no such photo.`, phrase`Attach one.`)
      try {
        const bytes = await readFile(join(folder, key))
        // The modification time is the time of the last use.
        const now = new Date()
        await utimes(join(folder, key), now, now).catch(() => {})
        return bytes
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        throw new UserError('no-photo', phrase`The photo of this picture is no longer kept.`, phrase`Attach it again.`)
      }
    },

    async remove(key) {
      if (KEY.test(key)) await rm(join(folder, key), { force: true })
    },

    async prune(time) {
      for (const name of await readdir(folder).catch((): string[] => [])) {
        const path = join(folder, name)
        const stats = await stat(path).catch(() => undefined)
        if (stats && (isAbandoned(path) || stats.mtimeMs < time)) await rm(path, { force: true })
      }
    },
  }
}
