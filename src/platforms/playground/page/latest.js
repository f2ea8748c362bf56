/** Requests of which only the latest counts, such as suggestions while somebody is typing. */

/**
 * Call the returned function at the start of a request: it supersedes all earlier ones, and returns a test of whether the
 * request has been superseded since.
 *
 * @example
 * const begin = createLatest()
 * const isLatest = begin()
 * const answer = await ask('layers')
 * if (isLatest()) show(answer)
 *
 * @returns {() => () => boolean}
 */
export function createLatest() {
  let newest = 0
  return () => {
    const own = ++newest
    return () => own === newest
  }
}
