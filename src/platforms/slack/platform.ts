/** Slack, when SLACK_BOT_TOKEN is set. */
import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import { definePlatform, type Settings, secret } from '../define-platform.ts'
import { createSlack, type SlackOptions } from './slack.ts'

const settings = {
  SLACK_BOT_TOKEN: secret(z.string().startsWith('xoxb-').optional()),
  /** For Socket Mode. */
  SLACK_APP_TOKEN: secret(z.string().startsWith('xapp-').optional()),
  /** For HTTP. */
  SLACK_SIGNING_SECRET: secret(z.string().optional()),
  SLACK_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  SLACK_API_URL: z.url().default('https://slack.com/api/'),
}

export default definePlatform({
  settings,
  create(given) {
    const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl } = given
    if (botToken === undefined) return undefined
    const delivery = chooseDelivery(given)
    return ({ commands, languages, log }) => createSlack({ botToken, apiUrl, delivery, commands, languages, log })
  },
})

/** HTTP when both of its settings are there, else Socket Mode. Throws `UserError` bad-input when neither is set. */
export function chooseDelivery(given: Settings<typeof settings>): SlackOptions['delivery'] {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_PORT: port } = given
  if (signingSecret !== undefined && port !== undefined) return { mode: 'http', signingSecret, port }
  if (appToken !== undefined) return { mode: 'socket', appToken }
  throw new UserError(
    'bad-input',
    phrase`SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot.`,
    phrase`Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and SLACK_PORT for HTTP.`,
  )
}
