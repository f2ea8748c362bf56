/** Clients of Slack's Web API: one that retries for long, and one for calls that a person waits for. */
import { type Logger, webApi } from '@slack/bolt'
import { PATIENT_RETRIES, PROMPT_RETRIES, SECONDS } from './limits.ts'

export type Client = webApi.WebClient

interface Clients {
  /** Retries for half a minute. When Slack asks it to wait, all its calls wait. */
  readonly patient: Client
  /** Gives up before the person's action expires, which it does after three seconds. */
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
    patient: new webApi.WebClient(botToken, {
      ...common,
      retryConfig: PATIENT_RETRIES,
      timeout: SECONDS.call * 1000,
    }),
    prompt: new webApi.WebClient(botToken, {
      ...common,
      retryConfig: PROMPT_RETRIES,
      timeout: SECONDS.promptCall * 1000,
      rejectRateLimitedCalls: true,
    }),
  }
}
