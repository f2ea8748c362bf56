/** Every import of a source file, read by a parser: what it names, and whether types alone cross. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Import {
  /** The importing file's path in the project. */
  readonly from: string
  /** A file's path in the project, or a package's name. */
  readonly to: string
}

/** Source files by their path in the project. */
export type Sources = ReadonlyMap<string, string>

/** The program itself: TypeScript, and the page's JavaScript. */
export function readSources(folders: readonly string[] = ['src', 'commands', 'models']): Sources {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  )
  return new Map(files.sort().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]))
}

/**
 * Imports and re-exports of values and types, dynamic imports by a literal name, and the types that JavaScript names in
 * comments, as in `@typedef`. JSON files are data and are left out.
 */
export function importsOf(from: string, text: string): Import[] {
  const { module, errors } = parseSync(from, text)
  if (errors.length > 0) throw new Error(`${from}: ${errors[0]?.message}`)
  const fixed = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  )
  const called = [...text.matchAll(CALLED)].map(([, name = '']) => name)
  const names = new Set([...fixed, ...passedOn, ...called])
  return [...names]
    .filter((name) => !name.endsWith('.json'))
    .map((name) => ({ from, to: name.startsWith('.') ? join(dirname(from), name) : name }))
}

/** `import('x')` as a call, as a type in TypeScript, and as a type in a comment of JavaScript. */
const CALLED = /\bimport\(\s*['"]([^'"]+)['"]/g
