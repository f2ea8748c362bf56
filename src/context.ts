/** What commands may ask in the bot's process: networks, photos, chance, and each other's jobs again. */
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import type { Photos } from './bot.ts'
import type { Command, Context } from './command.ts'
import { UserError } from './errors.ts'
import { inspect } from './image/decode.ts'
import type { Catalog } from './network/catalog.ts'
import { parseOptions } from './options.ts'

export interface ContextOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly catalog: Catalog
  readonly photos: Photos
  /** Looks for networks that have come or gone. */
  readonly refresh: () => Promise<void>
}

export function createContext({ commands, catalog, photos, refresh }: ContextOptions): Context {
  const context: Context = {
    async choose(wanted) {
      await refresh()
      return catalog.choose(wanted)
    },
    async networks() {
      await refresh()
      return catalog.list()
    },
    photo: async (key) => inspect(await photos.get(key)),
    seed: () => randomInt(2 ** 32),
    async replay(recipe, image) {
      const { command: name, parameters, ...rest } = parseRecipe(recipe)
      if (image !== undefined && image !== rest.image) {
        throw new UserError('bad-input', 'This is not the photo that the recipe was made with.', 'Attach that one.')
      }
      const command = commands.get(name)
      if (!command?.render) throw notRecipe(`it names the command ${name}, which renders nothing`)
      return command.run(parseOptions(command.args, { ...parameters, ...rest }), context)
    },
  }
  return context
}

/** A job by itself, or the report that holds it. The command's own schema checks the rest. */
const recipeSchema = z.object({
  command: z.string(),
  network: z.string(),
  layer: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seed: z.number(),
  image: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

function parseRecipe(text: string): z.output<typeof recipeSchema> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notRecipe('it is not JSON')
  }
  const report = z.object({ job: z.unknown() }).safeParse(value)
  const job = recipeSchema.safeParse(report.success ? report.data.job : value)
  if (job.success) return job.data
  const [issue] = job.error.issues
  throw notRecipe(`its ${issue?.path.join('.') || 'content'} is missing or wrong`)
}

function notRecipe(found: string): UserError {
  return new UserError(
    'bad-input',
    `This is no recipe: ${found}.`,
    'Use the one that came with the picture, unchanged.',
  )
}
