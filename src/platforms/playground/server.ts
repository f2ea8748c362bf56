/** The server on its port, from the first request to the last. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { UserError } from '../../core/errors.ts'
import type { Stop } from '../../core/platform.ts'
import { phrase } from '../../i18n/phrase.ts'

interface ServerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** How long requests on their way may take when the server ends. */
const CLOSE_MS = 1000

/** Listens; `port` is the one it has got. Throws `UserError` output for a port that cannot be had. */
export async function startServer({
  fetch,
  host,
  port,
}: ServerOptions): Promise<{ readonly port: number; stop: Stop }> {
  // Other parts of the program go on using Node's own requests and responses.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refused(port, error)))
    server.listen(port, host, resolve)
  })
  const { port: own } = server.address() as AddressInfo
  return {
    port: own,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const timer = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_MS)
      await closed
      clearTimeout(timer)
    },
  }
}

function refused(port: number, { code }: NodeJS.ErrnoException): UserError {
  return new UserError(
    'output',
    phrase`The playground cannot be had at port ${port}: ${String(code)}.`,
    phrase`Set DREAMBOT_PORT to another one.`,
  )
}
