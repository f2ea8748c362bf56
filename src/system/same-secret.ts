/** Comparing secrets, such as tokens, without telling anything about them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Whether the texts are equal. The time it takes depends on neither of them, nor on whether their lengths differ. */
export function isSameSecret(a: string, b: string): boolean {
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
