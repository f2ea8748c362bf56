/** Discord's own words for what it refuses. */

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown by whoever handles a request; the proxy answers with it. */
export class Refused extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(JSON.stringify(answer.body))
    this.answer = answer
  }
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { message, code } }
}

export const refusals = {
  unauthorized: refusal(401, 0, '401: Unauthorized'),
  notFound: refusal(404, 0, '404: Not Found'),
  unknownChannel: refusal(404, 10003, 'Unknown Channel'),
  unknownMessage: refusal(404, 10008, 'Unknown Message'),
  unknownUser: refusal(404, 10013, 'Unknown User'),
  /** For an interaction that has not been acknowledged yet. */
  unknownWebhook: refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: refusal(404, 10062, 'Unknown interaction'),
  tooLarge: refusal(413, 40005, 'Request entity too large'),
  acknowledged: refusal(400, 40060, 'Interaction has already been acknowledged.'),
  followUps: refusal(400, 40094, 'This interaction has reached the maximum number of follow-up messages.'),
  missingAccess: refusal(403, 50001, 'Missing Access'),
  notItsAuthor: refusal(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: refusal(400, 50006, 'Cannot send an empty message'),
  closedMessages: refusal(403, 50007, 'Cannot send messages to this user'),
  missingPermissions: refusal(403, 50013, 'Missing Permissions'),
  /** For an interaction whose 15 minutes are over. */
  expiredToken: refusal(401, 50027, 'Invalid Webhook Token'),
  serverError: refusal(500, 0, '500: Internal Server Error'),
  /** As the host before Discord's own says it: no JSON. */
  badGateway: { status: 502, body: 'error code: 502', headers: { 'content-type': 'text/plain; charset=UTF-8' } },
} satisfies Record<string, Answer>

/** @param problems Sentences by the field's path, such as `content` or `options.0.name`. */
export function invalidForm(problems: Readonly<Record<string, string>>): Answer {
  const errors: Record<string, unknown> = {}
  for (const [path, message] of Object.entries(problems)) {
    let level = errors
    for (const key of path.split('.')) {
      level[key] ??= {}
      level = level[key] as Record<string, unknown>
    }
    level._errors = [{ code: 'BASE_TYPE_BAD', message }]
  }
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } }
}

/** @param seconds Until the request may be sent again; fractions are allowed. */
export function rateLimited(seconds: number, scope: 'user' | 'global' | 'shared' = 'user'): Answer {
  const global = scope === 'global'
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global },
    headers: {
      'retry-after': String(seconds),
      'x-ratelimit-scope': scope,
      // A global limit belongs to no bucket, and the scope of a shared one says nothing of the bot's own.
      ...(global
        ? { 'x-ratelimit-global': 'true' }
        : { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': String(seconds) }),
    },
  }
}
