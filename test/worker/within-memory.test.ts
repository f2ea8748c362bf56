import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DeviceFailed, OutOfMemory, reportOutOfMemory } from '../../src/engine/device-errors.ts'
import type { Images, OpenNetwork } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { describeLayers } from '../../src/network/graph/describe.ts'
import { createRandom } from '../../src/vis/random.ts'
import { withinMemory } from '../../src/worker/within-memory.ts'
import { assertAgree, assertWithin, relativeErrors } from '../contract/compare.ts'
import { randomImages, randomMaps } from '../contract/random.ts'
import { tinyNetwork } from '../contract/tiny-network.ts'

const network = tinyNetwork()
const objective = [{ layer: 'block', quadratic: 1 }]
const layers = (height: number, width: number) => describeLayers(network, height, width)

/** A network on a card that holds `pixels` at once, and fails with the message of ONNX Runtime beyond that. */
async function card(pixels: number) {
  const open = await createOnnxEngine().open(network)
  let calls = 0
  const limited =
    <Rest extends unknown[], Value>(run: (images: Images, ...rest: Rest) => Promise<Value>) =>
    (images: Images, ...rest: Rest) =>
      reportOutOfMemory(async () => {
        calls++
        if (images.data.length > 3 * pixels)
          throw new Error(
            'BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 1073741824',
          )
        return run(images, ...rest)
      })
  const device: OpenNetwork = { ...open, gradient: limited(open.gradient), activations: limited(open.activations) }
  return { open, device, calls: () => calls }
}

function roomyOn(device: OpenNetwork, processor?: OpenNetwork) {
  return withinMemory(device, {
    layersAt: layers,
    random: createRandom(1),
    ...(processor && { processor: async () => processor }),
  })
}

describe('a network within memory', () => {
  test('runs calls that fit as they are', async () => {
    const { open, device, calls } = await card(10_000)
    const roomy = roomyOn(device, open)
    const images = randomImages(1, 2, 40, 50)
    assert.deepEqual(await roomy.network.gradient(images, objective), await open.gradient(images, objective))
    assert.deepEqual(roomy.notes(), [])
    assert.equal(calls(), 1)
  })

  test('runs smaller batches, and later calls too', async () => {
    const { open, device, calls } = await card(2 * 40 * 50)
    const roomy = roomyOn(device, open)
    const images = randomImages(1, 7, 40, 50)
    assertAgree(await roomy.network.gradient(images, objective), await open.gradient(images, objective), 1e-5)
    assert.match(roomy.notes().map(inEnglish).join(' '), /^Memory was short: .* a few at a time\.$/)
    const before = calls()
    const [maps] = await roomy.network.activations(images, ['block'])
    const [wanted] = await open.activations(images, ['block'])
    assert.ok(maps && wanted)
    assertWithin(relativeErrors(maps, wanted), 1e-5)
    assert.equal(calls() - before, 4)
  })

  test('runs one large picture in tiles', async () => {
    const { open, device } = await card(400 * 400)
    const roomy = roomyOn(device, open)
    const images = randomImages(2, 1, 500, 560)
    const found = await roomy.network.gradient(images, objective)
    const wanted = await open.gradient(images, objective)
    assert.match(roomy.notes().map(inEnglish).join(' '), /^Memory was short: .* in tiles\.$/)
    assertAgree(found, wanted, 1e-2)
  })

  test('moves to the processor when nothing else fits, and stays there', async () => {
    const { open, device, calls } = await card(100)
    const roomy = roomyOn(device, open)
    const images = randomImages(2, 2, 300, 310)
    assertAgree(await roomy.network.gradient(images, objective), await open.gradient(images, objective), 1e-5)
    assert.deepEqual(roomy.notes().map(inEnglish), [
      'The graphics card had too little memory: the processor did the work.',
    ])
    const before = calls()
    await roomy.network.gradient(images, objective)
    assert.equal(calls(), before)
  })

  test('moves to the processor at once when its card fails, and stays there', async () => {
    const { open } = await card(1e9)
    let calls = 0
    const fail = () => {
      calls++
      return Promise.reject(new DeviceFailed('CUDA failure 719: unspecified launch failure', { whileOpening: false }))
    }
    const broken = { ...open, gradient: fail, activations: fail }
    const told: string[] = []
    const onDeviceFailure = ({ message }: DeviceFailed) => told.push(message)
    const processor = async () => open
    const roomy = withinMemory(broken, { layersAt: layers, random: createRandom(1), processor, onDeviceFailure })
    assert.ok(!roomy.isOnProcessor())
    const images = randomImages(2, 2, 40, 50)
    const wanted = await open.gradient(images, objective)
    for (const _ of [1, 2]) assert.deepEqual(await roomy.network.gradient(images, objective), wanted)
    assert.equal(calls, 1)
    assert.deepEqual(roomy.notes().map(inEnglish), ['The graphics card failed: the processor did the work.'])
    assert.match(told.join('\n'), /^CUDA failure 719: [a-z ]+$/)
    assert.ok(roomy.isOnProcessor())
    await assert.rejects(roomyOn(broken).network.gradient(images, objective), DeviceFailed)
  })

  test('does not cut maps of coefficients into tiles', async () => {
    const { open, device } = await card(400 * 400)
    const roomy = roomyOn(device, open)
    const images = randomImages(2, 1, 500, 560)
    const mapped = [{ layer: 'input/range', linear: randomMaps(3, [1, 3, 500, 560]) }]
    assert.deepEqual(await roomy.network.gradient(images, mapped), await open.gradient(images, mapped))
    assert.match(roomy.notes().map(inEnglish).join(' '), /the processor did the work/)
  })

  test('throws out-of-memory when nothing is left to try, and passes other errors on', async () => {
    const { device } = await card(100)
    await assert.rejects(roomyOn(device).network.gradient(randomImages(2, 1, 20, 20), objective), {
      name: 'UserError',
      code: 'out-of-memory',
    })
    const nothing = [{ layer: 'nothing', quadratic: 1 }]
    await assert.rejects(roomyOn((await card(1e9)).device).network.gradient(randomImages(2, 1, 20, 20), nothing), {
      code: 'unknown-layer',
    })
  })
})

test('messages of runtimes about memory are recognized', async () => {
  const said = (message: string) => reportOutOfMemory(() => Promise.reject(new Error(message)))
  for (const message of [
    'Available memory of 0 is smaller than requested bytes of 4; Failed to allocate memory for requested buffer of size 4',
    'CUDA failure 2: out of memory ; GPU=0',
    'CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED',
    'std::bad_alloc',
    'WebGPU validation failed. [Invalid BindGroup "Greater"] is invalid due to a previous error.',
    'OOM when allocating tensor with shape[8,64,512,512]',
  ])
    await assert.rejects(said(message), OutOfMemory)
  await assert.rejects(said('the graph is not valid'), { name: 'Error' })
})
