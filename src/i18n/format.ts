/** Numbers, sizes, durations and lists as text. They stay values until the reader's language is known: see `Quantity`. */
import { type List, type Phrase, phrase, type Quantity, type Text } from './phrase.ts'

/** Seconds as "0.4 s", "12 s", "2 min 10 s" or "1 h 5 min". */
export function duration(seconds: number): Phrase {
  if (seconds < 9.95) return phrase`${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return phrase`${whole} s`
  if (whole < 3600) {
    const [minutes, rest] = [Math.floor(whole / 60), whole % 60]
    return rest === 0 ? phrase`${minutes} min` : phrase`${minutes} min ${rest} s`
  }
  const minutes = Math.round(whole / 60)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return rest === 0 ? phrase`${hours} h` : phrase`${hours} h ${rest} min`
}

/** An estimate, no finer than it can be trusted: "a few seconds", "about 40 s", "about 2 min 10 s", "about 12 min". */
export function estimate(seconds: number): Phrase {
  if (seconds <= 5) return phrase`a few seconds`
  const grain = seconds <= 60 ? 5 : seconds <= 600 ? 10 : 60
  return phrase`about ${duration(Math.ceil(seconds / grain) * grain)}`
}

/** A count in two or three digits: "672", "9.5K", "295K", "7M", "1.6B". */
export function compact(n: number): Quantity {
  return { number: n, format: { notation: 'compact' } }
}

/** A number in two digits: "0.031", "-4.2", "87", "1.2K". */
export function rough(n: number): Quantity {
  return { number: n, format: { notation: 'compact', maximumSignificantDigits: 2 } }
}

/** A measured value in three digits, or as a whole number from 100 on: "0.00314", "12.4", "231". */
export function inThreeDigits(n: number): Quantity {
  return { number: n, format: { useGrouping: false, ...roundedTo(3) } }
}

/** A count with its thousands apart: "9,472". */
export function grouped(n: number): Quantity {
  return { number: n, format: { useGrouping: true } }
}

/** A share, 0..1, as a percentage: "45%". */
export function percent(share: number, roundingMode: 'floor' | 'halfExpand' = 'halfExpand'): Quantity {
  return { number: share, format: { style: 'percent', roundingMode } }
}

/** Bytes in two or three digits: "940 kB", "3.1 MB", "12 GB". */
export function byteSize(bytes: number): Quantity {
  // From 999.5 on, a size reads better as 1 of the next unit.
  const power = Math.min(Math.max(1, Math.floor(Math.log10(bytes / 999.5) / 3) + 1), UNITS.length)
  return {
    number: bytes / 1000 ** power,
    format: { style: 'unit', unit: UNITS[power - 1], ...roundedTo(2) },
  }
}

const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** An estimated size: "about 600 kB", "about 3 MB", "about 15 MB". */
export function roughSize(bytes: number): Phrase {
  const firstDigit = Number(String(bytes)[0])
  return phrase`about ${byteSize(Number(bytes.toPrecision(firstDigit === 1 ? 2 : 1)))}`
}

/** "1 step", "40 steps". */
export function count(n: number, noun: string): Phrase {
  return { phrase: `{0} ${noun}${n === 1 ? '' : 's'}`, values: [n] }
}

/** "a", "a or b", "a, b or c". */
export function either(items: readonly Text[], last: List['last'] = 'or'): Text {
  return { list: items, last }
}

/** "██████░░░░" for 0.6. */
export function bar(done: number, cells: number): string {
  const full = Math.round(done * cells)
  return '█'.repeat(full) + '░'.repeat(cells - full)
}

/** Significant digits, but no digit before the decimal point becomes 0. */
function roundedTo(digits: number): Intl.NumberFormatOptions {
  return { maximumSignificantDigits: digits, maximumFractionDigits: 0, roundingPriority: 'morePrecision' }
}
