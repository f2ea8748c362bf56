/** What Slack's errors mean, and the sentences for errors that a person can resolve. */
import { webApi } from '@slack/bolt'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'

/**
 * The error in words for the person who asked, if they can resolve it, else the error unchanged.
 *
 * @param bot The bot's name in the workspace.
 */
export function toUserError(error: unknown, bot: string): unknown {
  const refusal = REFUSALS[codeOf(error) ?? '']
  return refusal ? new UserError('not-allowed', refusal.message, refusal.hint(bot)) : error
}

/** Whether the bot is not a member of the conversation, and must be. */
export function isNotMember(error: unknown): boolean {
  return REFUSALS[codeOf(error) ?? ''] === NOT_MEMBER
}

/** Whether the person has left the channel, where no ephemeral message can reach them. */
export function hasLeftChannel(error: unknown): boolean {
  return codeOf(error) === 'user_not_in_channel'
}

/** Whether Slack will never accept the message. `invalid_blocks` is not among these: a block may wait for its picture. */
export function isInvalid(error: unknown): boolean {
  return hasCode(error, INVALID)
}

/** Whether somebody has deleted the message. */
export function isMessageDeleted(error: unknown): boolean {
  return hasCode(error, ['message_not_found'])
}

/** Whether somebody has deleted the file. */
export function isFileDeleted(error: unknown): boolean {
  return hasCode(error, FILE_DELETED)
}

/** Whether the bot cannot see the file. */
export function isFileHidden(error: unknown): boolean {
  return hasCode(error, [...FILE_DELETED, 'not_visible', 'access_denied', 'no_permission'])
}

interface StartErrorOptions {
  /** The setting that holds the token. */
  readonly setting: string
  readonly apiUrl: string
}

/** The sentence for an error that prevents the start, as a `UserError`. Any other error is returned unchanged. */
export function startError(error: unknown, { setting, apiUrl }: StartErrorOptions): unknown {
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

/** Settles as `work` does, and rejects with what `explain` makes of its error. */
export async function explained<T>(work: Promise<T>, explain: (error: unknown) => unknown): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw explain(error)
  }
}

/** Slack's code for a rejected call, such as 'channel_not_found'. Undefined for any other error. */
function codeOf(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  const code = codeOf(error)
  return code !== undefined && codes.includes(code)
}

const INVALID = ['invalid_arguments', 'msg_blocks_too_long', 'msg_too_long', 'no_text']
const FILE_DELETED = ['file_not_found', 'file_deleted']

interface Refusal {
  readonly message: Text
  readonly hint: (bot: string) => Text
}

const NOT_MEMBER: Refusal = {
  message: phrase`Dreambot is not in this conversation.`,
  hint: (bot) => phrase`Invite it with /invite @${bot}, and ask again.`,
}
const CLOSED: Refusal = {
  message: phrase`Dreambot may not write here.`,
  hint: () => phrase`Ask in another channel.`,
}

/** By Slack's code: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  not_in_channel: NOT_MEMBER,
  channel_not_found: NOT_MEMBER,
  is_archived: CLOSED,
  restricted_action: CLOSED,
  restricted_action_read_only_channel: CLOSED,
  restricted_action_thread_only_channel: CLOSED,
  restricted_action_non_threadable_channel: CLOSED,
  restricted_action_thread_locked: CLOSED,
  team_access_not_granted: CLOSED,
}
