/** What goes wrong on demand, and how often. */
import type { Answer } from './refusals.ts'

/** One request of the bot. */
export interface BotRequest {
  readonly method: string
  /** Without `/api/v10`, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  /** Of a multipart request, its `payload_json`. */
  readonly body: unknown
  readonly files: readonly BotFile[]
  readonly authorization: string | undefined
  /** Real milliseconds since 1970. */
  readonly time: number
  /** What it was answered, once it is; 0 if the connection was cut instead. */
  status?: number
  answer?: unknown
}

export interface BotFile {
  /** Of its name `files[n]`. */
  readonly index: number
  readonly name: string
  readonly type: string
  readonly data: Buffer
}

/** A text that "PATCH /webhooks/1/token/messages/@original" contains, or an expression that it matches, or any test. */
export type Matcher = string | RegExp | ((request: BotRequest) => boolean)

/** An answer in the place of the right one; without a `status` the right one comes. */
export interface Fault extends Partial<Answer> {
  /** Waits this long first. */
  readonly delayMs?: number
  /** The request takes effect all the same: its answer is lost on the way. */
  readonly applied?: boolean
  /** The connection breaks in the place of an answer. */
  readonly cut?: boolean
}

export interface Faults {
  /** The next `times` (default 1) matching requests meet `fault`. What it returns withdraws that. */
  fail(matcher: Matcher, fault: Fault, times?: number): () => void
  /** The fault that this request meets, which uses it up. */
  take(request: BotRequest): Fault | undefined
}

export function createFaults(): Faults {
  const planned = new Set<{ readonly matcher: Matcher; readonly fault: Fault; left: number }>()
  return {
    fail(matcher, fault, times = 1) {
      const plan = { matcher, fault, left: times }
      planned.add(plan)
      return () => void planned.delete(plan)
    },
    take(request) {
      for (const plan of planned) {
        if (!matches(plan.matcher, request)) continue
        plan.left -= 1
        if (plan.left <= 0) planned.delete(plan)
        return plan.fault
      }
      return undefined
    },
  }
}

export function matches(matcher: Matcher, request: BotRequest): boolean {
  if (typeof matcher === 'function') return matcher(request)
  const line = `${request.method} ${request.path}`
  return typeof matcher === 'string' ? line.includes(matcher) : matcher.test(line)
}
