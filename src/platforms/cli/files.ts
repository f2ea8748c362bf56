/** Reading photos and recipes, checking where results go, and writing them: a file appears whole or not at all. */
import { access, constants, lstat, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type ErrorCode, UserError } from '../../core/errors.ts'
import type { Format } from '../../core/file-types.ts'
import { phrase } from '../../i18n/phrase.ts'
import { writeFileAtomically } from '../../system/write-file.ts'
import { notAFile, systemReason, unreadable, unwritable } from './errors.ts'
import { LIMITS } from './limits.ts'

/** Reads `path`, relative to `folder`. Throws `UserError` with `code` for what cannot be read, or is too large. */
export async function readInput(folder: string, path: string, code: ErrorCode): Promise<Uint8Array> {
  const absolute = resolve(folder, path)
  const most = LIMITS.inputMegabytes
  try {
    const stats = await stat(absolute)
    if (!stats.isFile()) throw unreadable(path, notAFile(stats), code)
    if (stats.size > most * 1e6) throw unreadable(path, phrase`it has more than ${most} MB`, code)
    return await readFile(absolute)
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, systemReason(error), code)
  }
}

/** Throws `UserError` output for a file that could not be written; called before the work starts. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing && !existing.isFile()) throw unwritable(path, notAFile(existing))
  if (!existing && (await lstat(path).catch(() => undefined))) throw unwritable(path, phrase`it is a broken link`)
  try {
    const folder = dirname(await followLinks(path))
    await access(folder, constants.W_OK)
    if (!(await stat(folder)).isDirectory()) throw unwritable(path, phrase`${folder} is not a folder`)
    if (existing) await access(path, constants.W_OK)
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(path, systemReason(error))
  }
}

/** Throws `UserError` output for a folder in which no file can be created. */
export async function checkWritableFolder(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new UserError(
      'output',
      phrase`The folder ${folder} cannot be written to: ${systemReason(error)}.`,
      phrase`Name a file with --out.`,
    )
  }
}

/**
 * Writes `path` completely or not at all. Where it is a link, its target is replaced and the link stays.
 * Throws `UserError` output.
 */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const file = await followLinks(path)
  try {
    await writeFileAtomically(file, data)
  } catch (error) {
    throw unwritable(path, systemReason(error))
  }
}

/** The path with all links resolved, whether the file exists or not. */
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

/** The format that a path's extension stands for. Throws `UserError` output for any other extension. */
export function formatOf(path: string): Format {
  const extension = extname(path)
  const format = FORMATS[extension.toLowerCase()]
  if (format) return format
  const found = extension === '' ? phrase`has no extension` : phrase`ends in ${extension}`
  throw new UserError('output', phrase`The file ${path} ${found}: results are .png, .jpg, .gif, .webp or .mp4.`)
}
