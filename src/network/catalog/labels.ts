/** The names of a network's classes, in the order of its scores. */
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

/**
 * Reads a JSON list, or a text with one class per line. A line of WordNet, such as "n01440764 tench, Tinca tinca", gives its
 * first name.
 */
export async function readLabels(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8')
  const names: string[] = extname(path) === '.json' ? JSON.parse(text) : text.trim().split(/\r?\n/)
  return names.map((name) => (name.replace(/^n\d{8}\s+/, '').split(',')[0] ?? name).replaceAll('_', ' '))
}
