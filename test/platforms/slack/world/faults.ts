/** Trouble on demand: the next calls of a method are slow, refused, or lose their connection. */
import { type Json, json, type Reply } from './types.ts'

export type Fault =
  /** 429, with this Retry-After in seconds. */
  | { readonly retryAfter: number }
  /** A status other than 200, such as 503. */
  | { readonly status: number; readonly body?: string }
  /** `ok: false` with this error and whatever else is given. */
  | ({ readonly error: string } & Json)
  /** The right answer, late. */
  | { readonly delayMs: number }
  /** The connection breaks before the call takes effect, or after it, when only its answer is lost. */
  | { readonly reset: 'before' | 'after' }

export interface Faults {
  /** `method` is a Web API method, 'upload', 'download', 'response_url', or '*' for any Web API method. */
  add(method: string, fault: Fault, times: number): void
  /** Runs a call, or what befalls it instead. */
  around(method: string, run: () => Promise<Reply>): Promise<Reply>
  clear(): void
}

export function createFaults(): Faults {
  let planned: { method: string; fault: Fault; left: number }[] = []
  const next = (method: string) => {
    const isApi = method.includes('.')
    const found = planned.find((one) => one.left > 0 && (one.method === method || (one.method === '*' && isApi)))
    if (found) found.left -= 1
    return found?.fault
  }
  return {
    add: (method, fault, times) => planned.push({ method, fault, left: times }),
    clear() {
      planned = []
    },
    async around(method, run) {
      const fault = next(method)
      if (!fault) return run()
      if ('retryAfter' in fault) return limited(Number(fault.retryAfter))
      if ('delayMs' in fault) {
        await new Promise((resolve) => setTimeout(resolve, Number(fault.delayMs)))
        return run()
      }
      if ('reset' in fault) {
        if (fault.reset === 'after') await run()
        return { cut: true }
      }
      if ('status' in fault) return { status: Number(fault.status), body: String(fault.body ?? 'upstream trouble') }
      return json({ ok: false, ...fault })
    },
  }
}

function limited(seconds: number): Reply {
  const headers = { 'retry-after': String(seconds), 'content-type': 'application/json' }
  return { status: 429, headers, body: JSON.stringify({ ok: false, error: 'ratelimited' }) }
}
