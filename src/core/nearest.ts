/** Finds the name that a person most likely meant. */
import { distance } from 'fastest-levenshtein'

/**
 * The `count` names nearest to `name`, best first, by Levenshtein distance. Case and punctuation are ignored, and a part of
 * a name finds the whole: `inception4c` finds `inception_4c/output`. Of equally near names the last comes first: a block's
 * name means its output, which runs last.
 */
export function nearestNames(name: string, names: Iterable<string>, count = 3): string[] {
  const wanted = plain(name)
  return [...names]
    .reverse()
    .map((candidate) => ({ candidate, cost: cost(wanted, candidate) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

function cost(wanted: string, candidate: string): number {
  const whole = plain(candidate)
  if (whole === wanted) return 0
  // Any whole that contains the part is nearer than the nearest typing mistake, a shorter one more so.
  if (wanted !== '' && whole.includes(wanted)) return Math.min(0.5, distance(wanted, whole) / 4)
  const block = plain(candidate.slice(0, Math.max(0, candidate.lastIndexOf('/'))))
  return Math.min(distance(wanted, whole), block === '' ? Number.POSITIVE_INFINITY : distance(wanted, block) + 0.5)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{Letter}\p{Number}]/gu, '')
}
