/** Errors on the command line: exit codes, and sentences for errors of the file system. */
import type { Stats } from 'node:fs'
import { type ErrorCode, UserError } from '../../core/errors.ts'
import type { Reply } from '../../core/platform.ts'
import { type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

/** The exit code after Ctrl-C: 128 + SIGINT, as shells define it. */
export const INTERRUPTED = 130

/** Exit codes by the state of the last reply. Default 0. */
export const EXIT_CODES: Readonly<Partial<Record<Reply['state'], number>>> = { failed: 1, cancelled: INTERRUPTED }

/** Keeps the program running when the reader of `stream` closes it early, as `head` does. */
export function ignoreBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** @param reason Follows a colon: see `systemReason` and `notAFile`. */
export function unreadable(path: string, reason: Text, code: ErrorCode): UserError {
  return new UserError(code, phrase`The file ${path} cannot be read: ${reason}.`)
}

/** @param reason Follows a colon: see `systemReason` and `notAFile`. */
export function unwritable(path: string, reason: Text): UserError {
  return new UserError('output', phrase`The file ${path} cannot be written: ${reason}.`, phrase`Name another one.`)
}

/** Why something that is no regular file cannot be used as one. */
export function notAFile(stats: Stats): Text {
  return stats.isDirectory() ? phrase`it is a folder` : phrase`it is not a regular file`
}

/** An error of the file system in words; its code where there are none for it. */
export function systemReason(error: unknown): Text {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return REASONS[code] ?? code
}

const REASONS: Readonly<Record<string, Phrase>> = {
  ENOENT: phrase`there is no such file or folder`,
  ENOTDIR: phrase`a part of its path is not a folder`,
  EISDIR: phrase`it is a folder`,
  EACCES: phrase`permission denied`,
  EPERM: phrase`permission denied`,
  EROFS: phrase`the disk is read-only`,
  ENOSPC: phrase`the disk is full`,
  ELOOP: phrase`its links form a loop`,
}
