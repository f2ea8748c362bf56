/** Plain text on its way into Discord, which would read marks in it as formatting. */

/** As it stands: no formatting, mention, emoji or link comes of it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_~|<>[\]()#@:-]/g, '\\$&').replace(/^(\s*\d+)\.(?=\s)/gm, '$1\\.')
}

/** At most `most` characters; what is too long ends at a word, with an ellipsis. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, most - 1)
  const end = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'))
  // Half of a character, or the mark that escaped what comes after it, must not stay behind.
  const kept = (end > most / 2 ? head.slice(0, end) : head).replace(/[\uD800-\uDBFF]$/, '').replace(/\\+$/, '')
  return `${kept}…`
}

/** Without the tokens of interactions, which stand in the addresses of their webhooks. */
export function withoutTokens(text: string): string {
  return text.replace(/(\/(?:webhooks|interactions)\/\d+)\/[^/\s?"']+/g, '$1/[token]')
}
