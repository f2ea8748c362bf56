/** A folder of files with a limit on their total size: the least recently used files are deleted to make room. */
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../system/make-folder.ts'
import { writeFileAtomically } from '../system/write-file.ts'

export interface LruFolder {
  /** The path of a file, whether it exists or not. */
  path(name: string): string
  /** The content of a file; undefined if it does not exist. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Marks a file as used now. */
  touch(name: string): Promise<void>
  /** Writes a file and deletes others if needed. Throws the error of the file system. */
  write(name: string, data: Uint8Array): Promise<void>
}

interface LruFolderOptions {
  /** Created when it is first needed. */
  readonly folder: string
  /** The most bytes that all files together may have. */
  readonly bytes: number
}

/** The fraction of the limit that is left after files were deleted, so that not every write deletes files again. */
const LEFT = 0.9

/** Other processes may write in the folder too; the limit is then kept only roughly. */
export function createLruFolder({ folder, bytes }: LruFolderOptions): LruFolder {
  /** The total size of the files, in bytes, as far as this process knows. */
  let total: Promise<number> | undefined

  /** Deletes files if there are too many. Returns the total size of those that are left. */
  async function makeRoom(): Promise<number> {
    const files = (await filesIn(folder)).sort((a, b) => a.usedMs - b.usedMs)
    let left = sizeOf(files)
    if (left <= bytes) return left
    for (const { path, size } of files) {
      if (left <= bytes * LEFT) break
      await rm(path, { force: true })
      left -= size
    }
    return left
  }

  const path = (name: string) => join(folder, name)

  return {
    path,

    read: (name) => readFile(path(name)).catch(() => undefined),

    async touch(name) {
      const now = new Date()
      await utimes(path(name), now, now).catch(() => {})
    },

    async write(name, data) {
      try {
        makeFolder(folder)
        const before = await (total ?? filesIn(folder).then(sizeOf))
        await writeFileAtomically(path(name), data)
        const after = before + data.length
        total = after > bytes ? makeRoom() : Promise.resolve(after)
        await total
      } catch (error) {
        // A rejected promise would make every later write fail.
        total = undefined
        throw error
      }
    },
  }
}

interface FileUse {
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** When the file was last used, in milliseconds since 1970. */
  readonly usedMs: number
}

async function filesIn(folder: string): Promise<FileUse[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const found = names.map(async (name) => {
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    return stats ? [{ path, size: stats.size, usedMs: stats.mtimeMs }] : []
  })
  return (await Promise.all(found)).flat()
}

function sizeOf(files: readonly FileUse[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}
