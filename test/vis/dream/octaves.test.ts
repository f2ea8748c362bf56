import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { checkOctaves, octaveSizes } from '../../../src/vis/dream/octaves.ts'
import { fitSize } from '../../../src/vis/images.ts'
import { random } from '../../contract/random.ts'

interface Case {
  readonly height: number
  readonly width: number
  readonly size: number
  readonly octaves: number
  readonly octaveScale: number
  readonly minimum: number
}

const limits = { layer: 'deep', largest: 1024 }

function refusal(one: Case): UserError | undefined {
  try {
    checkOctaves(one, { ...one, ...limits })
    return undefined
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    return error
  }
}

/** Whether every octave is at least as large as the layer needs, computed from the sizes themselves. */
function works({ height, width, size, minimum, ...options }: Case): boolean {
  const [newHeight, newWidth] = fitSize(height, width, size)
  return octaveSizes({ shape: [1, 3, newHeight, newWidth] }, options).every((sides) => Math.min(...sides) >= minimum)
}

const { uniform } = random(31)
const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
const cases = Array.from(
  { length: 600 },
  (): Case => ({
    height: whole(1, 1500),
    width: whole(1, 1500),
    size: whole(32, 1024),
    octaves: whole(1, 8),
    octaveScale: [1.1, 1.4, 2, uniform(1.1, 2)][whole(0, 3)] ?? 1.4,
    minimum: whole(1, 120),
  }),
)

test('a photo is refused exactly when an octave would be too small for the layer', () => {
  let refused = 0
  for (const one of cases) {
    const error = refusal(one)
    assert.equal(error === undefined, works(one), JSON.stringify(one))
    if (error) refused++
  }
  assert.ok(refused > 100 && refused < 500, `${refused} refused`)
})

test('the size and the octaves that a refusal suggests work, and no smaller change would', () => {
  const told = { size: 0, octaves: 0, neither: 0 }
  for (const one of cases) {
    const error = refusal(one)
    if (!error) continue
    const size = Number(/size of at least (\d+)/.exec(error.hint)?.[1] ?? Number.NaN)
    const octaves = Number(/at most (\d+) octaves?/.exec(error.hint)?.[1] ?? Number.NaN)
    const seen = `${JSON.stringify(one)}: ${error.hint}`
    if (size) {
      told.size++
      assert.ok(size <= 1024 && works({ ...one, size }) && !works({ ...one, size: size - 1 }), seen)
    } else assert.ok(!works({ ...one, size: 1024 }), seen)
    if (octaves) {
      told.octaves++
      assert.ok(works({ ...one, octaves }) && !works({ ...one, octaves: octaves + 1 }), seen)
    } else assert.ok(!works({ ...one, octaves: 1 }), seen)
    if (!size && !octaves) {
      told.neither++
      assert.match(error.hint, /^Choose a layer nearer to the input/)
    }
  }
  assert.ok(told.size > 20 && told.octaves > 20 && told.neither > 20, JSON.stringify(told))
})

test('a refusal names the picture, its smallest octave and the size that the layer needs', () => {
  const error = refusal({ height: 100, width: 400, size: 200, octaves: 4, octaveScale: 2, minimum: 16 })
  assert.equal(error?.code, 'too-small')
  assert.equal(
    error?.message,
    'A picture of 200 x 50 is too small: the smallest of 4 octaves would be 25 x 6, and deep needs 16 x 16.',
  )
  assert.equal(error?.hint, 'Ask for a size of at least 494, or for at most 2 octaves.')
  const single = refusal({ height: 10, width: 10, size: 32, octaves: 1, octaveScale: 2, minimum: 40 })
  assert.equal(single?.message, 'A picture of 32 x 32 is too small, and deep needs 40 x 40.')
  assert.equal(single?.hint, 'Ask for a size of at least 40.')
})
