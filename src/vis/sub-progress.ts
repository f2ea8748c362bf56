/** Works made of parts: what every visualization tells at each of its steps, drawn together. */
import type { AscentStep } from '../core/rendering.ts'

/** Runs one part of a longer work: its share of `done` begins at `from` and has the width `share`; `at` comes before its own. */
export async function* subProgress<Value>(
  steps: AsyncGenerator<AscentStep, Value>,
  { from, share, at }: { from: number; share: number; at: AscentStep['at'] },
): AsyncGenerator<AscentStep, Value> {
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return value
    yield { ...value, done: from + share * value.done, at: { ...at, ...value.at } }
  }
}
