/** Files that the command line reads and writes; each is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { access, constants, lstat, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type ErrorCode, UserError } from '../../core/errors.ts'
import type { Format } from '../../core/file-types.ts'
import { type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

const MOST_MEGABYTES = 100

/** Reads `path`, relative to `folder`. Throws `UserError` with `code` and a sentence of what stands in the way. */
export async function readInput(folder: string, path: string, code: ErrorCode): Promise<Uint8Array> {
  const unreadable = (found: Text) => new UserError(code, phrase`The file ${path} cannot be read: ${found}.`)
  try {
    const stats = await stat(resolve(folder, path))
    if (!stats.isFile()) throw unreadable(kindOf(stats))
    if (stats.size > MOST_MEGABYTES * 1e6) throw unreadable(phrase`it has more than ${MOST_MEGABYTES} MB`)
    return await readFile(resolve(folder, path))
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(reason(error))
  }
}

/** Throws `UserError` output before any work is done for a file that could not be written in the end. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing && !existing.isFile()) throw unwritable(path, kindOf(existing))
  if (!existing && (await lstat(path).catch(() => undefined))) throw unwritable(path, phrase`it is a link to nothing`)
  try {
    const folder = dirname(await followLinks(path))
    await access(folder, constants.W_OK)
    if (!(await stat(folder)).isDirectory()) throw unwritable(path, phrase`${folder} is no folder`)
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
      phrase`The folder ${folder} cannot be written to: ${reason(error)}.`,
      phrase`Name a file with --out.`,
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
  '.mp4': 'mp4',
}

/** The file type that a path's ending asks for. Throws `UserError` output for another ending. */
export function formatOf(path: string): Format {
  const ending = extname(path)
  const format = FORMATS[ending.toLowerCase()]
  if (format) return format
  const found = ending === '' ? phrase`has no ending` : phrase`ends in ${ending}`
  throw new UserError('output', phrase`The file ${path} ${found}: results are .png, .jpg, .gif, .webp or .mp4.`)
}

function kindOf(stats: Stats): Text {
  return stats.isDirectory() ? phrase`it is a folder` : phrase`it is no regular file`
}

function unwritable(path: string, found: Text): UserError {
  return new UserError('output', phrase`The file ${path} cannot be written: ${found}.`, phrase`Name another one.`)
}

function reason(error: unknown): Text {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return REASONS[code] ?? code
}

const REASONS: Readonly<Record<string, Phrase>> = {
  ENOENT: phrase`there is no such file or folder`,
  ENOTDIR: phrase`a part of its path is no folder`,
  EISDIR: phrase`it is a folder`,
  EACCES: phrase`it is not yours to use`,
  EPERM: phrase`it is not yours to use`,
  EROFS: phrase`the disk is read-only`,
  ENOSPC: phrase`the disk is full`,
  ELOOP: phrase`its links lead in a circle`,
}
