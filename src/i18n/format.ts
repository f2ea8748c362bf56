/** Numbers and lists as people say them. */
import { joined, type Phrase, phrase, type Text } from './phrase.ts'

/** Seconds as "0.4 s", "12 s", "2 min 10 s" or "1 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's')
  const minutes = Math.round(whole / 60)
  return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

/** An estimate, no finer than it can be trusted: "a few seconds", "about 40 s", "about 2 min 10 s", "about 12 min". */
export function estimate(seconds: number): Phrase {
  if (seconds <= 5) return phrase`a few seconds`
  const grain = seconds <= 60 ? 5 : seconds <= 600 ? 10 : 60
  return phrase`about ${duration(Math.ceil(seconds / grain) * grain)}`
}

/** A count to two or three digits: "672", "9.5 K", "295 K", "7.0 M", "1.6 G". */
export function compact(n: number): string {
  if (n < 1000) return String(n)
  const power = Math.min(SUFFIXES.length, Math.floor(Math.log10(n) / 3))
  const value = n / 1000 ** power
  // 999,950 would round to 1000 K.
  if (value >= 999.5 && power < SUFFIXES.length) return `1.0 ${SUFFIXES[power]}`
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${SUFFIXES[power - 1]}`
}

const SUFFIXES = ['K', 'M', 'G', 'T']

/** Any number in two digits: "0.031", "-4.2", "87", "1.2 K". */
export function rough(n: number): string {
  const digits = Number(n.toPrecision(2))
  return Math.abs(digits) < 1000 ? String(digits) : `${digits < 0 ? '-' : ''}${compact(Math.abs(digits))}`
}

/** Bytes as "940 KB", "3.1 MB" or "12 GB". */
export function byteSize(bytes: number): string {
  return `${compact(Math.round(bytes))}B`
}

/** Bytes that are not known exactly: "about 600 KB", "about 3 MB", "about 15 MB". */
export function roughSize(bytes: number): Phrase {
  const first = Number(String(bytes)[0])
  const rough = Number(bytes.toPrecision(first === 1 ? 2 : 1))
  return phrase`about ${byteSize(rough).replace('.0 ', ' ')}`
}

/** "1 step", "40 steps". */
export function count(n: number, noun: string): Phrase {
  return { phrase: `{0} ${noun}${n === 1 ? '' : 's'}`, values: [n] }
}

/** "a", "a or b", "a, b or c". */
export function either(words: readonly Text[], last: 'or' | 'and' = 'or'): Text {
  const end = words.at(-1) ?? ''
  if (words.length < 2) return end
  const start = joined(words.slice(0, -1), ', ')
  return last === 'or' ? phrase`${start} or ${end}` : phrase`${start} and ${end}`
}

/** Sorted whole numbers with their runs drawn together: "3, 7, 12", "0-24", "1, 4-6". */
export function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const n of numbers) {
    const run = runs.at(-1)
    if (run && n === run[1] + 1) run[1] = n
    else runs.push([n, n])
  }
  return runs
    .map(([first, last]) => (first === last ? first : `${first}${last - first > 1 ? '-' : ', '}${last}`))
    .join(', ')
}

/** "██████░░░░" for 0.6. */
export function bar(done: number, cells: number): string {
  const full = Math.round(done * cells)
  return '█'.repeat(full) + '░'.repeat(cells - full)
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}
