/**
 * Whether the default way to draw filters is the better one: what its pictures excite, beside those of the classic way.
 *
 *     npm run bench:quality [-- ITERATIONS]
 *
 * Eight filters in each of six layers are drawn from noise with the same number of gradients either way, written as PNG
 * files, read again and shown to the network as any picture is. A score is the mean of the filter's map. For GoogLeNet,
 * whose weights must be in DREAMBOT_WEIGHTS.
 */
import type { OpenNetwork } from '../src/engine/engine.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { decode } from '../src/image/codec/decode.ts'
import { encodePicture } from '../src/image/codec/encode.ts'
import type { MethodName } from '../src/network/catalog/model.ts'
import type { DrawnFilter } from '../src/vis/feature/batch-objective.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { toImages, toPixels } from '../src/vis/images.ts'
import { installed } from './networks.ts'
import { machine, median, table } from './table.ts'

const ITERATIONS = Number(process.argv[2] ?? 64)
const SIZE = 128
/** Where filters answer to grain itself, and no form is needed. */
const EARLY = ['conv2/3x3', 'inception_3b/output']
const LAYERS = [...EARLY, ...['4a', '4c', '4e', '5b'].map((name) => `inception_${name}/output`)]
const FILTERS = 8

const network = await installed('googlenet')
if (!network) throw new Error('GoogLeNet is not installed: npm run networks -- pull googlenet')
const open = await createOnnxEngine().open(network)

console.log(`${machine()}; googlenet, ${FILTERS} filters a layer, ${ITERATIONS} gradients each, ${SIZE} pixels\n`)
const rows = [['layer', 'sharp higher', 'sharp / classic', 'between two seeds']]
/** Of all filters of the layers so far: whether the sharp one is higher, and the spread between seeds. */
const compared: { layer: string; higher: boolean; spread: number }[] = []
for (const layer of LAYERS) {
  const [sharp, again, classic] = [
    await scores(open, layer, 'sharp', 1),
    await scores(open, layer, 'sharp', 2),
    await scores(open, layer, 'classic', 1),
  ]
  const pairs = sharp.map((score, i) => {
    const [other = 0, plain = 0] = [again[i], classic[i]]
    return {
      layer,
      higher: score > plain,
      ratio: score / plain,
      spread: (2 * Math.abs(score - other)) / (score + other),
    }
  })
  compared.push(...pairs)
  rows.push([layer, share(pairs), median(pairs.map(({ ratio }) => ratio)).toFixed(1), spread(pairs)])
}
const deep = compared.filter(({ layer }) => !EARLY.includes(layer))
rows.push(['from inception_4a on', share(deep), '', spread(deep)], ['all', share(compared), '', spread(compared)])
console.log(table(rows))
await open.close()

/** Of every filter's picture, as the network sees it in a file. */
async function scores(open: OpenNetwork, layer: string, method: MethodName, seed: number): Promise<number[]> {
  const { channels = 0 } = network?.layers.get(layer) ?? {}
  // From all over the layer: the branches of an inception are side by side.
  const filters = Array.from({ length: FILTERS }, (_, i) => Math.floor(((i + 0.5) * channels) / FILTERS))
  const objective = { layer, filterCount: channels, directions: filters.map((filter) => [{ filter, weight: 1 }]) }
  const { defaults, gridDefaults } = methods[method]
  const { step } = { ...defaults, ...gridDefaults }
  const order = { objective, step, iterations: ITERATIONS, size: SIZE, seed, coupling: 'none', minimum: 1 } as const
  const { batch, draw } = methods[method].prepare(order, open)
  const drawn: DrawnFilter[] = []
  for (let i = 0; i < FILTERS; i += batch) {
    const steps = draw({ ...objective, directions: objective.directions.slice(i, i + batch) })
    for (;;) {
      const { done, value } = await steps.next()
      if (!done) continue
      drawn.push(...value)
      break
    }
  }
  return Promise.all(
    drawn.map(async ({ image }, i) => {
      const file = await encodePicture(toPixels(image), 'png')
      const [maps] = await open.activations(toImages(await decode(file)), [layer])
      const plane = (maps?.shape[2] ?? 0) * (maps?.shape[3] ?? 0)
      const from = (filters[i] ?? 0) * plane
      return (maps?.data.subarray(from, from + plane).reduce((sum, value) => sum + value, 0) ?? 0) / plane
    }),
  )
}

function share(pairs: readonly { readonly higher: boolean }[]): string {
  const higher = pairs.filter((pair) => pair.higher).length
  return `${higher} of ${pairs.length}, ${percent(higher / pairs.length)}`
}

function spread(pairs: readonly { readonly spread: number }[]): string {
  return percent(median(pairs.map((pair) => pair.spread)))
}

function percent(part: number): string {
  return `${Math.round(100 * part)}%`
}
