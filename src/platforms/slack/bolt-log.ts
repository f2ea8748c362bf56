/** Passes the log of Slack's libraries on to the bot's, without their debug entries, which contain what people write. */
import { inspect } from 'node:util'
import { type Logger, LogLevel } from '@slack/bolt'
import type { Log } from '../../core/log.ts'

export function createBoltLog(log: Log): Logger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log({ level, message: `Slack: ${parts.map(asText).join(' ')}` })
  return {
    debug() {},
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  }
}

function asText(part: unknown): string {
  if (part instanceof Error) return `${part.name}: ${part.message}`
  return typeof part === 'string' ? part : inspect(part, { depth: 1 })
}
