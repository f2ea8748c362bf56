/** What people who run the bot read: one JSON line an entry, on standard error, without secrets. */
import pino from 'pino'
import type { Log } from '../core/log.ts'

export interface LogOptions {
  readonly level: pino.LevelWithSilent
  /** Tokens and the like: wherever they turn up, in a message or a stack, they are taken out. */
  readonly secrets: readonly string[]
}

export function createLog({ level, secrets }: LogOptions, stream: pino.DestinationStream = pino.destination(2)): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
  return ({ level, message, job, stack }) => {
    const details = { ...(job !== undefined && { job }), ...(stack !== undefined && { stack: clean(stack) }) }
    logger[level](details, clean(message))
  }
}
