/** What the buttons of a result make of its job: the input of a new call. Which there are follows from the command's schema. */
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

/** The actions that make a new picture of a job's; the others are the bot's own. */
export type Variation = Exclude<Action, 'cancel' | 'recipe' | 'delete'>

/** How much stronger a press makes it. */
const STRONGER = 1.6
const FRAMES = 12

/** A result's buttons, in order; `strongest` is whether it has found the filters that its photo excites most. */
export function buttonsOf(job: Job, kind: Rendering['kind'], command: Command, strongest = false): Action[] {
  const has = (option: string) => option in command.args.shape
  return [
    ...(kind === 'picture' && has('image') ? (['deeper'] as const) : []),
    ...(has('iterations') ? (['stronger'] as const) : []),
    ...(strongest ? (['draw-strongest', 'dream-strongest'] as const) : []),
    ...(has('layer') ? (['next-layer'] as const) : []),
    ...(has('seed') ? (['new-seed'] as const) : []),
    ...(has('frames') && job.parameters.frames === 1 ? (['animate'] as const) : []),
    'recipe',
    'delete',
  ]
}

/** The command that a variation asks for: the job's own, but where it goes on with what the job has found. */
export function commandOf(action: Variation, { command }: Job): string {
  return ELSEWHERE[action] ?? command
}

const ELSEWHERE: Readonly<Partial<Record<Variation, string>>> = {
  'draw-strongest': 'filter',
  'dream-strongest': 'dream',
}

/** What a variation may ask. */
interface Source {
  readonly entry: JournalEntry
  readonly command: Command
  /** The layers of the job's network, in running order. */
  layers(): readonly string[]
}

/**
 * Options for `commandOf`, by name. Throws `UserError` bad-input when it goes no further in this direction, and
 * no-photo when the picture is no longer kept.
 */
export function variationOf(action: Variation, source: Source): Record<string, unknown> {
  const own = action in ELSEWHERE ? {} : optionsOf(source.entry.job, source.command)
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
      throw new UserError(
        'bad-input',
        phrase`It cannot get any stronger than ${maximum} iterations.`,
        phrase`Try Deeper.`,
      )
    }
    // Those of later frames follow.
    return { iterations: Math.min(maximum, Math.ceil(iterations * STRONGER)), frameIterations: undefined }
  },

  'next-layer'({ entry: { job }, layers }) {
    const all = layers()
    const after = (layer: string) => {
      const rest = all.slice(all.indexOf(layer) + 1)
      // After inception_4c/output comes inception_4d/output rather than what lies between.
      const next = rest.find((name) => pattern(name) === pattern(layer)) ?? rest[0]
      if (next !== undefined) return next
      throw new UserError('bad-input', phrase`${layer} is the last layer of ${job.network}.`, '')
    }
    const { layers: mix } = job.parameters
    // Filter 500 of one layer says nothing about the next, which may not even have as many.
    if (typeof mix !== 'string') return { layer: after(job.layer), filters: undefined }
    const moved = parseLayers(mix).map(({ layer, weight }) => ({ layer: after(layer), weight }))
    return { layer: undefined, layers: formatLayers(moved) }
  },

  // Without one, a grid would be the atlas's again.
  'new-seed': () => ({ seed: randomInt(2 ** 32) }),

  animate: () => ({ frames: FRAMES, format: undefined }),

  'draw-strongest': ({ entry }) => strongest(entry),

  'dream-strongest': ({ entry }) => ({ ...strongest(entry), image: entry.job.image }),
}

function strongest({ job: { network, layer }, strongest = [] }: JournalEntry): Record<string, unknown> {
  return { network, layer, filters: strongest.join(',') }
}

/** What layers of one kind have in common: `inception_4c/output` and `inception_4d/output`. */
function pattern(layer: string): string {
  return layer.replace(/\d+[a-z]?(?=[/_]|$)/g, '#')
}
