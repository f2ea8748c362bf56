/** Settings: the only reader of the environment. Each is documented in `.env.example`. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { engineNames } from './engine/select.ts'
import { UserError } from './errors.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** An empty setting is no setting. */
const setting = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema)

const schema = z.object({
  /** The network to use when a request names none; default the best that is installed. */
  DREAMBOT_NETWORK: setting(z.string().optional()),
  /** Folder of weights. */
  DREAMBOT_WEIGHTS: setting(z.string().default('weights')),
  /** Folder of photos. */
  DREAMBOT_DATA: setting(z.string().default('data')),
  /** What computes gradients. */
  DREAMBOT_ENGINE: setting(z.enum(engineNames).default('auto')),
})

export interface Config {
  readonly network: string | undefined
  /** Absolute, as all folders. */
  readonly weights: string
  readonly data: string
  readonly engine: (typeof engineNames)[number]
  /** Where the user stands: npm runs scripts elsewhere. */
  readonly folder: string
}

/** Throws `UserError` bad-input that names the setting. Relative folders are the project's. */
export function readConfig(): Config {
  const file = join(ROOT, '.env')
  // What the environment sets already, the file does not change.
  if (existsSync(file)) loadSettings(file)
  const environment = process.env
  const parsed = schema.safeParse(environment)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UserError(
      'bad-input',
      `The setting ${issue?.path.join('.')} cannot be "${environment[String(issue?.path[0])]}".`,
      'See .env.example.',
    )
  }
  const settings = parsed.data
  return {
    network: settings.DREAMBOT_NETWORK,
    weights: resolve(ROOT, settings.DREAMBOT_WEIGHTS),
    data: resolve(ROOT, settings.DREAMBOT_DATA),
    engine: settings.DREAMBOT_ENGINE,
    folder: environment.INIT_CWD ?? process.cwd(),
  }
}

function loadSettings(file: string): void {
  try {
    process.loadEnvFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError('bad-input', `The settings in ${file} cannot be read: ${code}.`, 'Mend or remove the file.')
  }
}
