/** Progress of work that is made of several parts. */
import type { AscentStep } from '../core/rendering.ts'

interface SubProgressOptions {
  /** Progress of the whole work when the part begins, 0..1. */
  readonly from: number
  /** The part's share of the whole work, 0..1. */
  readonly share: number
  /** Counters of the whole work, which go before the part's own. */
  readonly at: AscentStep['at']
}

/** Runs one part of a longer work and yields its steps with `done` and `at` as those of the whole. */
export async function* subProgress<Value>(
  steps: AsyncGenerator<AscentStep, Value>,
  { from, share, at }: SubProgressOptions,
): AsyncGenerator<AscentStep, Value> {
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return value
    yield { ...value, done: from + share * value.done, at: { ...at, ...value.at } }
  }
}
