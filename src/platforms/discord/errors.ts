/** What Discord's refusals mean for a reply. */
import { RESTJSONErrorCodes as Code, DiscordAPIError } from 'discord.js'

/** The message, its channel or the right to it is gone for good: there is nothing to try again. */
export function isClosed(error: unknown): boolean {
  return hasCode(error, CLOSED)
}

/** Somebody has taken the message away. */
export function isGone(error: unknown): boolean {
  return hasCode(error, [Code.UnknownMessage])
}

/** The interaction's token has come to its end. */
export function isExpired(error: unknown): boolean {
  return hasCode(error, EXPIRED)
}

/** A file is larger than Discord takes. A host before Discord's own says so without a code. */
export function isTooLarge(error: unknown): boolean {
  return hasCode(error, [Code.RequestEntityTooLarge]) || (error instanceof DiscordAPIError && error.status === 413)
}

/** What was drawn is not what Discord takes, and never will be. */
export function isInvalid(error: unknown): boolean {
  return isTooLarge(error) || hasCode(error, INVALID)
}

/** By somebody: another process of the bot, or a request of this one whose answer was lost. */
export function isAcknowledged(error: unknown): boolean {
  return hasCode(error, [Code.InteractionHasAlreadyBeenAcknowledged])
}

/** There is nothing left to acknowledge. */
export function isLate(error: unknown): boolean {
  return hasCode(error, [Code.UnknownInteraction]) || isAcknowledged(error)
}

/** The bot is not in the guild, or not with the right to have commands there. */
export function isForeign(error: unknown): boolean {
  return hasCode(error, [Code.MissingAccess, Code.UnknownGuild])
}

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
