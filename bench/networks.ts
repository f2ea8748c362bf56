/** The networks that benchmarks run. */

import { readConfig } from '../src/app/config.ts'
import { loadModels } from '../src/network/catalog/catalog.ts'
import type { Model } from '../src/network/catalog/model.ts'
import { load } from '../src/network/catalog/store.ts'
import { locate } from '../src/network/catalog/weights-files.ts'
import { fillPlan } from '../src/network/formats/architecture.ts'
import type { Network } from '../src/network/graph/graph.ts'
import { createRandom } from '../src/vis/random.ts'

const models = await loadModels()
const { weights } = readConfig()

/** A network with its own weights, or undefined where they are not installed. */
export async function installed(name: string): Promise<Network | undefined> {
  return locate(model(name), weights) && load({ name, model: model(name), folder: weights })
}

/** VGG16's shape with random weights, scaled so that activations neither fade nor explode (He et al. 2015). */
export function randomVgg16(): Network {
  const { plan = [] } = model('vgg16')
  const random = createRandom(1)
  let inputs = 3
  const widths = new Map(plan.flatMap((layer) => ('filters' in layer ? [[layer.name, layer.filters] as const] : [])))
  return fillPlan(
    plan,
    (layer) => {
      const filters = widths.get(layer) ?? 0
      const shape = [filters, inputs, 3, 3]
      const scale = Math.sqrt(6 / (inputs * 9))
      inputs = filters
      const size = shape.reduce((product, n) => product * n, 1)
      const data = Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * scale)
      return { kernel: { shape, data }, bias: { shape: [filters], data: new Float32Array(filters) } }
    },
    { name: 'vgg16', hash: '', input: { order: 'bgr', mean: [103.939, 116.779, 123.68] } },
  )
}

function model(name: string): Model {
  const found = models.get(name)
  if (!found) throw new Error(`no model ${name}`)
  return found
}
