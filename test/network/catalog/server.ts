/** A real HTTP server on loopback that fails in chosen ways. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

export type Answer = (request: IncomingMessage, response: ServerResponse, content: Buffer) => void

export interface TestServer {
  readonly url: string
  /** The Range header of every request so far, or undefined where there was none. */
  readonly ranges: (string | undefined)[]
}

/** Answers its first requests with `answers`, one each, and all later ones correctly. */
export async function serve(content: Buffer, answers: readonly Answer[] = []): Promise<TestServer> {
  const ranges: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const answer = answers[ranges.length] ?? well
    ranges.push(request.headers.range)
    answer(request, response, content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.bin`, ranges }
}

/** Sends the whole file, or the requested range. */
export const well: Answer = (request, response, content) => {
  const start = startOf(request)
  if (start === undefined) response.writeHead(200, { 'content-length': content.length }).end(content)
  else if (start >= content.length) response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
  else {
    const range = `bytes ${start}-${content.length - 1}/${content.length}`
    const rest = content.subarray(start)
    response.writeHead(206, { 'content-length': rest.length, 'content-range': range }).end(rest)
  }
}

/** Sends `count` more bytes and closes the connection. */
export const drop = (count: number): Answer => {
  return (request, response, content) => {
    const start = startOf(request) ?? 0
    const headers = {
      'content-length': content.length - start,
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    }
    response.writeHead(start > 0 ? 206 : 200, headers)
    response.write(content.subarray(start, start + count), () => setTimeout(() => response.destroy(), 20))
  }
}

export const ignoreRange: Answer = (_request, response, content) => void response.writeHead(200).end(content)

/** Sends `count` bytes and then nothing, without closing the connection. */
export const stall = (count: number): Answer => {
  return (_request, response, content) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, count))
  }
}

/** Sends other content, of the same or another length. */
export const other = (wrong: Buffer): Answer => {
  return (_request, response) => void response.writeHead(200, { 'content-length': wrong.length }).end(wrong)
}

export const status = (code: number, headers: Record<string, string> = {}): Answer => {
  return (_request, response) => void response.writeHead(code, headers).end('<html>no</html>')
}

function startOf({ headers }: IncomingMessage): number | undefined {
  const [, start] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  return start === undefined ? undefined : Number(start)
}
