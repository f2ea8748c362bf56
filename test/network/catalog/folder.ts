/** Weights folders with made-up files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Model } from '../../../src/network/catalog/model.ts'

export interface TemporaryFolder {
  readonly path: string
  write(name: string, content: string | Uint8Array): Promise<string>
}

/** An empty folder, which is removed after the tests of the calling suite. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'weights-'))
  after(() => rm(path, { recursive: true }))
  return {
    path,
    async write(name, content) {
      await writeFile(join(path, name), content)
      return join(path, name)
    },
  }
}

/** A model whose weights are in the file `file`. */
export function modelOf(file: string, rest: Partial<Model> = {}): Model {
  return {
    title: 'Test',
    licence: 'none',
    source: 'a test',
    weights: [{ file, input: { order: 'rgb', mean: [0, 0, 0] } }],
    layers: { conv: 4 },
    dream: { layer: 'conv' },
    ...rest,
  }
}
