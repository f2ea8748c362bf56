/** Dreams and classic filters on real photos and networks, compared with plain loops on the other engine. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Images, Objective } from '../../src/engine/engine.ts'
import { decode } from '../../src/image/codec/decode.ts'
import { dream } from '../../src/vis/dream/dream.ts'
import { endlessZoom } from '../../src/vis/dream/endless-zoom.ts'
import { classic } from '../../src/vis/feature/classic.ts'
import { fitSize, toImages } from '../../src/vis/images.ts'
import { createRandom } from '../../src/vis/random.ts'
import { photosFolder, weightsFolder, withoutShared } from '../support/shared.ts'
import { assertSamePictures, classicLoop, dreamLoop } from './loops.ts'
import { finish, mean, openFrom } from './networks.ts'

async function photo(name: string, size: number): Promise<Images> {
  const pixels = await decode(readFileSync(`${photosFolder}/${name}`))
  return toImages(pixels, ...fitSize(pixels.height, pixels.width, size))
}

const networks = [
  ['googlenet', 'inception_4c/output', 70],
  ['squeezenet', 'fire5/concat', 11],
  ['vgg16', 'block3_conv1', 3],
] as const

describe('real photos and networks', { skip: withoutShared }, () => {
  for (const [name, layer, filter] of networks) {
    test(`${name}: the bare dream and the classic filter match plain loops of their formulas`, async () => {
      const [network, other] = [await openFrom(weightsFolder, name), await openFrom(weightsFolder, name, 'tensorflow')]
      const objective: Objective = [{ layer, quadratic: 1 }]
      const bare = { objective, octaves: 1, octaveScale: 1.4, iterations: 3, step: 1.5, jitter: 0, smooth: 0 }
      const batchObjective = { layer, filterCount: filter + 1, directions: [[{ filter, weight: 1 }]] }
      const options = { step: 4, iterations: 3, show: (drawn: Images) => drawn }
      const dreams: [Images, Images][] = []
      const drawings: [Images, Images][] = []
      for (const file of ['skimage_coffee.png', 'skimage_chelsea.png', 'sklearn_flower.jpg']) {
        const image = await photo(file, 64)
        const dreamt = (await finish(dream(image, { ...bare, network, random: createRandom(1) }))).value
        dreams.push([dreamt, (await dreamLoop(image, objective, 1.5, 3, other)).image])
        const [picture] = (await finish(classic(image, { ...options, objective: batchObjective, network }))).value
        assert.ok(picture?.fired)
        drawings.push([picture.image, (await classicLoop(image, layer, filter, 4, 3, other)).image])
      }
      assertSamePictures(dreams)
      assertSamePictures(drawings)
      await network.close()
      await other.close()
    })
  }

  test('an animation neither drifts into noise nor flickers', async () => {
    const network = await openFrom(weightsFolder, 'googlenet')
    const start = await photo('google-deepdream_sky1024px.jpg', 224)
    const usual = { octaves: 4, octaveScale: 1.4, step: 1.5, jitter: 32, smooth: 0.5 }
    const options = { ...usual, objective: [{ layer: 'inception_4c/output', quadratic: 1 }] }
    const random = createRandom(1)
    const changes: number[] = []
    const one = async function* (image: Images, frame: number) {
      const dreamt = yield* dream(image, { ...options, iterations: frame === 0 ? 10 : 4, network, random })
      changes.push(mean(dreamt.data.map((value, i) => Math.abs(value - (image.data[i] ?? 0)))))
      return dreamt
    }
    const { value: frames } = await finish(endlessZoom(start, { frames: 16, zoom: 1.04, rotate: 1.5 }, one))
    const grain = frames.map(({ width, data }) => roughness(data, width))
    const [first = 0, last = 0] = [grain[0], grain.at(-1)]
    assert.ok(last < 1.6 * first && last > 0.6 * first, `grain from ${first} to ${last}`)
    const clipped = mean(Array.from(frames.at(-1)?.data ?? [], (value) => (value <= 1 || value >= 254 ? 1 : 0)))
    assert.ok(clipped < 0.05, `${clipped} of the values are clipped`)
    const [begin = 0, ...later] = changes
    assert.ok(
      later.every((change) => change < 0.7 * begin),
      `changes ${changes}`,
    )
    await network.close()
  })
})

/** The mean difference between a value and its left and right neighbours. */
function roughness(data: Uint8Array, width: number): number {
  const inner = Array.from(data, (value, i) => {
    const column = Math.floor(i / 3) % width
    if (column === 0 || column === width - 1) return 0
    return Math.abs(2 * value - (data[i - 3] ?? 0) - (data[i + 3] ?? 0))
  })
  return mean(inner)
}
