/** Plain data that the parts of the world hand each other. */
import type { types } from '@slack/bolt'

export type Json = Record<string, unknown>
export type Block = types.KnownBlock

/** What a Web API method answers. */
export interface Answer extends Json {
  ok: boolean
  error?: string
}

/** A file as a person gives it. */
export interface Upload {
  readonly name: string
  readonly data: Uint8Array
}

/** An answer over HTTP; `cut` breaks the connection instead. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string | Uint8Array }
  | { readonly cut: true }

export function json(answer: Json, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(answer) }
}

export function refusal(error: string, messages: readonly string[] = []): Answer {
  if (!messages.length) return { ok: false, error }
  return {
    ok: false,
    error,
    errors: messages,
    response_metadata: { messages: messages.map((text) => `[ERROR] ${text}`) },
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
