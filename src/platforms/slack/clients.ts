/** Slack's Web API, once for what has time and once for what a person waits for. */
import { type Logger, webApi } from '@slack/bolt'
import { PATIENT, PROMPT, SECONDS } from './limits.ts'

export type Client = webApi.WebClient

interface Clients {
  /** Tries again for half a minute, and waits as long as Slack asks it to: then all its calls do. */
  readonly patient: Client
  /** Gives up within the time in which a person's action is good for something. */
  readonly prompt: Client
}

interface ClientsOptions {
  readonly botToken: string
  readonly apiUrl: string
  readonly logger: Logger
}

export function createClients({ botToken, apiUrl, logger }: ClientsOptions): Clients {
  const common = { slackApiUrl: apiUrl, logger }
  return {
    patient: new webApi.WebClient(botToken, { ...common, retryConfig: PATIENT, timeout: SECONDS.call * 1000 }),
    prompt: new webApi.WebClient(botToken, {
      ...common,
      retryConfig: PROMPT,
      timeout: SECONDS.promptCall * 1000,
      rejectRateLimitedCalls: true,
    }),
  }
}

/** What Slack said no with, as in 'channel_not_found'; undefined for every other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined
}
