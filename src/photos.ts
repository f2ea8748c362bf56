/** Uploaded photos on disk, each under the hash of its bytes. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Photos } from './bot.ts'
import { UserError } from './errors.ts'
import { inspect } from './image/decode.ts'

const KEY = /^[0-9a-f]{64}$/

/** Photos in `folder`, which is made when first needed. */
export function createPhotos(folder: string): Photos {
  return {
    async put(bytes) {
      await inspect(bytes)
      const key = createHash('sha256').update(bytes).digest('hex')
      try {
        await mkdir(folder, { recursive: true })
      } catch (error) {
        throw unkept(folder, error)
      }
      // Written beside and renamed, so that a photo is there whole or not at all.
      const part = join(folder, `${key}.${randomUUID()}.part`)
      try {
        await writeFile(part, bytes)
        await rename(part, join(folder, key))
      } catch (error) {
        await rm(part, { force: true }).catch(() => {})
        throw unkept(folder, error)
      }
      return key
    },

    async get(key) {
      // A key may come from a recipe that somebody wrote: it must not lead out of the folder.
      if (!KEY.test(key)) throw new UserError('no-photo', 'There is no such photo.', 'Attach one.')
      try {
        return await readFile(join(folder, key))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        throw new UserError('no-photo', 'The photo of this picture is no longer kept.', 'Attach it again.')
      }
    },
  }
}

function unkept(folder: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException
  const text = `The photo cannot be kept in ${folder}: ${code}.`
  return new UserError('output', text, 'Make room there, or set DREAMBOT_DATA to another folder.')
}
