/**
 * A network on a device that may run out of memory, or fail: what does not fit is computed in smaller parts, and at last
 * elsewhere.
 */

import { UserError } from '../core/errors.ts'
import { DeviceFailed, OutOfMemory } from '../engine/device-errors.ts'
import type { Images, Objective, OpenNetwork } from '../engine/engine.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { inMicroBatches } from '../vis/micro-batches.ts'
import type { Random } from '../vis/random.ts'
import { type LayersAt, TILING, tiledGradient } from '../vis/tiled-gradient.ts'

interface WithinMemory {
  readonly network: OpenNetwork
  /** What had to be done, for the caption. */
  notes(): Text[]
  /** Whether it has gone to the processor. */
  isOnProcessor(): boolean
}

interface WithinMemoryOptions {
  /** See `tiled`. */
  readonly factsAt: LayersAt
  /** Where tiles meet. */
  readonly random: Random
  /** The same network on the processor; undefined where it is there already. */
  readonly processor?: (() => Promise<OpenNetwork>) | undefined
  /** Hears how the device failed. */
  readonly onDeviceFailure?: ((failure: DeviceFailed) => void) | undefined
}

/** Longest sides of tiles, for whole pictures that don't fit: each half the work of the one before. */
const SIDES = [512, 384, 256]

/**
 * Smaller batches, then smaller tiles, then the processor: whatever a call takes, the calls after it start from. The last of
 * them throws `UserError` out-of-memory. A device that fails is left for the processor at once.
 */
export function withinMemory(
  device: OpenNetwork,
  { factsAt, random, processor, onDeviceFailure }: WithinMemoryOptions,
): WithinMemory {
  let current = device
  let most = Number.POSITIVE_INFINITY
  let side = Number.POSITIVE_INFINITY
  let moved = false
  const notes = new Map<string, Text>()

  /** Makes the next try smaller. `images` did not fit; only with an objective can they be cut into tiles. */
  async function shrink({ shape: [n, , height, width] }: Images, objective?: Objective): Promise<void> {
    const batch = Math.min(n, most)
    const smaller = SIDES.find((each) => each < side && each * each < height * width)
    if (batch > 1) {
      most = Math.ceil(batch / 2)
      notes.set('batch', phrase`Memory was short: the pictures were computed a few at a time.`)
    } else if (smaller !== undefined && objective?.every(hasNumbers)) {
      side = smaller
      notes.set('tiles', phrase`Memory was short: the picture was computed in tiles.`)
    } else if (processor && !moved) {
      await move(processor, phrase`The graphics card had too little memory: the processor did the work.`)
    } else {
      throw new UserError(
        'out-of-memory',
        phrase`This picture needs more memory than there is here.`,
        phrase`Ask for a smaller one.`,
      )
    }
  }

  async function move(to: () => Promise<OpenNetwork>, note: Text): Promise<void> {
    moved = true
    current = await to()
    side = Number.POSITIVE_INFINITY
    notes.clear()
    notes.set('processor', note)
  }

  async function persist<Value>(run: () => Promise<Value>, images: Images, objective?: Objective): Promise<Value> {
    for (;;) {
      try {
        return await run()
      } catch (error) {
        if (error instanceof OutOfMemory) {
          await shrink(images, objective)
        } else if (error instanceof DeviceFailed && processor && !moved) {
          onDeviceFailure?.(error)
          await move(processor, phrase`The graphics card failed: the processor did the work.`)
        } else {
          throw error
        }
      }
    }
  }

  const parts = (objective: Objective) => {
    const tiling = { ...TILING, side, budget: side * side }
    const whole = side < Number.POSITIVE_INFINITY && objective.every(hasNumbers)
    return inMicroBatches(whole ? tiledGradient(current, { layersAt: factsAt, random, tiling }) : current, most)
  }
  return {
    network: {
      ...device,
      activations: (images, layers) => persist(() => inMicroBatches(current, most).activations(images, layers), images),
      gradient: (images, objective) => persist(() => parts(objective).gradient(images, objective), images, objective),
    },
    notes: () => [...notes.values()],
    isOnProcessor: () => moved,
  }
}

/** Maps of coefficients belong to the whole picture. */
function hasNumbers({ linear = 0, quadratic = 0 }: Objective[number]): boolean {
  return typeof linear === 'number' && typeof quadratic === 'number'
}
