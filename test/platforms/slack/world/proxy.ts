/** The one HTTP server that the bot takes for Slack: Web API, uploads, downloads, response_urls and the socket. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { decodeArgs } from './api.ts'
import { LOGIN_PAGE } from './files.ts'
import type { Json, Reply } from './types.ts'

export interface Routes {
  api(method: string, args: Json, token: string | undefined): Promise<Reply>
  upload(file: string, data: Uint8Array): Promise<Reply>
  download(file: string, token: string | undefined): Promise<Reply>
  respond(id: string, body: Json): Promise<Reply>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export interface Proxy {
  readonly url: string
  close(): Promise<void>
}

export async function startProxy(routes: () => Routes): Promise<Proxy> {
  const server = createServer((request, response) => {
    void route(routes(), request)
      .catch((error: unknown): Reply => ({ status: 500, body: String(error instanceof Error ? error.stack : error) }))
      .then((reply) => send(response, reply))
  })
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    routes().upgrade(request, socket, head)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

async function route(routes: Routes, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://slack')
  const body = await read(request)
  const type = request.headers['content-type'] ?? ''
  const [, first = '', second = '', third = ''] = url.pathname.split('/')
  switch (first) {
    case 'api': {
      const args = decodeArgs(type, body.toString(), url.searchParams)
      return routes.api(second, args, bearer(request) ?? (typeof args.token === 'string' ? args.token : undefined))
    }
    case 'upload':
      return routes.upload(third, await fileIn(body, type))
    case 'files-pri':
      return routes.download(second.split('-').at(-1) ?? '', bearer(request))
    case 'respond':
      return routes.respond(second, decodeArgs(type, body.toString(), url.searchParams))
    default:
      return LOGIN_PAGE
  }
}

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** An upload is the raw bytes, or the first file of a form. */
async function fileIn(body: Buffer, type: string): Promise<Uint8Array> {
  if (!type.includes('multipart/form-data')) return body
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const file = [...form.values()].find((value) => typeof value !== 'string')
  return file ? new Uint8Array(await file.arrayBuffer()) : body
}

function send(response: ServerResponse, reply: Reply): void {
  if ('cut' in reply) return void response.destroy()
  response.writeHead(reply.status, reply.headers)
  response.end(reply.body)
}
