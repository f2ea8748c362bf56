/** Socket Mode that comes back: after what Slack announces with hardly a gap, after a loss for as long as it takes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, type Logger, type Receiver, SocketModeReceiver, webApi } from '@slack/bolt'

interface SocketOptions {
  readonly appToken: string
  readonly clientOptions: webApi.WebClientOptions
  readonly logger: Logger
}

interface Socket extends Receiver {
  /** Settles when Slack has said hello; rejects if it does not. */
  start(): Promise<void>
  /** Settles when nothing of it keeps the process alive. */
  stop(): Promise<void>
}

/** Between tries to connect, in milliseconds. */
const FIRST_PAUSE = 500
const LAST_PAUSE = 30_000
/** Slack may leave a connection open that both sides have closed: it is given so long, in milliseconds. */
const FAREWELL = 500

/**
 * Bolt's own receiver makes one connection and is not asked to reconnect: it would wait until Slack has closed the old
 * one, which takes half a minute, and end the process when Slack cannot be reached.
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
      // Its client may change them.
      installerOptions: { clientOptions: { ...clientOptions } },
    })
    const { client } = receiver
    let left = false
    const leave = () => {
      if (left || ending.signal.aborted) return
      left = true
      void comeBack()
    }
    if (app) receiver.init(app)
    open.add(receiver)
    client.on('disconnected', () => open.delete(receiver))
    const started = receiver.start().catch((error) => {
      // Bolt has no error for a connection that ends before Slack has said hello.
      throw error ?? new webApi.WebAPIRequestError(new Error('the connection has been closed'))
    })
    connecting = started.catch(() => {})
    await started
    client.on('disconnected', leave)
    // The old connection takes its time to end; the next need not wait for it.
    client.on('ws_message', (message: unknown) => {
      if (isFarewell(message)) leave()
    })
  }

  async function comeBack(): Promise<void> {
    for (let pause = FIRST_PAUSE; !ending.signal.aborted; pause = Math.min(2 * pause, LAST_PAUSE)) {
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
    init(its) {
      app = its
    },
    start: connect,
    async stop() {
      ending.abort()
      // A connection that is just being made cannot be closed yet.
      await Promise.race([connecting, sleep(FAREWELL)])
      const farewells = [...open].map(({ client }) => client.disconnect())
      await Promise.race([Promise.all(farewells), sleep(FAREWELL)])
      // Said twice, it is cut.
      for (const { client } of open) await client.disconnect()
    },
  }
}

/** {"type": "disconnect", "reason": "refresh_requested", ...}; what people write stands deeper. */
function isFarewell(message: unknown): boolean {
  return typeof message === 'string' && /^\{[^{]*"type":\s*"disconnect"/.test(message)
}
