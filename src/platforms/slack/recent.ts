/** A map of bounded size that forgets its oldest entries. */

export interface Recent<Value> {
  get(key: string): Value | undefined
  has(key: string): boolean
  /** Adds the entry as the newest, and forgets the oldest when there are too many. */
  set(key: string, value: Value): void
  delete(key: string): void
}

/** @param size The largest number of entries. */
export function createRecent<Value>(size: number): Recent<Value> {
  // A Map keeps the order of insertion.
  const entries = new Map<string, Value>()
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > size) entries.delete(entries.keys().next().value ?? '')
    },
    delete: (key) => void entries.delete(key),
  }
}
