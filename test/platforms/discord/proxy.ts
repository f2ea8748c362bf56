/** The server that the bot takes for Discord: reads each request, records it, and has it checked and answered. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BotFile, BotRequest, Faults } from './faults.ts'
import type { Rates } from './rates.ts'
import { type Answer, invalidForm, Refused, refusals } from './refusals.ts'
import type { Routes } from './routes.ts'

export interface Proxy {
  readonly server: Server
  readonly origin: () => string
  /** Every request of the bot, in the order of their arrival. */
  readonly requests: readonly BotRequest[]
  listen(): Promise<void>
  close(): Promise<void>
}

export function createProxy(options: {
  token: string
  faults: Faults
  rates: Rates
  /** What Discord's description of itself finds wrong with a request. */
  check: (request: BotRequest) => readonly string[]
  routes: Routes
  /** Whatever is not the API: pictures. */
  others: (request: IncomingMessage, response: ServerResponse) => void
  /** A request has been answered. */
  notify: () => void
}): Proxy {
  const { token, faults, rates, check, routes, others, notify } = options
  const requests: BotRequest[] = []

  async function handle(request: BotRequest, problems: readonly string[]): Promise<Answer> {
    if (!TOKEN_IN_PATH.test(request.path) && request.authorization !== `Bot ${token}`) return refusals.unauthorized
    const { headers, refusal } = rates.count(request)
    const wrong = problems.length > 0 ? invalidForm({ body: problems.join('; ') }) : undefined
    const answer = refusal ?? wrong ?? (await routes(request).catch(refused))
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  async function api(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming)
    requests.push(request)
    const problems = check(request)
    const fault = faults.take(request)
    if (fault?.delayMs) await sleep(fault.delayMs, undefined, { ref: false })
    const goesWrong = fault?.cut || fault?.status !== undefined
    const right = fault?.applied || !goesWrong ? await handle(request, problems) : undefined
    if (fault?.cut) {
      request.status = 0
      response.destroy()
      return notify()
    }
    const answer = fault?.status === undefined ? right : { ...fault, status: fault.status }
    const { status, body, headers = {} } = answer ?? refusals.serverError
    request.status = status
    request.answer = body
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers })
    response.end(body === undefined ? undefined : text)
    notify()
  }

  const server = createServer((incoming, response) => {
    if (!incoming.url?.startsWith(API)) return others(incoming, response)
    api(incoming, response).catch(() => response.destroy())
  })

  return {
    server,
    requests,
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listen: () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function refused(error: unknown): Answer {
  if (error instanceof Refused) return error.answer
  return { ...refusals.serverError, body: { code: 0, message: String((error as Error).stack) } }
}

const API = '/api/v10'
/** Interactions and webhooks bring their own token. */
const TOKEN_IN_PATH = /^\/(interactions|webhooks)\/\d+\/[^/]{20,}/

async function read(incoming: IncomingMessage): Promise<BotRequest> {
  const time = Date.now()
  const { method = 'GET', url = '/', headers } = incoming
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const type = headers['content-type'] ?? ''
  const content = type.startsWith('multipart/') ? await multipart(raw, type) : { body: json(raw), files: [] }
  const path = decodeURIComponent(pathname.slice(API.length))
  return { method, path, query: searchParams, ...content, authorization: headers.authorization, time }
}

function json(raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    throw new Error('the body is no JSON')
  }
}

async function multipart(raw: Buffer, type: string): Promise<{ body: unknown; files: BotFile[] }> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
  const files: BotFile[] = []
  for (const [key, part] of form) {
    const [, index] = /^files\[(\d+)\]$/.exec(key) ?? []
    if (typeof part === 'string' || index === undefined) continue
    const data = Buffer.from(await part.arrayBuffer())
    files.push({ index: Number(index), name: part.name, type: part.type, data })
  }
  const payload = form.get('payload_json')
  return { body: typeof payload === 'string' ? json(Buffer.from(payload)) : {}, files }
}
