/** An HTTP server on a port of this machine. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

interface HttpServerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** How long open requests may take after `stop`, in milliseconds, before they are cut off. Default 0. */
  readonly graceMs?: number
}

export interface HttpServer {
  /** The port it listens on. */
  readonly port: number
  /** Takes no more requests. Settles when all connections are closed, after the grace time at the latest. */
  stop(): Promise<void>
}

/** Settles when the server listens. Throws Node's error, such as EADDRINUSE, when the port is not available. */
export async function startHttpServer({ fetch, host, port, graceMs = 0 }: HttpServerOptions): Promise<HttpServer> {
  // The other parts of the program keep Node's own Request and Response.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const timer = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}
