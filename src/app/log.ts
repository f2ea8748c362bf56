/** The log for the people who run the bot: one JSON line for each entry, on standard error, without secrets. */
import pino from 'pino'
import { cleanedLog, type Log, redact } from '../core/log.ts'

export interface LogOptions {
  readonly level: pino.LevelWithSilent
  /** Tokens and passwords. Each occurrence in a message or a stack is replaced by "[secret]". */
  readonly secrets: readonly string[]
}

/** @param stream Default standard error. */
export function createLog({ level, secrets }: LogOptions, stream: pino.DestinationStream = pino.destination(2)): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
  const write: Log = ({ level, message, ...details }) => logger[level](details, message)
  return cleanedLog(write, (text) => redact(text, secrets))
}
