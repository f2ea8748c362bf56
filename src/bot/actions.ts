/**
 * The buttons under a result, and the new command that each of them runs. Which buttons there are follows from the schema of
 * the job's command.
 */
import { randomInt } from 'node:crypto'
import type { Command } from '../command/command.ts'
import { shapeOf } from '../command/option-shape.ts'
import { optionsOf } from '../command/recipe.ts'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Action } from '../core/platform.ts'
import type { Rendering } from '../core/rendering.ts'
import { formatLayers, parseLayers } from '../core/selection/layer-mix.ts'
import { type Phrase, phrase } from '../i18n/phrase.ts'
import type { JournalEntry } from '../storage/job-journal.ts'

export const LABELS: Readonly<Record<Action, Phrase>> = {
  cancel: phrase`Cancel`,
  deeper: phrase`Deeper`,
  stronger: phrase`Stronger`,
  'next-layer': phrase`Next layer`,
  'new-seed': phrase`New seed`,
  animate: phrase`Animate`,
  'draw-strongest': phrase`Draw what fires here`,
  'dream-strongest': phrase`Dream of what fires here`,
  recipe: phrase`Recipe`,
  delete: phrase`Delete`,
}

/** An action that makes a new picture from a finished job. `press.ts` handles the others. */
export type Variation = Exclude<Action, 'cancel' | 'recipe' | 'delete'>

/** The factor by which `stronger` multiplies the iterations. */
const STRONGER = 1.6
/** The frames of the animation that `animate` makes. */
const FRAMES = 12

interface ButtonsOptions {
  readonly job: Job
  readonly command: Command
  readonly kind: Rendering['kind']
  /** Whether the job has found the filters that its photo activates most. Default no. */
  readonly hasStrongest?: boolean
}

/** The actions of the buttons under a result, in order. */
export function buttonsOf({ job, command, kind, hasStrongest }: ButtonsOptions): Action[] {
  const has = (option: string) => option in command.args.shape
  return [
    ...(kind === 'picture' && has('image') ? (['deeper'] as const) : []),
    ...(has('iterations') ? (['stronger'] as const) : []),
    ...(hasStrongest ? (['draw-strongest', 'dream-strongest'] as const) : []),
    ...(has('layer') ? (['next-layer'] as const) : []),
    ...(has('seed') ? (['new-seed'] as const) : []),
    ...(has('frames') && job.parameters.frames === 1 ? (['animate'] as const) : []),
    'recipe',
    'delete',
  ]
}

/** The command that a variation runs: the job's own, unless the action continues with the filters that the job found. */
export function commandOf(action: Variation, { command }: Job): string {
  return OTHER_COMMANDS[action] ?? command
}

/** Commands of variations that do not run the job's own. */
const OTHER_COMMANDS: Readonly<Partial<Record<Variation, string>>> = {
  'draw-strongest': 'filter',
  'dream-strongest': 'dream',
}

/** The job that a variation starts from. */
interface Source {
  readonly entry: JournalEntry
  readonly command: Command
  /** The names of the layers of the job's network, in running order. */
  layers(): readonly string[]
}

/**
 * The options of the variation's command, by name. Throws `UserError` bad-input at the last layer or the most iterations,
 * and no-photo when the picture is no longer kept.
 */
export function variationOf(action: Variation, source: Source): Record<string, unknown> {
  const own = action in OTHER_COMMANDS ? {} : optionsOf(source.entry.job, source.command)
  return { ...own, ...variations[action](source) }
}

const variations: Readonly<Record<Variation, (source: Source) => Record<string, unknown>>> = {
  deeper({ entry: { picture } }) {
    if (picture === undefined) {
      throw new UserError('no-photo', phrase`This picture is no longer kept.`, phrase`Render it again from its recipe.`)
    }
    return { image: picture }
  },

  stronger({ entry: { job }, command }) {
    const option = command.args.shape.iterations
    const { maximum = Number.POSITIVE_INFINITY } = option ? shapeOf(option) : {}
    const iterations = Number(job.parameters.iterations)
    if (iterations >= maximum) {
      throw new UserError('bad-input', phrase`More than ${maximum} iterations are not possible.`, phrase`Try Deeper.`)
    }
    // The iterations of later frames default to a share of these.
    return { iterations: Math.min(maximum, Math.ceil(iterations * STRONGER)), frameIterations: undefined }
  },

  'next-layer'({ entry: { job }, layers }) {
    const all = layers()
    const after = (layer: string) => {
      const rest = all.slice(all.indexOf(layer) + 1)
      // The next layer of the same kind: inception_4d/output after inception_4c/output, not a convolution between them.
      const next = rest.find((name) => pattern(name) === pattern(layer)) ?? rest[0]
      if (next !== undefined) return next
      throw new UserError('bad-input', phrase`${layer} is the last layer of ${job.network}.`, '')
    }
    const { layers: mix } = job.parameters
    // Filter numbers mean nothing in another layer, which may also have fewer.
    if (typeof mix !== 'string') return { layer: after(job.layer), filters: undefined }
    const moved = parseLayers(mix).map(({ layer, weight }) => ({ layer: after(layer), weight }))
    return { layer: undefined, layers: formatLayers(moved) }
  },

  // An absent seed would show a grid from the atlas again.
  'new-seed': () => ({ seed: randomInt(2 ** 32) }),

  animate: () => ({ frames: FRAMES, format: undefined }),

  'draw-strongest': ({ entry }) => strongest(entry),

  'dream-strongest': ({ entry }) => ({ ...strongest(entry), image: entry.job.image }),
}

function strongest({ job: { network, layer }, strongest = [] }: JournalEntry): Record<string, unknown> {
  return { network, layer, filters: strongest.join(',') }
}

/** The layer's name without its numbers, equal for layers of one kind: `inception_4c/output` and `inception_4d/output`. */
function pattern(layer: string): string {
  return layer.replace(/\d+[a-z]?(?=[/_]|$)/g, '#')
}
