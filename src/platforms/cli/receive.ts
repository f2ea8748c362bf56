/** Makes a call of a parsed command line: reads its photos and recipes, and takes the format from the result's name. */
import { basename } from 'node:path'
import type { z } from 'zod'
import type { Command } from '../../command/command.ts'
import { shapeOf } from '../../command/option-shape.ts'
import { UserError } from '../../core/errors.ts'
import type { Address, Call, Upload } from '../../core/platform.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Invocation } from './arguments.ts'
import { formatOf, readInput } from './files.ts'

/** The address of all replies: there is one terminal. */
export const ADDRESS: Address = { platform: 'cli', place: 'cli' }

interface CallOptions {
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly user: string
  readonly commands: ReadonlyMap<string, Command>
}

/** Throws `UserError` for a file that cannot be read, and for an extension of `--out` that contradicts the format. */
export async function toCall(invocation: Invocation, { folder, user, commands }: CallOptions): Promise<Call> {
  const { command, out } = invocation
  const options = commands.get(command)?.args.shape ?? {}
  const input: Record<string, unknown> = { ...invocation.input }
  const attachments: Record<string, Upload> = {}
  for (const [option, path] of Object.entries(invocation.images)) {
    const data = await readInput(folder, path, 'bad-image')
    attachments[option] = { name: basename(path), read: async () => data }
  }
  for (const [option, path] of Object.entries(invocation.texts)) {
    input[option] = new TextDecoder().decode(await readInput(folder, path, 'bad-input'))
  }
  if (out !== undefined && options.format) {
    input.format = agreedFormat({ command, option: options.format, given: input.format, out })
  }
  return { command, input, attachments, user, moderator: true, address: ADDRESS }
}

interface FormatRequest {
  readonly command: string
  /** The schema of the command's format option. */
  readonly option: z.core.$ZodType
  /** The value of `--format`. */
  readonly given: unknown
  /** The value of `--out`. */
  readonly out: string
}

/** The value of `--format` if it is given, else the format that the extension of `--out` stands for. */
function agreedFormat({ command, option, given, out }: FormatRequest): unknown {
  const values = shapeOf(option).enum ?? []
  const format = formatOf(out)
  if (given === undefined && !values.includes(format)) {
    throw new UserError('output', phrase`${command} cannot write ${out}: it writes ${either(values.map(String))}.`)
  }
  if (given !== undefined && given !== format && values.includes(given)) {
    throw new UserError(
      'output',
      phrase`--format ${String(given)} and --out ${out} contradict each other.`,
      phrase`Leave one of them out.`,
    )
  }
  return given ?? format
}
