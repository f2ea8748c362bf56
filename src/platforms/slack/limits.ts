/** Slack's limits: lengths of texts, numbers of things, rates, timeouts; and the bot's own beside them. */

/** Lengths in characters, counted after escaping: https://docs.slack.dev/reference/block-kit */
export const LENGTHS = {
  header: 150,
  section: 3000,
  context: 2000,
  button: 75,
  alt: 2000,
  pictureTitle: 2000,
  /** The text shown by notifications, and by clients without blocks. chat.update accepts at most 4000. */
  fallback: 3000,
  formTitle: 24,
  label: 2000,
  hint: 2000,
  input: 3000,
  option: 75,
  optionValue: 150,
  /** The name of a hidden picture. It is part of a button's value, which has at most 2000 characters. */
  hiddenName: 80,
  /** The description of a hidden picture, in the same value. */
  hiddenAlt: 200,
  commandDescription: 2000,
  usageHint: 1000,
  shortcutDescription: 150,
} as const

export const COUNTS = {
  /** Sections of one text. Slack rejects a message whose blocks together are too long. */
  sections: 4,
  /** Pictures behind one button, whose value holds their ids and texts. */
  hidden: 5,
  /** Options offered while a person types. */
  suggestions: 100,
  /** Options named in a command's usage hint. */
  hintedOptions: 3,
  /** Open forms whose values are remembered. */
  forms: 500,
  /** Messages that are remembered, to recognize repeated events. */
  messages: 1000,
  /** People whose profile is cached. */
  people: 1000,
} as const

/** Times in seconds. */
export const SECONDS = {
  /** Between two messages or edits in one channel: https://docs.slack.dev/apis/web-api/rate-limits */
  betweenMessages: 1,
  /** Between two cards of one job. */
  betweenCards: 3,
  /** How long a response_url is valid: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
  responseUrl: 30 * 60,
  /** How long a cached profile is used. */
  person: 5 * 60,
  /** Timeout of a Web API call that nobody waits for. */
  call: 30,
  /** Timeout of a Web API call while a person waits. A trigger_id, which opens a form, is valid for three seconds. */
  promptCall: 2,
  /** Timeout of a request to a response_url. */
  respond: 10,
  /** Timeout of the upload of one file. */
  upload: 60,
  /** How long events that have arrived may take to be answered when the bot stops. */
  shutdown: 10,
  /** How long a preview may take to be processed by Slack. */
  preview: 5,
  /** How long a result may take to be processed by Slack. */
  picture: 30,
} as const

/** Times in milliseconds. */
export const MILLISECONDS = {
  /** First pause between polls of a file that Slack processes. It doubles up to `lastPoll`. */
  firstPoll: 150,
  lastPoll: 1000,
  /** First pause between attempts to connect a socket. It doubles up to `lastReconnect`. */
  firstReconnect: 500,
  lastReconnect: 30_000,
  /** How long a socket may take to close. Slack may leave it open although both sides have closed it. */
  close: 500,
} as const

/** Retries of a call that nobody waits for, over half a minute in all. Pauses in milliseconds. Retry-After is added. */
export const PATIENT_RETRIES = { retries: 6, factor: 2, minTimeout: 500, maxTimeout: 10_000, randomize: true } as const
/** Retries of a call while a person waits. */
export const PROMPT_RETRIES = { retries: 1, minTimeout: 200 } as const

/**
 * Hosts of uploaded files, besides the API's own: https://docs.slack.dev/reference/objects/file-object, and the host of
 * GovSlack.
 */
export const FILE_HOSTS = ['files.slack.com', 'files.slack-gov.com'] as const
