/** Slack's numbers: how long its texts may be, how often it may be told something, how long it may take. */

/** In characters, as they are sent: https://docs.slack.dev/reference/block-kit */
export const LENGTHS = {
  header: 150,
  section: 3000,
  context: 2000,
  button: 75,
  alt: 2000,
  pictureTitle: 2000,
  /** What notifications show, and clients that know no blocks. An edited message takes no more than 4000. */
  fallback: 3000,
  formTitle: 24,
  label: 2000,
  hint: 2000,
  input: 3000,
  option: 75,
  optionValue: 150,
  /** Of a hidden picture. */
  hiddenName: 80,
  hiddenAlt: 200,
  commandDescription: 2000,
  usageHint: 1000,
  shortcutDescription: 150,
} as const

/** In pieces. */
export const COUNTS = {
  /** Of one text: a message is refused when all of its blocks together are too long. */
  sections: 4,
  /** Pictures behind one button, whose value has 2000 characters for them. */
  hidden: 5,
  suggestions: 100,
} as const

/** In seconds. */
export const SECONDS = {
  /** Between two messages or edits in one channel: https://docs.slack.dev/apis/web-api/rate-limits */
  betweenMessages: 1,
  /** Between two cards of one job. */
  betweenCards: 3,
  /** In which a response_url may be used. */
  responseUrl: 30 * 60,
  /** What is known of a person is asked again after so long. */
  person: 5 * 60,
  /** For one call of the Web API whose answer nobody waits for. */
  call: 30,
  /** For one call while a person waits, who can open a form for three seconds. */
  promptCall: 2,
  /** For the bytes of one file. */
  upload: 60,
  /** For what has been heard to be answered when the bot ends. */
  farewell: 10,
  /** Until a new file can be shown. */
  preview: 5,
  picture: 30,
} as const

/** Between tries of a call, in milliseconds: half a minute in all. A Retry-After is waited for besides. */
export const PATIENT = { retries: 6, factor: 2, minTimeout: 500, maxTimeout: 10_000, randomize: true } as const
/** While a person waits. */
export const PROMPT = { retries: 1, minTimeout: 200 } as const
