/** Numbers of the playground's server. Those of the browser code are in `page/limits.js`. */
export const LIMITS = {
  /** Cards kept of each visitor; the oldest are removed. */
  cardsKept: 500,
  /** Cards listed at a time: a page of the history. */
  cardsListed: 30,
  /** Bytes of result pictures kept, of all visitors together; the oldest are removed. */
  resultBytes: 500e6,

  /** The body of a request that carries no photo, in bytes. */
  requestBytes: 64 * 1024,
  /** A line sent to the bot, and each value of a form, in UTF-16 units: room for a recipe. */
  lineLength: 20_000,
  /** A line for which suggestions are asked, in UTF-16 units. */
  suggestLength: 2000,
  /** The name of a command, in UTF-16 units. */
  commandLength: 100,
  /** The token of the playground as somebody types it, in UTF-16 units. */
  tokenLength: 1000,
  /** Photos sent with one line. */
  photos: 8,

  /** The shortest time between two states of a running job, in seconds. */
  paceSeconds: 0.5,
  /** The longest silence on an event stream, in milliseconds: then a heartbeat is sent. */
  heartbeatMs: 15_000,
  /** The pause before a browser reconnects to the event stream, in milliseconds. */
  reconnectMs: 1000,
  /** The time that open requests have when the server stops, in milliseconds. */
  stopMs: 1000,
  /** Maximum age of the visitor's cookie, in seconds: a year. */
  cookieSeconds: 365 * 24 * 3600,
  /** Wrong tokens accepted within `wrongTokensMs`, from all addresses together. */
  wrongTokens: 20,
  wrongTokensMs: 60_000,
} as const
