/** Plain text for Discord, which would otherwise read some characters as formatting. */

/** Escapes Markdown, so that no formatting, mention, emoji or link comes from the text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_~|<>[\]()#@:-]/g, '\\$&').replace(/^(\s*\d+)\.(?=\s)/gm, '$1\\.')
}

/** Cuts text to at most `length` characters, between words where possible, and marks the cut by an ellipsis. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text
  const head = text.slice(0, length - 1)
  const end = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'))
  // Neither half of a surrogate pair nor a backslash without the character that it escapes may stay at the end.
  const kept = (end > length / 2 ? head.slice(0, end) : head).replace(/[\uD800-\uDBFF]$/, '').replace(/\\+$/, '')
  return `${kept}…`
}

/** Removes interaction tokens, which are part of webhook URLs, from the text of an error. */
export function withoutTokens(text: string): string {
  return text.replace(/(\/(?:webhooks|interactions)\/\d+)\/[^/\s?"']+/g, '$1/[token]')
}
