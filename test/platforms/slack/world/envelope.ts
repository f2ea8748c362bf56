/** One thing that Slack tells the bot, on whichever way, and what became of it. */
import { randomUUID } from 'node:crypto'
import type { Changes } from './changes.ts'
import type { Json } from './types.ts'

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api'

export interface Ack {
  /** 'lost': not acknowledged in time; 'refused': answered with another status than 2xx. */
  readonly status: 'acked' | 'lost' | 'refused'
  /** From the first time it was told to the acknowledgement, in milliseconds. */
  readonly ms: number
  /** What came with the acknowledgement; undefined if nothing did. */
  readonly payload?: unknown
  /** Over HTTP. */
  readonly httpStatus?: number
  /** What the person sees instead of a result, such as 'operation_timeout'. */
  readonly trouble?: string
}

export interface Envelope {
  readonly id: string
  readonly type: EnvelopeType
  readonly payload: Json
  /** When it was told, each time. */
  readonly attempts: number[]
  readonly ack: Promise<Ack>
  /** Once there. */
  settled?: Ack
  /** The first one counts. */
  settle(ack: Omit<Ack, 'ms'>): void
}

/** How the bot is reached. */
export interface Delivery {
  deliver(envelope: Envelope): void
}

/** Within this time Slack wants an acknowledgement, in milliseconds. */
export const ACK_MS = 3000

export function createEnvelope(type: EnvelopeType, payload: Json, changes: Changes): Envelope {
  const created = Date.now()
  let resolve: (ack: Ack) => void = () => {}
  const envelope: Envelope = {
    id: randomUUID(),
    type,
    payload,
    attempts: [],
    ack: new Promise<Ack>((done) => {
      resolve = done
    }),
    settle(ack) {
      if (envelope.settled) return
      envelope.settled = { ...ack, ms: Date.now() - (envelope.attempts[0] ?? created) }
      changes.tick()
      resolve(envelope.settled)
    },
  }
  return envelope
}

/** What the person sees whose action nobody acknowledged. */
export function timeoutTrouble(type: EnvelopeType): { trouble?: string } {
  if (type === 'events_api') return {}
  return { trouble: type === 'slash_commands' ? 'operation_timeout' : 'connection_trouble' }
}
