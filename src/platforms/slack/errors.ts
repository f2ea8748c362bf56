/** Slack's refusals that a person can mend, in words; what was done to the app itself is for whoever runs it. */
import { webApi } from '@slack/bolt'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { codeOf } from './clients.ts'

/** The error itself, unless the person who asked can mend it. `bot` is the bot's name in the workspace. */
export function mendable(error: unknown, bot: string): unknown {
  const refusal = REFUSALS[codeOf(error) ?? '']
  return refusal ? new UserError('not-allowed', refusal.found, refusal.remedy(bot)) : error
}

/** Whether the bot is no member where it would have to be one. */
export function isOutside(error: unknown): boolean {
  return REFUSALS[codeOf(error) ?? ''] === OUTSIDE
}

/** Whether the person has left the channel, where nobody can be told anything alone any more. */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'user_not_in_channel'
}

/** What was drawn is not what Slack takes, and never will be. Blocks that it does not take may wait for their picture. */
export function isInvalid(error: unknown): boolean {
  return INVALID.includes(codeOf(error) ?? '')
}

const INVALID = ['invalid_arguments', 'msg_blocks_too_long', 'msg_too_long', 'no_text']

/** Why the bot cannot start, with a remedy; any other error as it is. */
export function startError(error: unknown, setting: string, apiUrl: string): unknown {
  const code = codeOf(error)
  if (code !== undefined) {
    return new UserError(
      'bad-input',
      phrase`Slack refuses ${setting}: ${code}.`,
      phrase`Copy it again from your app’s page, see README.md.`,
    )
  }
  const { WebAPIHTTPError, WebAPIRequestError, WebAPIRateLimitedError } = webApi
  if ([WebAPIHTTPError, WebAPIRequestError, WebAPIRateLimitedError].some((kind) => error instanceof kind)) {
    return new UserError(
      'output',
      phrase`Slack cannot be reached at ${apiUrl}: ${(error as Error).message}.`,
      phrase`Try again in a while, or see SLACK_API_URL in .env.example.`,
    )
  }
  return error
}

interface Refusal {
  readonly found: Text
  readonly remedy: (bot: string) => Text
}

const OUTSIDE: Refusal = {
  found: phrase`Dreambot is not in this conversation.`,
  remedy: (bot) => phrase`Invite it with /invite @${bot}, and ask again.`,
}
const CLOSED: Refusal = {
  found: phrase`Dreambot may not write here.`,
  remedy: () => phrase`Ask in another channel.`,
}

/** By Slack's own names of them: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  not_in_channel: OUTSIDE,
  channel_not_found: OUTSIDE,
  is_archived: CLOSED,
  restricted_action: CLOSED,
  restricted_action_read_only_channel: CLOSED,
  restricted_action_thread_only_channel: CLOSED,
  restricted_action_non_threadable_channel: CLOSED,
  restricted_action_thread_locked: CLOSED,
  team_access_not_granted: CLOSED,
}
