/** Uploaded photos on disk, each under the hash of its bytes. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { inspect } from '../image/codec/decode.ts'
import { makeFolder } from '../system/make-folder.ts'
import { isAbandoned, writeFileAtomically } from '../system/write-file.ts'

/** Where uploads are kept until they are rendered, and results until somebody goes on from them. */
export interface PhotoStore {
  /** Returns the photo's key: the sha256 of its bytes, hex. Throws `UserError` bad-image. */
  put(bytes: Uint8Array): Promise<string>
  /** Throws `UserError` no-photo. */
  get(key: string): Promise<Uint8Array>
  /** Nothing happens where it is gone already. */
  remove(key: string): Promise<void>
  /** Removes what was last put or got before `time`, in milliseconds since 1970, and what a killed process left half. */
  prune(time: number): Promise<void>
}

const KEY = /^[0-9a-f]{64}$/

/** Photos in `folder`, which is made when first needed. */
export function createPhotoStore(folder: string): PhotoStore {
  return {
    async put(bytes) {
      await inspect(bytes)
      const key = createHash('sha256').update(bytes).digest('hex')
      try {
        makeFolder(folder)
        await writeFileAtomically(join(folder, key), bytes)
      } catch (error) {
        throw unkept(folder, error)
      }
      return key
    },

    async get(key) {
      // A key may come from a recipe that somebody wrote: it must not lead out of the folder.
      if (!KEY.test(key)) throw new UserError('no-photo', phrase`There is no such photo.`, phrase`Attach one.`)
      try {
        const bytes = await readFile(join(folder, key))
        // What is still gone on from is kept on.
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

function unkept(folder: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException
  const text = phrase`The photo cannot be kept in ${folder}: ${String(code)}.`
  return new UserError('output', text, phrase`Make room there, or set DREAMBOT_DATA to another folder.`)
}
