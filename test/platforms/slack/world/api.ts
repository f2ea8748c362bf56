/** The Web API as the bot meets it: every call recorded, spoiled on demand, answered by us or by the emulator. */
import type { Changes } from './changes.ts'
import type { Method } from './chat-methods.ts'
import { APP } from './emulator.ts'
import type { Faults } from './faults.ts'
import { type Answer, type Json, json, type Reply, refusal } from './types.ts'

export interface Call {
  /** Or 'upload', 'download', 'response_url'. */
  readonly method: string
  /** JSON in them decoded. */
  readonly args: Json
  /** In milliseconds since 1970. */
  readonly at: number
  /** Until the answer, in milliseconds. */
  readonly ms: number
  /** 0 for a connection that broke. */
  readonly status: number
  /** Undefined if it is no JSON or never came. */
  readonly answer: Json | undefined
}

export interface Api {
  /** Oldest first, those that have been answered. */
  readonly calls: readonly Call[]
  handle(method: string, args: Json, token: string | undefined): Promise<Reply>
  /** Records and spoils whatever else the bot asks for. */
  record(method: string, args: Json, run: () => Promise<Reply>): Promise<Reply>
}

export interface ApiParts {
  readonly methods: Readonly<Record<string, Method>>
  /** The emulator in the bot's name. */
  readonly ask: (method: string, args: Json) => Promise<Answer>
  readonly faults: Faults
  readonly changes: Changes
}

export function createApi({ methods, ask, faults, changes }: ApiParts): Api {
  const calls: Call[] = []

  async function record(method: string, args: Json, run: () => Promise<Reply>): Promise<Reply> {
    const at = Date.now()
    const reply = await faults.around(method, run)
    const status = 'cut' in reply ? 0 : reply.status
    calls.push({ method, args, at, ms: Date.now() - at, status, answer: answerIn(reply) })
    changes.tick()
    return reply
  }
  const answer = async (method: string, args: Json, token: string | undefined): Promise<Answer> => {
    const refused = refusedToken(method, token)
    if (refused) return refusal(refused)
    const { token: _, ...rest } = args
    return methods[method]?.(rest) ?? ask(method, rest)
  }
  return {
    calls,
    record,
    handle: (method, args, token) => record(method, args, async () => json(await answer(method, args, token))),
  }
}

/** Bodies as the bot sends them: forms, in which what is not plain text is JSON, or JSON. */
export function decodeArgs(contentType: string, body: string, query: URLSearchParams): Json {
  if (contentType.includes('json')) return JSON.parse(body || '{}')
  const pairs = [...query, ...new URLSearchParams(body)]
  return Object.fromEntries(pairs.map(([name, value]) => [name, JSON_ARGS.has(name) ? parsed(value) : value]))
}

const JSON_ARGS = new Set(['attachments', 'blocks', 'files', 'metadata', 'unfurls', 'view'])

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function refusedToken(method: string, token: string | undefined): string | undefined {
  if (!token) return 'not_authed'
  if (token !== APP.botToken && token !== APP.appToken) return 'invalid_auth'
  const wanted = method === 'apps.connections.open' ? APP.appToken : APP.botToken
  return token === wanted ? undefined : 'not_allowed_token_type'
}

function answerIn(reply: Reply): Json | undefined {
  if ('cut' in reply || typeof reply.body !== 'string') return undefined
  const answer = parsed(reply.body)
  return typeof answer === 'object' ? (answer as Json) : undefined
}
