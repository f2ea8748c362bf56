/** The log's type, and what removes secrets from entries. */
import { defined } from './defined.ts'

/** Writes an entry for the people who run the bot. The program that starts decides where entries go. */
export type Log = (entry: {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The job's id. */
  readonly job?: string
  /** The stack of a bug, or the last output of a lost worker. */
  readonly stack?: string
}) => void

/** A log that passes every message and stack through `clean` first, for example to remove secrets. */
export function cleanedLog(log: Log, clean: (text: string) => string): Log {
  return ({ message, stack, ...entry }) =>
    log({ ...entry, message: clean(message), ...defined({ stack: stack && clean(stack) }) })
}

/** Replaces every occurrence of each secret by "[secret]". */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
}
