/** Files that the command line reads and writes; each is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { access, constants, lstat, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Format } from '../../command.ts'
import { type ErrorCode, UserError } from '../../errors.ts'

const MOST_MEGABYTES = 100

/** Reads `path`, relative to `folder`. Throws `UserError` with `code` and a sentence of what stands in the way. */
export async function readInput(folder: string, path: string, code: ErrorCode): Promise<Uint8Array> {
  const unreadable = (found: string) => new UserError(code, `The file ${path} cannot be read: ${found}.`)
  try {
    const stats = await stat(resolve(folder, path))
    if (!stats.isFile()) throw unreadable(kindOf(stats))
    if (stats.size > MOST_MEGABYTES * 1e6) throw unreadable(`it has more than ${MOST_MEGABYTES} MB`)
    return await readFile(resolve(folder, path))
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(reason(error))
  }
}

/** Throws `UserError` output before any work is done for a file that could not be written in the end. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing && !existing.isFile()) throw unwritable(path, kindOf(existing))
  if (!existing && (await lstat(path).catch(() => undefined))) throw unwritable(path, 'it is a link to nothing')
  try {
    const folder = dirname(await followLinks(path))
    await access(folder, constants.W_OK)
    if (!(await stat(folder)).isDirectory()) throw unwritable(path, `${folder} is no folder`)
    if (existing) await access(path, constants.W_OK)
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(path, reason(error))
  }
}

/** Throws `UserError` output for a folder in which no file could be made. */
export async function checkWritableFolder(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new UserError(
      'output',
      `The folder ${folder} cannot be written to: ${reason(error)}.`,
      'Name a file with --out.',
    )
  }
}

/** Written beside and renamed; where `path` is a link, the file it leads to. Throws `UserError` output. */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const file = await followLinks(path)
  const part = join(dirname(file), `.${basename(file)}.${randomUUID()}.part`)
  try {
    await writeFile(part, data)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw unwritable(path, reason(error))
  }
}

/** The file that a path leads to, whether it is there or not. */
export async function followLinks(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  return realpath(path).catch(() => join(folder, basename(path)))
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.gif': 'gif',
  '.webp': 'webp',
}

/** The file type that a path's ending asks for. Throws `UserError` output for another ending. */
export function formatOf(path: string): Format {
  const ending = extname(path)
  const format = FORMATS[ending.toLowerCase()]
  if (format) return format
  const found = ending === '' ? 'has no ending' : `ends in ${ending}`
  throw new UserError('output', `The file ${path} ${found}: pictures are .png, .jpg, .gif or .webp.`)
}

function kindOf(stats: Stats): string {
  return stats.isDirectory() ? 'it is a folder' : 'it is no regular file'
}

function unwritable(path: string, found: string): UserError {
  return new UserError('output', `The file ${path} cannot be written: ${found}.`, 'Name another one.')
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return REASONS[code] ?? code
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it is not yours to use',
  EPERM: 'it is not yours to use',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ELOOP: 'its links lead in a circle',
}
