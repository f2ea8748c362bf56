/** Text for Slack, escaped so that nothing in it becomes a mention, a link or a format; and text from Slack, unescaped. */
import type { types } from '@slack/bolt'

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Escapes text and cuts it to at most `length` characters, between words where possible. */
export function truncate(text: string, length: number): string {
  const whole = escapeMrkdwn(text)
  if (whole.length <= length) return whole
  let fits = ''
  for (const character of text) {
    const next = escapeMrkdwn(character)
    if (fits.length + next.length >= length) break
    fits += next
  }
  return `${fits.replace(/(?<=\S)\s+\S{0,40}$/, '')}…`
}

/** A plain-text object of Block Kit, with at most `length` characters. */
export function plainText(text: string, length: number): types.PlainTextElement {
  return { type: 'plain_text', text: truncate(text, length), emoji: false }
}

interface SplitLimits {
  /** The largest length of a piece after escaping, in characters. */
  readonly length: number
  /** The largest number of pieces. */
  readonly pieces: number
}

/** Splits text between lines into pieces of limited length. The last piece is the rest, however long that is. */
export function splitText(text: string, { length, pieces }: SplitLimits): string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > 0 && found.length < pieces - 1 && escapeMrkdwn(rest).length > length) {
    const lines = rest.split('\n')
    let taken = 0
    while (taken < lines.length && escapeMrkdwn(lines.slice(0, taken + 1).join('\n')).length <= length) taken++
    found.push(lines.slice(0, Math.max(1, taken)).join('\n'))
    rest = lines.slice(Math.max(1, taken)).join('\n')
  }
  return rest === '' ? found : [...found, rest]
}

/**
 * The text of a message as its author sees it. Slack turns what looks like a link into one, escapes, and curls quotes.
 *
 * @param bot The bot's id, whose mentions are removed.
 */
export function unescapeMrkdwn(text: string, bot = ''): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, link: string, label: string | undefined) =>
      link === `@${bot}` ? ' ' : (label ?? link.replace(/^mailto:/, '')),
    )
    .replace(/[“”„‟]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
}
