/**
 * A network on a device that may run out of memory or fail. What does not fit is computed in smaller parts, and as a
 * last resort on the processor.
 */

import { UserError } from '../core/errors.ts'
import { DeviceFailed, OutOfMemory } from '../engine/device-errors.ts'
import type { Images, Objective, OpenNetwork } from '../engine/engine.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { inMicroBatches } from '../vis/micro-batches.ts'
import type { Random } from '../vis/random.ts'
import { type LayersAt, TILING, tiledGradient } from '../vis/tiled-gradient.ts'

interface WithinMemory {
  /** The same network; its calls are repeated in smaller parts until they fit. */
  readonly network: OpenNetwork
  /** Sentences for the caption that tell how the calls were made to fit. */
  notes(): Text[]
  /** Whether the processor does the work now. */
  isOnProcessor(): boolean
}

interface WithinMemoryOptions {
  /** See `tiledGradient`. */
  readonly layersAt: LayersAt
  /** See `tiledGradient`. */
  readonly random: Random
  /** Opens the same network on the processor; undefined if `device` is the processor. */
  readonly processor?: (() => Promise<OpenNetwork>) | undefined
  /** Called when the device has failed, before the processor takes over. */
  readonly onDeviceFailure?: ((failure: DeviceFailed) => void) | undefined
}

/** The way in which calls are run. */
interface Plan {
  /** The most images of a batch that are computed at once. */
  readonly maxBatch: number
  /** The longest side of a tile in pixels; infinite if pictures are computed whole. */
  readonly tileSide: number
  readonly isOnProcessor: boolean
  /** A note for each change of the plan. */
  readonly notes: Readonly<Partial<Record<'batch' | 'tiles' | 'processor', Text>>>
}

/** A call that did not fit. */
interface Call {
  readonly images: Images
  /** The objective of a gradient; undefined for activations, which cannot be computed in tiles. */
  readonly objective?: Objective
}

/** The sides of tiles, in pixels, from the largest: each has about half the pixels of the one before. */
const TILE_SIDES = [512, 384, 256]

const WHOLE: Plan = {
  maxBatch: Number.POSITIVE_INFINITY,
  tileSide: Number.POSITIVE_INFINITY,
  isOnProcessor: false,
  notes: {},
}

/**
 * Runs `device` so that calls that do not fit into its memory are tried again with half the batch, then with smaller
 * tiles, then on the processor. Later calls start with what the earlier ones needed. A device that fails is left for
 * the processor at once. The calls throw `UserError` out-of-memory when nothing is left to try.
 */
export function withinMemory(
  device: OpenNetwork,
  { layersAt, random, processor, onDeviceFailure }: WithinMemoryOptions,
): WithinMemory {
  let current = device
  let plan = WHOLE

  async function persist<Value>(run: () => Promise<Value>, call: Call): Promise<Value> {
    for (;;) {
      try {
        return await run()
      } catch (error) {
        await recover(error, call)
      }
    }
  }

  /** Changes the plan so that the call can be tried again. Throws if it cannot, or if the error has another cause. */
  async function recover(error: unknown, call: Call): Promise<void> {
    if (error instanceof OutOfMemory) {
      const smaller = inSmallerParts(plan, call)
      if (smaller) plan = smaller
      else if (!processor || plan.isOnProcessor) throw tooLarge()
      else await moveTo(processor, phrase`The graphics card had too little memory: the processor did the work.`)
    } else if (error instanceof DeviceFailed && processor && !plan.isOnProcessor) {
      onDeviceFailure?.(error)
      await moveTo(processor, phrase`The graphics card failed: the processor did the work.`)
    } else {
      throw error
    }
  }

  async function moveTo(open: () => Promise<OpenNetwork>, note: Text): Promise<void> {
    // Noted before it is opened: a processor that cannot open the network is not asked again in this render.
    plan = { ...plan, isOnProcessor: true, tileSide: Number.POSITIVE_INFINITY, notes: { processor: note } }
    current = await open()
  }

  function forGradients(objective: Objective): OpenNetwork {
    const side = plan.tileSide
    const isTiled = Number.isFinite(side) && canTile(objective)
    const tiling = { ...TILING, side, budget: side * side }
    return inMicroBatches(isTiled ? tiledGradient(current, { layersAt, random, tiling }) : current, plan.maxBatch)
  }

  return {
    network: {
      ...device,
      activations: (images, layers) =>
        persist(() => inMicroBatches(current, plan.maxBatch).activations(images, layers), { images }),
      gradient: (images, objective) =>
        persist(() => forGradients(objective).gradient(images, objective), { images, objective }),
    },
    notes: () => Object.values(plan.notes),
    isOnProcessor: () => plan.isOnProcessor,
  }
}

/** The plan with half the batch or the next smaller tiles; undefined if neither would make the call smaller. */
function inSmallerParts(plan: Plan, { images, objective }: Call): Plan | undefined {
  const [n, , height, width] = images.shape
  const batch = Math.min(n, plan.maxBatch)
  if (batch > 1) {
    const batchNote = phrase`Memory was short: the pictures were computed a few at a time.`
    return { ...plan, maxBatch: Math.ceil(batch / 2), notes: { ...plan.notes, batch: batchNote } }
  }
  const tileSide = TILE_SIDES.find((side) => side < plan.tileSide && side * side < height * width)
  if (tileSide === undefined || !objective || !canTile(objective)) return undefined
  return {
    ...plan,
    tileSide,
    notes: { ...plan.notes, tiles: phrase`Memory was short: the picture was computed in tiles.` },
  }
}

/** Whether the objective can be computed in tiles: a map of coefficients fits the whole picture only. */
function canTile(objective: Objective): boolean {
  return objective.every(({ linear = 0, quadratic = 0 }) => typeof linear === 'number' && typeof quadratic === 'number')
}

function tooLarge(): UserError {
  return new UserError(
    'out-of-memory',
    phrase`This picture needs more memory than is available.`,
    phrase`Ask for a smaller one.`,
  )
}
