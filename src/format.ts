/** Numbers as people say them. */

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
export function estimate(seconds: number): string {
  if (seconds <= 5) return 'a few seconds'
  const grain = seconds <= 60 ? 5 : seconds <= 600 ? 10 : 60
  return `about ${duration(Math.ceil(seconds / grain) * grain)}`
}

/** "1 step", "40 steps". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** "a", "a or b", "a, b or c". */
export function either(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
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

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}
