/** Discord's limits, from https://discord.com/developers/docs, and the bot's own beside them. Lengths are in characters. */

export const LIMITS = {
  /** Length of a command's name, https://discord.com/developers/docs/interactions/application-commands. */
  commandName: 32,
  /** Length of the description of a command or an option. */
  commandDescription: 100,
  /** Options of one command. */
  options: 25,
  /** Choices of one option, and suggestions of one autocomplete. */
  choices: 25,
  /** Length of a choice's name or value. */
  choiceText: 100,
  /** Length of a string option. */
  stringOption: 6000,
  /** Total length of the text of one message, https://discord.com/developers/docs/components/reference. */
  messageText: 4000,
  /** Length of a card's title. The bot's own limit. */
  title: 200,
  /** Length of a picture's description. */
  altText: 1024,
  /** Buttons in one row. */
  buttonsInRow: 5,
  /** Length of a button's label. */
  buttonLabel: 80,
  /** Length of a message's nonce. */
  nonce: 25,
  /** Size of a file in bytes, when the interaction does not state it. */
  fileBytes: 10 * 1024 * 1024,
  /** How long an interaction's token is valid. */
  tokenMs: 15 * 60_000,
  /** How long before its end a token is no longer used. The bot's own limit. */
  tokenMarginMs: 30_000,
  /** Timeout of one attempt to acknowledge an interaction. Discord waits 3 seconds in all. */
  acknowledgeMs: 1500,
  /** Pauses between attempts to acknowledge an interaction. */
  acknowledgeRetryMs: [0, 200, 500, 1000],
  /** Timeout of suggestions. Discord waits 3 seconds, but people keep typing. */
  suggestMs: 250,
  /** Time between two edits of a card. */
  paceSeconds: 3,
  /** Timeout of one request with its files, on a slow connection. */
  requestMs: 60_000,
  /** A file that Discord rejects as too large is not shrunk below this size: the rejection has another cause. */
  smallestFileBytes: 16 * 1024,
} as const

/** Hosts of attached files, and Discord's proxies for pictures of other sites. */
export const FILE_HOSTS = [
  'cdn.discordapp.com',
  'media.discordapp.net',
  'images-ext-1.discordapp.net',
  'images-ext-2.discordapp.net',
] as const
