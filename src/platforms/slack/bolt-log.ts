/** What Slack's libraries tell, in the log: not what they tell for debugging, which has all that people write. */
import { inspect } from 'node:util'
import { type Logger, LogLevel } from '@slack/bolt'
import type { Log } from '../../core/log.ts'

/** A log that takes tokens out, wherever they turn up. */
export function withoutSecrets(log: Log, secrets: readonly string[]): Log {
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
  return ({ message, stack, ...entry }) =>
    log({ ...entry, message: clean(message), ...(stack !== undefined && { stack: clean(stack) }) })
}

export function createBoltLog(log: Log): Logger {
  const tell =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log({ level, message: `Slack: ${parts.map(words).join(' ')}` })
  return {
    debug() {},
    info: tell('info'),
    warn: tell('warn'),
    error: tell('error'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  }
}

function words(part: unknown): string {
  if (part instanceof Error) return `${part.name}: ${part.message}`
  return typeof part === 'string' ? part : inspect(part, { depth: 1 })
}
