/** Writing the files of a result: where they go is checked before the render starts, and they are written at its end. */
import { resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'
import type { Reply } from '../../core/platform.ts'
import { phrase } from '../../i18n/phrase.ts'
import { checkWritable, checkWritableFolder, followLinks, formatOf, writeWhole } from './files.ts'

/** Destinations of one command's files, as absolute paths. */
export interface Output {
  /** The folder for pictures when `out` is undefined. */
  readonly folder: string
  readonly out: string | undefined
  readonly report: string | undefined
}

/**
 * Throws `UserError` output if the result could not be written.
 *
 * @param recipe The recipe as text, or anything else for none: its format decides over that of `out`.
 */
export async function checkOutput({ folder, out, report }: Output, recipe: unknown): Promise<void> {
  const picture = out && withExtension(out, recipeFormat(recipe) ?? formatOf(out))
  if (picture) await checkWritable(picture)
  else await checkWritableFolder(folder)
  if (!report) return
  await checkWritable(report)
  if (picture && (await followLinks(picture)) === (await followLinks(report))) {
    throw new UserError(
      'output',
      phrase`--out and --report are the same file, ${report}.`,
      phrase`Name another one for the report.`,
    )
  }
}

/** Calls `onWritten` with each picture's path once the file exists. Throws `UserError` output. */
export async function writeOutput(
  { folder, out, report: reportPath }: Output,
  { files = [], report }: Reply,
  onWritten: (path: string) => void,
): Promise<void> {
  const paths: string[] = []
  for (const { name, format, data } of files) {
    const path = out ? withExtension(out, format) : resolve(folder, name)
    await writeWhole(path, data)
    paths.push(path)
    onWritten(path)
  }
  if (reportPath) await writeWhole(reportPath, `${JSON.stringify({ ...report, files: paths }, null, 2)}\n`)
}

/** Adds an extension where the one of `out` stands for another format, as with a recipe that sets its own. */
function withExtension(out: string, format: string): string {
  return formatOf(out) === format ? out : `${out}.${format}`
}

/** The format in a recipe, or undefined if it has none or is malformed. */
function recipeFormat(recipe: unknown): string | undefined {
  try {
    const value = JSON.parse(String(recipe))
    const format = (value.job ?? value).parameters.format
    return typeof format === 'string' ? format : undefined
  } catch {
    // The command refuses a malformed recipe, and gives the reason.
    return undefined
  }
}
