/** What a model says of its network, and what the file holds. */
import assert from 'node:assert/strict'
import { loadModels } from '../../src/network/catalog.ts'
import type { Network } from '../../src/network/graph.ts'
import type { Model } from '../../src/network/model.ts'

export async function modelCalled(name: string): Promise<Model> {
  const model = (await loadModels()).get(name)
  assert.ok(model, `no model ${name}`)
  return model
}

/** Asserts that `network` has all layers that `model` lists up to `last`, in that order, with as many filters. */
export function assertLists({ layers }: Model, network: Network, last?: string): void {
  const listed = Object.entries(layers)
  const end = last === undefined ? listed.length : listed.findIndex(([layer]) => layer === last) + 1
  const wanted = listed.slice(0, end)
  assert.ok(wanted.length > 0)
  const names = new Set(wanted.map(([name]) => name))
  const found = [...network.layers.values()].filter(({ name }) => names.has(name))
  assert.deepEqual(
    found.map(({ name, channels }) => [name, channels]),
    wanted,
  )
}

/** `model` for a file in place of the public one: of its layout, but not its content. */
export function standIn(model: Model): Model {
  return { ...model, weights: model.weights.map(({ bytes, sha256, md5, ...file }) => file) }
}
