/** The host of uploaded files: signed urls that expire, and urls that misbehave. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'

export interface Content {
  readonly data: Buffer
  readonly type: string
}

/** How a url misbehaves. */
export type Trap =
  /** Leads to the same bytes on another host. */
  | 'redirect'
  /** Never ends, and does not say how long it is. */
  | 'endless'
  /** Announces a gigabyte, and sends it to whoever keeps listening. */
  | 'huge'
  /** Announces more bytes than come. */
  | 'short'
  /** Sends some bytes, then nothing. */
  | 'stalled'
  /** Does not even send headers. */
  | 'silent'
  /** Is gone: 404 and a sentence, as an expired url. */
  | 'gone'

export interface Download {
  readonly path: string
  readonly authorization: string | undefined
  /** As asked for: `localhost` where a redirect was followed. */
  readonly host: string
  /** Bytes handed to the connection so far. */
  sent: number
}

export interface Cdn {
  /** Every GET so far. */
  readonly downloads: readonly Download[]
  /** Keeps a file under `path`, which begins with a slash. */
  put(path: string, content: Content): void
  /** Signed for a day. */
  url(path: string): string
  /** The same file at the host that resizes pictures. */
  proxyUrl(path: string): string
  /** A url for these bytes that misbehaves if it is a trap. */
  host(content: Content, trap?: Trap): string
  serve(request: IncomingMessage, response: ServerResponse): void
}

/** @param origin As `http://host:port`, once the server listens. */
export function createCdn(clock: Clock, origin: () => string): Cdn {
  const files = new Map<string, Content>()
  const traps = new Map<string, Serve>()
  const downloads: Download[] = []

  function sign(path: string): string {
    const seconds = Math.floor(clock.now() / 1000)
    const expires = (seconds + DAY).toString(16)
    return `ex=${expires}&is=${seconds.toString(16)}&hm=${signature(path, expires)}`
  }

  function isSigned(path: string, query: URLSearchParams): boolean {
    const expires = query.get('ex') ?? ''
    return query.get('hm') === signature(path, expires) && Number.parseInt(expires, 16) * 1000 > clock.now()
  }

  const cdn: Cdn = {
    downloads,
    put: (path, content) => void files.set(path, content),
    url: (path) => `${origin()}${encodeURI(path)}?${sign(path)}&`,
    proxyUrl: (path) => `${origin()}${MEDIA}${encodeURI(path)}?${sign(path)}&`,
    host(content, trap) {
      const path = `/attachments/hosted/${files.size}/photo.png`
      if (trap) traps.set(path, TRAPS[trap])
      files.set(path, content)
      return cdn.url(path)
    },
    serve(request, response) {
      const url = new URL(request.url ?? '/', origin())
      const path = decodeURI(url.pathname).replace(new RegExp(`^${MEDIA}`), '')
      const { authorization, host = '' } = request.headers
      const download: Download = { path, authorization, host, sent: 0 }
      downloads.push(download)
      const content = files.get(path)
      if (!content || !isSigned(path, url.searchParams)) return gone(response)
      const write = (chunk: Buffer): boolean => {
        download.sent += chunk.length
        return response.write(chunk)
      }
      const elsewhere = `http://${OTHER_HOST}:${url.port}${path}${url.search}`
      const { data, type } = content
      if (host.startsWith(OTHER_HOST)) return well({ data, type, response, write, elsewhere })
      ;(traps.get(path) ?? well)({ data, type, response, write, elsewhere })
    },
  }
  return cdn
}

/** A name of the same server that is not the host of the world's urls. */
const OTHER_HOST = 'localhost'
const MEDIA = '/media'
const DAY = 24 * 60 * 60

function signature(path: string, expires: string): string {
  return createHash('sha256').update(`${path} ${expires}`).digest('hex')
}

interface Served extends Content {
  readonly response: ServerResponse
  /** False once nobody takes the bytes for now. */
  readonly write: (chunk: Buffer) => boolean
  /** The same file on another host. */
  readonly elsewhere: string
}

type Serve = (served: Served) => void

const well: Serve = ({ data, type, response, write }) => {
  response.writeHead(200, { 'content-type': type, 'content-length': data.length })
  write(data)
  response.end()
}

function gone(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.')
}

/** Sends the file and then zeros, as long as somebody listens. */
function pour({ data, response, write }: Served): void {
  write(data)
  const block = Buffer.alloc(65536)
  const more = (): void => {
    while (!response.destroyed && write(block)) {}
  }
  response.on('drain', more)
  more()
}

/** Announces the whole file and sends its beginning. */
const stall: Serve = ({ data, type, response, write }) => {
  response.writeHead(200, { 'content-type': type, 'content-length': data.length })
  write(data.subarray(0, 8))
}

const TRAPS: Readonly<Record<Trap, Serve>> = {
  redirect: ({ response, elsewhere }) => void response.writeHead(302, { location: elsewhere }).end(),
  endless(served) {
    served.response.writeHead(200, { 'content-type': served.type })
    pour(served)
  },
  huge(served) {
    served.response.writeHead(200, { 'content-type': served.type, 'content-length': 2 ** 30 })
    pour(served)
  },
  short(served) {
    stall(served)
    // Later, or the headers would be lost with the connection.
    setTimeout(() => served.response.destroy(), 20)
  },
  stalled: stall,
  silent() {},
  gone: ({ response }) => gone(response),
}
