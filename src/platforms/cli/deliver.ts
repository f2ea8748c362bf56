/** Where a call's results go: checked before any work is done, written when it is done. */
import { resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'
import type { Reply } from '../../core/platform.ts'
import { phrase } from '../../i18n/phrase.ts'
import { checkWritable, checkWritableFolder, followLinks, formatOf, writeWhole } from './files.ts'

/** Absolute paths. */
export interface Output {
  /** For pictures without a name from `out`. */
  readonly folder: string
  readonly out: string | undefined
  readonly report: string | undefined
}

/**
 * Throws `UserError` output for what could not be written in the end. A recipe, as text, chooses its own file type.
 */
export async function checkOutput({ folder, out, report }: Output, recipe: unknown): Promise<void> {
  const picture = out && named(out, formatIn(recipe) ?? formatOf(out))
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

/** `written` hears each picture's path as soon as it is there. Throws `UserError` output. */
export async function writeOutput(
  { folder, out, report }: Output,
  { files = [], report: told }: Reply,
  written: (path: string) => void,
): Promise<void> {
  const paths = files.map(({ name, format }) => (out ? named(out, format) : resolve(folder, name)))
  for (const [i, path] of paths.entries()) {
    await writeWhole(path, files[i]?.data ?? '')
    written(path)
  }
  if (report) await writeWhole(report, `${JSON.stringify({ ...told, files: paths }, null, 2)}\n`)
}

/** A recipe's file type may not be the one that the file's name says: then it gets its own ending too. */
function named(out: string, format: string): string {
  return formatOf(out) === format ? out : `${out}.${format}`
}

/** The file type that a recipe asks for, where that is plain to see. */
function formatIn(recipe: unknown): string | undefined {
  try {
    const value = JSON.parse(String(recipe))
    const format = (value.job ?? value).parameters.format
    return typeof format === 'string' ? format : undefined
  } catch {
    // What is no recipe is refused, with its reason, by who renders it.
    return undefined
  }
}
