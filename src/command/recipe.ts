/** A job as text, to be kept, passed on and rendered again. */
import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import type { Command } from './command.ts'

/** The recipe of a job, in one line of JSON. */
export function recipeOf({ note: _, ...job }: Job): string {
  return JSON.stringify(job)
}

/** The options of its command that make the job again: layer and seed only where there are such options. */
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
    ...('layer' in args.shape && { layer }),
    ...('seed' in args.shape && { seed }),
    ...(image !== undefined && { image }),
    ...(guide !== undefined && { guide }),
  }
}

const photoKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()

/** A job by itself, or the report that holds it. The command's own schema checks the rest. */
const recipeSchema = z.object({
  command: z.string(),
  network: z.string(),
  layer: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seed: z.number(),
  image: photoKey,
  guide: photoKey,
})

/** Throws `UserError` bad-input for what is none. */
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
