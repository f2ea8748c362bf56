/** The two ways in which Slack reaches the bot: a socket that the bot opens, or signed requests to a port. */
import type { AddressInfo } from 'node:net'
import { HTTPReceiver, type Logger, type Receiver } from '@slack/bolt'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { SlackConfig } from './config.ts'
import { explained, startError } from './errors.ts'
import { PROMPT_RETRIES, SECONDS } from './limits.ts'
import { createSocket } from './socket.ts'

interface Connection {
  readonly receiver: Receiver
  /** Settles when events can arrive. Throws `UserError` that says what to correct. */
  start(): Promise<void>
  stop(): Promise<void>
}

interface ConnectionOptions extends Pick<SlackConfig, 'delivery' | 'apiUrl'> {
  readonly logger: Logger
}

/** Requests come through a proxy or from the local network. */
const ALL_INTERFACES = '0.0.0.0'

export function createConnection({ delivery, apiUrl, logger }: ConnectionOptions): Connection {
  if (delivery.mode === 'socket') return createSocketConnection({ ...delivery, apiUrl, logger })
  return createHttpConnection({ ...delivery, logger })
}

function createSocketConnection(options: { appToken: string; apiUrl: string; logger: Logger }): Connection {
  const { appToken, apiUrl, logger } = options
  const clientOptions = { slackApiUrl: apiUrl, logger, retryConfig: PROMPT_RETRIES, timeout: SECONDS.call * 1000 }
  const receiver = createSocket({ appToken, clientOptions, logger })
  return {
    receiver,
    start: () => explained(receiver.start(), (error) => startError(error, { setting: 'SLACK_APP_TOKEN', apiUrl })),
    stop: receiver.stop,
  }
}

function createHttpConnection(options: { signingSecret: string; port: number; logger: Logger }): Connection {
  const { signingSecret, port, logger } = options
  const receiver = new HTTPReceiver({ signingSecret, logger })
  return {
    receiver,
    async start() {
      const server = await explained(receiver.start({ port, host: ALL_INTERFACES }), (error) => {
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
