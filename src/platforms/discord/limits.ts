/** Discord's numbers, from its documentation, and our own beside them. Texts are measured in characters. */

export const LIMITS = {
  commandName: 32,
  commandDescription: 100,
  options: 25,
  choices: 25,
  choiceText: 100,
  recipeText: 6000,
  /** Of all text of one message. */
  messageText: 4000,
  title: 200,
  altText: 1024,
  buttonsInRow: 5,
  buttonLabel: 80,
  nonce: 25,
  /** A file's bytes where Discord does not say; an interaction does. */
  fileBytes: 10 * 1024 * 1024,
  /** How long an interaction's token lives, and how long before its end it is left alone. */
  tokenMs: 15 * 60_000,
  tokenMarginMs: 30_000,
  /** How long one try to acknowledge an interaction may take, and the pauses between tries: Discord waits for 3 seconds. */
  announceMs: 1500,
  announceAgainMs: [0, 200, 500, 1000],
  /** How long suggestions may take: people go on typing. */
  suggestMs: 250,
  /** Between two edits of a card. */
  paceSeconds: 3,
  /** For one request with its files, over a slow line too. */
  requestMs: 60_000,
} as const

/** Where Discord keeps files that people attach, and where it passes on pictures of other sites. */
export const FILE_HOSTS = [
  'cdn.discordapp.com',
  'media.discordapp.net',
  'images-ext-1.discordapp.net',
  'images-ext-2.discordapp.net',
] as const
