/** Compares the layers that a model lists with those of its file. */
import assert from 'node:assert/strict'
import { loadModels } from '../../src/network/catalog/catalog.ts'
import { layersInFile } from '../../src/network/catalog/layers-in-file.ts'
import type { Model, WeightsFile } from '../../src/network/catalog/model.ts'
import type { Network } from '../../src/network/graph/graph.ts'

export async function modelCalled(name: string): Promise<Model> {
  const model = (await loadModels()).get(name)
  assert.ok(model, `no model ${name}`)
  return model
}

/**
 * Asserts that `network` has all layers that `model` lists for `file`, by default its first one, in that order and with
 * those numbers of filters.
 */
export function assertLists(model: Model, network: Network, file: WeightsFile | undefined = model.weights[0]): void {
  assert.ok(file)
  const wanted = [...layersInFile(model, file)]
  assert.ok(wanted.length > 0)
  const names = new Set(wanted.map(([name]) => name))
  const found = [...network.layers.values()].filter(({ name }) => names.has(name))
  assert.deepEqual(
    found.map(({ name, channels }) => [name, channels]),
    wanted,
  )
}

/** `model` for a file with the layout of the public one, but not its content. */
export function standIn(model: Model): Model {
  return { ...model, weights: model.weights.map(({ bytes, sha256, md5, ...file }) => file) }
}
