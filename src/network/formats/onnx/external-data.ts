/** External data: weights that an ONNX file stores in other files beside it. */
import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { phrase, type Text } from '../../../i18n/phrase.ts'
import { BadWeights } from '../bad-weights.ts'
import type { TensorProto } from './schema.ts'

/** Reads a file in the folder of the network's own file, by its name. Throws `BadWeights`. */
export type Sibling = (name: string) => Uint8Array

/** The bytes of a tensor's values in another file. Throws `BadWeights`. */
export type ExternalData = (tensor: TensorProto, name: string) => Uint8Array

/** The size of the largest file that is read. */
const MOST_BYTES = 2 ** 30

/** Reads files in the folder of the file at `path`. */
export function siblingsOf(path: string): Sibling {
  const expected = phrase`the weights that belong to it`
  return (name) => {
    const bytes = unlessFailed(() => readFileSync(placeIn(dirname(path), name, expected)))
    if (!bytes) throw new BadWeights(phrase`${name} cannot be read`, expected)
    return bytes
  }
}

/**
 * The real path of the file `name` in `folder`. Throws `BadWeights` for a file that does not exist, that a symbolic link
 * takes out of the folder, or that is too large to read, and for anything that is not a file.
 *
 * @param expected What the file should be, for the error.
 */
export function placeIn(folder: string, name: string, expected: Text): string {
  const path = join(folder, name)
  const fail = (found: Text, wanted = expected) => new BadWeights(found, wanted)
  const real = unlessFailed(() => realpathSync(path))
  if (!real) throw fail(phrase`its folder has no ${name}`)
  if (dirname(real) !== realpathSync(folder))
    throw fail(phrase`${name} is a symbolic link out of its folder`, phrase`a file in the folder`)
  const found = unlessFailed(() => statSync(real))
  if (!found?.isFile()) throw fail(phrase`${name} is not a file`)
  if (found.size > MOST_BYTES)
    throw fail(
      phrase`${name} has ${Number((found.size / 2 ** 30).toFixed(1))} GB`,
      phrase`at most ${MOST_BYTES / 2 ** 30} GB`,
    )
  return real
}

/**
 * Readers of a network's external data, which read each file once. `hash` combines the hash of the network's own file with
 * those of the files read so far, so that networks with different weights have different hashes.
 *
 * @param sibling Undefined if external data is not allowed.
 */
export function readExternalData(sibling: Sibling | undefined): { outside: ExternalData; hash(own: string): string } {
  const files = new Map<string, Uint8Array>()
  const read = (location: string, name: string): Uint8Array => {
    if (!sibling) throw new BadWeights(phrase`${name} is stored in another file`, phrase`all weights in this file`)
    if (/[/\\\0]/.test(location) || location === '..' || location === '.')
      throw new BadWeights(phrase`${name} is stored in ${JSON.stringify(location)}`, phrase`a file in the same folder`)
    const bytes = files.get(location) ?? sibling(location)
    files.set(location, bytes)
    return bytes
  }
  return {
    outside({ externalData = [] }, name) {
      const { location, offset = '0', length } = Object.fromEntries(externalData.map(({ key, value }) => [key, value]))
      if (!location) throw new BadWeights(phrase`${name} is stored in another file`, phrase`all weights in this file`)
      const bytes = read(location, name)
      const start = Number(offset)
      const end = length === undefined ? bytes.length : start + Number(length)
      if (!(start >= 0 && end >= start && end <= bytes.length))
        throw new BadWeights(phrase`${location} has only ${bytes.length} bytes`, phrase`${name} from byte ${offset} on`)
      return bytes.subarray(start, end)
    },
    hash(own) {
      if (files.size === 0) return own
      const hash = createHash('sha256').update(own)
      for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(`\0${name}\0`)
        hash.update(createHash('sha256').update(bytes).digest())
      }
      return hash.digest('hex')
    },
  }
}

/** The value of `look`; undefined if the file system throws. */
function unlessFailed<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof BadWeights) throw error
    return undefined
  }
}
