/** Slack's other way to the bot: signed HTTP requests, with events told again when they fail. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { type ParsedUrlQueryInput, stringify } from 'node:querystring'
import { ACK_MS, type Ack, type Delivery, type Envelope, timeoutTrouble } from './envelope.ts'

export interface HttpDelivery extends Delivery {
  /** Sends one request as it is; by default rightly signed and dated. */
  post(body: string, options?: PostOptions): Promise<Posted>
  /** Slack's question whether the address is the bot's. */
  verify(challenge: string, options?: PostOptions): Promise<Posted>
  close(): void
}

export interface PostOptions {
  readonly contentType?: string
  readonly secret?: string
  /** Seconds since 1970. */
  readonly timestamp?: number
  /** Added to the usual ones, or in their place; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly signal?: AbortSignal
}

export interface Posted {
  readonly status: number
  readonly body: string
}

const FORM = 'application/x-www-form-urlencoded'
/** Slack waits none, one and five minutes. */
const RETRY_AFTER_MS = [20, 100, 500]

export function createHttpDelivery(url: string, signingSecret: string): HttpDelivery {
  const closing = new AbortController()

  function post(body: string, options: PostOptions = {}): Promise<Posted> {
    const { contentType = FORM, secret = signingSecret, timestamp = Math.floor(Date.now() / 1000) } = options
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
    const usual = {
      'content-type': contentType,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${hash}`,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    }
    const headers = Object.entries({ ...usual, ...options.headers }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const],
    )
    const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])])
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        { method: 'POST', agent: false, headers: Object.fromEntries(headers), signal },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  async function tell(envelope: Envelope, reason?: string): Promise<Omit<Ack, 'ms'>> {
    const attempt = envelope.attempts.push(Date.now())
    const signal = AbortSignal.timeout(ACK_MS)
    const retry = reason && { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': reason }
    try {
      const { status, body } = await post(bodyOf(envelope), {
        contentType: envelope.type === 'events_api' ? 'application/json' : FORM,
        ...(retry && { headers: retry }),
        signal,
      })
      if (status < 200 || status > 299)
        return { status: 'refused', httpStatus: status, trouble: `dispatch_failed_${status}` }
      return { status: 'acked', httpStatus: status, ...(body && { payload: parsed(body) }) }
    } catch {
      if (signal.aborted) return { status: 'lost', ...timeoutTrouble(envelope.type) }
      return { status: 'lost', trouble: 'dispatch_failed' }
    }
  }

  async function deliver(envelope: Envelope): Promise<void> {
    let ack = await tell(envelope)
    if (envelope.type === 'events_api')
      for (const ms of RETRY_AFTER_MS) {
        if (ack.status === 'acked' || closing.signal.aborted) break
        await new Promise((resolve) => setTimeout(resolve, ms))
        ack = await tell(envelope, ack.httpStatus ? 'http_error' : 'http_timeout')
      }
    envelope.settle(ack)
  }

  return {
    deliver: (envelope) => void deliver(envelope),
    post,
    verify(challenge, options) {
      const question = { token: 'verification', challenge, type: 'url_verification' }
      return post(JSON.stringify(question), { contentType: 'application/json', ...options })
    },
    close: () => closing.abort(),
  }
}

function bodyOf({ type, payload }: Envelope): string {
  if (type === 'events_api') return JSON.stringify(payload)
  if (type === 'interactive') return stringify({ payload: JSON.stringify(payload) })
  return stringify(payload as ParsedUrlQueryInput)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // A slash command may be answered with plain text.
    return { text: body }
  }
}
