/** Numbers of the browser code. Those of the server are in `../limits.ts`. */
export const LIMITS = {
  /** The longest line for which suggestions are shown, in UTF-16 units; longer ones are pasted. */
  suggestLength: 1000,
  /** How near to the end of the page a reader must be to be kept there, in pixels. */
  nearEnd: 200,
  /** How long a toast is shown, in milliseconds. */
  toastMs: 7000,
  /** How long a page that is not visible keeps its event stream, in milliseconds. */
  lingerMs: 10_000,
  /** The pause before a refused event stream is requested again, in milliseconds. */
  retryMs: 2000,
}
