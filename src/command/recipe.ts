/** Recipes: jobs as text, to be kept, passed on and rendered again. */
import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import type { Command } from './command.ts'

/** Writes a job as a recipe: one line of JSON, without the note. */
export function recipeOf({ note: _, ...job }: Job): string {
  return JSON.stringify(job)
}

/** A job's values as the options of its command, which make the same job again when they are parsed and run. */
export function optionsOf(
  {
    parameters,
    network,
    layer,
    seed,
    image,
    guide,
  }: Omit<Job, 'command' | 'parameters'> & { readonly parameters: object },
  { args }: Command,
): Record<string, unknown> {
  return {
    ...parameters,
    network,
    ...defined({
      layer: 'layer' in args.shape ? layer : undefined,
      seed: 'seed' in args.shape ? seed : undefined,
      image,
      guide,
    }),
  }
}

const photoKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()

/** The parts that all jobs have. The options in `parameters` are left to the command's own schema. */
const recipeSchema = z.object({
  command: z.string(),
  network: z.string(),
  layer: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seed: z.number(),
  image: photoKey,
  guide: photoKey,
})

/** Reads a recipe, or the recipe in a report. Throws `UserError` bad-input for other text. */
export function parseRecipe(text: string): z.output<typeof recipeSchema> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notRecipe(phrase`This is no recipe: it is not JSON.`)
  }
  const report = z.object({ job: z.unknown() }).safeParse(value)
  const job = recipeSchema.safeParse(report.success ? report.data.job : value)
  if (job.success) return job.data
  const [issue] = job.error.issues
  const part = issue?.path.join('.') || phrase`content`
  throw notRecipe(phrase`This is no recipe: its ${part} is missing or wrong.`)
}

function notRecipe(found: Text): UserError {
  return new UserError('bad-input', found, phrase`Use the one that came with the picture, unchanged.`)
}
