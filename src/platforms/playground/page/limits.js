/** Numbers of the browser code. Those of the server are in `../limits.ts`. */
export const LIMITS = {
  /** The longest line for which suggestions are shown, in UTF-16 units; longer ones are pasted. */
  suggestLength: 1000,
  /** The largest distance from the end of the page at which a reader is kept at the end, in pixels. */
  nearEnd: 200,
  /** The time that a toast is shown, in milliseconds. */
  toastMs: 7000,
  /** The time after which a page that is not visible closes its event stream, in milliseconds. */
  lingerMs: 10_000,
  /** The pause before a refused event stream is requested again, in milliseconds. */
  retryMs: 2000,
}
