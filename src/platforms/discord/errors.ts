/** What Discord's errors mean for a reply, and the sentences for errors that a person can resolve. */
import { RESTJSONErrorCodes as Code, DiscordAPIError, DiscordjsError, DiscordjsErrorCodes } from 'discord.js'
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'

/** Whether Discord received the request and rejected it. Other errors come from the network and may pass. */
export function isRejection(error: unknown): boolean {
  return error instanceof DiscordAPIError
}

/** Whether the message, its channel or the right to use it is gone, so that a retry cannot succeed. */
export function isClosed(error: unknown): boolean {
  return hasCode(error, CLOSED)
}

/** Whether somebody has deleted the message. */
export function isMessageDeleted(error: unknown): boolean {
  return hasCode(error, [Code.UnknownMessage])
}

/** Whether the interaction's token is no longer valid. */
export function isTokenExpired(error: unknown): boolean {
  return hasCode(error, EXPIRED)
}

/** Whether a file is larger than Discord accepts. The proxy before Discord's API answers 413 without a code. */
export function isTooLarge(error: unknown): boolean {
  return hasCode(error, [Code.RequestEntityTooLarge]) || (error instanceof DiscordAPIError && error.status === 413)
}

/** Whether Discord will never accept the message, because its contents are invalid. */
export function isInvalid(error: unknown): boolean {
  return isTooLarge(error) || hasCode(error, INVALID)
}

/**
 * Whether the interaction was acknowledged before: by another process of the bot, or by an earlier request whose response
 * was lost.
 */
export function isAlreadyAcknowledged(error: unknown): boolean {
  return hasCode(error, [Code.InteractionHasAlreadyBeenAcknowledged])
}

/** Whether the interaction needs no acknowledgement any more: it has expired, or was acknowledged before. */
export function isNoLongerPending(error: unknown): boolean {
  return hasCode(error, [Code.UnknownInteraction]) || isAlreadyAcknowledged(error)
}

/** Whether the bot is not in the guild, or lacks the scope to have commands there. */
export function isNotInGuild(error: unknown): boolean {
  return hasCode(error, [Code.MissingAccess, Code.UnknownGuild])
}

/** The sentence for an error that prevents the start, as a `UserError`. A rejected request is returned unchanged. */
export function startError(error: unknown, apiUrl: string): unknown {
  if (isRejection(error)) return error
  const { message } = error as Error
  const isRefused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid
  if (isRefused || message === 'Authentication failed') {
    return new UserError(
      'bad-input',
      phrase`Discord does not accept the bot’s token.`,
      phrase`Copy it anew from the bot’s page in the developer portal into DISCORD_TOKEN.`,
    )
  }
  if (/shard/i.test(message)) {
    return new UserError(
      'bad-input',
      phrase`Discord does not accept the number of shards: ${message}.`,
      phrase`Set DISCORD_SHARDS to auto.`,
    )
  }
  return new UserError(
    'output',
    phrase`Discord cannot be reached at ${apiUrl}: ${message}.`,
    phrase`Check the network, and DISCORD_API_URL if it is set.`,
  )
}

export function notInGuild(guild: string): UserError {
  return new UserError(
    'bad-input',
    phrase`Dreambot may not register its commands in the guild ${guild}.`,
    phrase`Invite it there with the scope applications.commands, or correct DISCORD_GUILD_ID.`,
  )
}

/** For a last reply that reaches nobody. */
export function unreachable(): UserError {
  return new UserError(
    'output',
    phrase`Dreambot may post neither here nor in a direct message to you.`,
    phrase`Allow one of them and ask again.`,
  )
}

export function mayNotDelete(): UserError {
  return new UserError('output', phrase`Dreambot may not delete this message any more.`, phrase`A moderator can do it.`)
}

/** For an ephemeral message whose token has expired. */
export function onlyYouCanDismiss(): UserError {
  return new UserError(
    'output',
    phrase`Only you see this message, and Dreambot can no longer delete it.`,
    phrase`Dismiss it yourself.`,
  )
}

// Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const CLOSED = [
  Code.UnknownMessage,
  Code.UnknownChannel,
  Code.MissingAccess,
  Code.MissingPermissions,
  Code.CannotSendMessagesToThisUser,
  Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
  Code.InvalidActionOnArchivedThread,
  Code.ThreadLocked,
  Code.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages,
]
const INVALID = [Code.InvalidFormBodyOrContentType, Code.CannotSendAnEmptyMessage]
const EXPIRED = [Code.InvalidWebhookToken, Code.UnknownWebhook]

function hasCode(error: unknown, codes: readonly Code[]): boolean {
  return error instanceof DiscordAPIError && codes.some((code) => code === error.code)
}
