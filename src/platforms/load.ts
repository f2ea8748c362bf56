/** Finds the chat platforms: every folder with a `platform.ts`. A platform's name is its folder's name. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PlatformDefinition } from './define-platform.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ENTRY = 'platform.ts'

/**
 * Loads all platforms, in alphabetical order. Folders without a `platform.ts` are skipped: the command line, for example,
 * is a program of its own.
 *
 * @param folder Default `src/platforms`.
 * @throws An Error that names the file when a `platform.ts` does not export a definition.
 */
export async function loadPlatforms(folder: string = FOLDER): Promise<Map<string, PlatformDefinition>> {
  const names = (await readdir(folder)).filter((name) => existsSync(join(folder, name, ENTRY))).sort()
  const platforms = new Map<string, PlatformDefinition>()
  for (const name of names) {
    const file = join(folder, name, ENTRY)
    const { default: definition } = (await import(pathToFileURL(file).href)) as { default?: PlatformDefinition }
    if (!definition?.settings || !definition.create) {
      throw new Error(`${file} does not export a platform by default: an object with settings and create`)
    }
    platforms.set(name, definition)
  }
  return platforms
}
