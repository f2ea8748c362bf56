/** Text as Slack takes it, so that nothing in it becomes a mention, a link or a format; and what people write, back again. */
import type { types } from '@slack/bolt'

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Escaped, and cut between words where it has more than `most` characters. */
export function truncate(text: string, most: number): string {
  const whole = escapeMrkdwn(text)
  if (whole.length <= most) return whole
  let fits = ''
  for (const character of text) {
    const next = escapeMrkdwn(character)
    if (fits.length + next.length >= most) break
    fits += next
  }
  return `${fits.replace(/(?<=\S)\s+\S{0,40}$/, '')}…`
}

export function plainText(text: string, most: number): types.PlainTextElement {
  return { type: 'plain_text', text: truncate(text, most), emoji: false }
}

/** Cut between lines into pieces of at most `most` characters, the last of `pieces` with what of the rest fits. */
export function splitText(text: string, most: number, pieces: number): string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > 0 && found.length < pieces - 1 && escapeMrkdwn(rest).length > most) {
    const lines = rest.split('\n')
    let taken = 0
    while (taken < lines.length && escapeMrkdwn(lines.slice(0, taken + 1).join('\n')).length <= most) taken++
    found.push(lines.slice(0, Math.max(1, taken)).join('\n'))
    rest = lines.slice(Math.max(1, taken)).join('\n')
  }
  return rest === '' ? found : [...found, rest]
}

/**
 * What a person wrote as they see it: Slack makes links of what looks like one, escapes, and curls quotes. Mentions of
 * `bot` are left out.
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
