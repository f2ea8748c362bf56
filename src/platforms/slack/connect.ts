/** The two ways in which Slack reaches the bot: a socket that the bot opens, or signed requests. */
import type { AddressInfo } from 'node:net'
import { HTTPReceiver, type Logger, type Receiver } from '@slack/bolt'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { SlackConfig } from './config.ts'
import { startError } from './errors.ts'
import { PROMPT, SECONDS } from './limits.ts'
import { createSocket } from './socket.ts'

interface Connection {
  readonly receiver: Receiver
  /** Settles when the bot hears Slack. Throws `UserError` with what to mend. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Requests come through a proxy or the machine's own network. */
const EVERYWHERE = '0.0.0.0'

export function createConnection(
  { delivery, apiUrl }: Pick<SlackConfig, 'delivery' | 'apiUrl'>,
  logger: Logger,
): Connection {
  if (delivery.mode === 'socket') {
    const clientOptions = { slackApiUrl: apiUrl, logger, retryConfig: PROMPT, timeout: SECONDS.call * 1000 }
    const receiver = createSocket({ appToken: delivery.appToken, clientOptions, logger })
    return {
      receiver,
      start: () => inWords(receiver.start(), (error) => startError(error, 'SLACK_APP_TOKEN', apiUrl)),
      stop: receiver.stop,
    }
  }
  const { signingSecret, port } = delivery
  const receiver = new HTTPReceiver({ signingSecret, logger })
  return {
    receiver,
    async start() {
      const server = await inWords(receiver.start({ port, host: EVERYWHERE }), (error) => {
        const { code } = error as NodeJS.ErrnoException
        if (code === undefined) return error
        return new UserError(
          'output',
          phrase`Port ${port} cannot be listened on: ${code}.`,
          phrase`Set SLACK_PORT to another.`,
        )
      })
      logger.info(`requests are expected at port ${(server.address() as AddressInfo).port}, /slack/events`)
    },
    stop: () => receiver.stop(),
  }
}

async function inWords<T>(work: Promise<T>, words: (error: unknown) => unknown): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw words(error)
  }
}
