/** Recalls lines sent before with the arrow keys, as a shell does. */

/**
 * @typedef {{readonly line: string, readonly photos: readonly string[]}} SentLine A line, and the keys of its photos.
 * @typedef {object} LineHistoryOptions
 * @property {HTMLInputElement} line
 * @property {() => readonly SentLine[]} sent The lines sent before, oldest first.
 * @property {(line: SentLine) => void} onRecall Called with the line to show; it is empty after the newest one.
 */

/**
 * Returns a function that starts again at the newest line.
 * @param {LineHistoryOptions} options
 */
export function addLineHistory({ line, sent, onRecall }) {
  /** The place of the line that is shown, counted from the end of the history; 0 for a new line. */
  let back = 0

  function reset() {
    back = 0
  }

  line.addEventListener('input', reset)
  line.addEventListener('keydown', (event) => {
    const isBack = event.key === 'ArrowUp' && (line.value === '' || back > 0)
    const isForward = event.key === 'ArrowDown' && back > 0
    if (!isBack && !isForward) return
    event.preventDefault()
    const all = sent()
    back = Math.min(back + (isBack ? 1 : -1), all.length)
    onRecall(all[all.length - back] ?? { line: '', photos: [] })
  })
  return reset
}
