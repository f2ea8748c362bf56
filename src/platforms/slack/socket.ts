/** Socket Mode that reconnects: with hardly a gap when Slack announces an end, with growing pauses after a loss. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, type Logger, type Receiver, SocketModeReceiver, webApi } from '@slack/bolt'
import { MILLISECONDS } from './limits.ts'

interface SocketOptions {
  /** The app-level token, xapp-... */
  readonly appToken: string
  readonly clientOptions: webApi.WebClientOptions
  readonly logger: Logger
}

interface Socket extends Receiver {
  /** Settles when Slack has said hello. Rejects if it does not. */
  start(): Promise<void>
  /** Settles when nothing of the socket keeps the process alive. */
  stop(): Promise<void>
}

/**
 * A receiver that makes a new connection of Bolt's `SocketModeReceiver` for each reconnect. That one's own reconnect is
 * off: it waits until Slack has closed the old connection, which takes half a minute, and ends the process when Slack
 * cannot be reached.
 */
export function createSocket({ appToken, clientOptions, logger }: SocketOptions): Socket {
  const ending = new AbortController()
  const open = new Set<SocketModeReceiver>()
  let app: App | undefined
  let connecting: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<void> {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      // A copy: the receiver's client may change the object.
      installerOptions: { clientOptions: { ...clientOptions } },
    })
    const { client } = receiver
    let isLeft = false
    const onEnd = () => {
      if (isLeft || ending.signal.aborted) return
      isLeft = true
      void reconnect()
    }
    if (app) receiver.init(app)
    open.add(receiver)
    client.on('disconnected', () => open.delete(receiver))
    const started = receiver.start().catch((error) => {
      // Bolt rejects with undefined when a connection ends before Slack has said hello.
      throw error ?? new webApi.WebAPIRequestError(new Error('the connection has been closed'))
    })
    connecting = started.catch(() => {})
    await started
    client.on('disconnected', onEnd)
    // The next connection starts at the announcement, while the old one still takes its time to close.
    client.on('ws_message', (message: unknown) => {
      if (isDisconnectMessage(message)) onEnd()
    })
  }

  async function reconnect(): Promise<void> {
    const { firstReconnect, lastReconnect } = MILLISECONDS
    for (let pause: number = firstReconnect; !ending.signal.aborted; pause = Math.min(2 * pause, lastReconnect)) {
      try {
        await connect()
        return
      } catch (error) {
        logger.warn(`not connected, trying again: ${error}`)
      }
      await sleep(pause, undefined, { signal: ending.signal }).catch(() => {})
    }
  }

  return {
    init(boltApp) {
      app = boltApp
    },
    start: connect,
    async stop() {
      ending.abort()
      // A connection that is being made cannot be closed yet.
      await Promise.race([connecting, sleep(MILLISECONDS.close)])
      const closing = [...open].map(({ client }) => client.disconnect())
      await Promise.race([Promise.all(closing), sleep(MILLISECONDS.close)])
      // A second disconnect terminates a connection that has not closed.
      for (const { client } of open) await client.disconnect()
    },
  }
}

/**
 * Whether the message is {"type": "disconnect", "reason": "refresh_requested", ...}. What people write is in nested
 * objects, which the expression does not enter.
 */
function isDisconnectMessage(message: unknown): boolean {
  return typeof message === 'string' && /^\{[^{]*"type":\s*"disconnect"/.test(message)
}
