/** Loads the languages in `src/i18n/languages/`. The code of a language is the name of its file. */
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Language, Languages } from './phrase.ts'

const FOLDER = new URL('./languages/', import.meta.url)

/** The languages by code. Throws an Error that names a file without a language. */
export async function loadLanguages(): Promise<Languages> {
  const files = (await readdir(fileURLToPath(FOLDER))).filter((file) => file.endsWith('.ts')).sort()
  const languages = new Map<string, Language>()
  for (const file of files) {
    const { default: language } = (await import(new URL(file, FOLDER).href)) as { default?: Language }
    if (!language?.phrases || !language.names) {
      throw new Error(`src/i18n/languages/${file} does not export a language by default`)
    }
    languages.set(file.replace(/\.ts$/, ''), language)
  }
  return languages
}
