import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BACKDROP } from '../../src/core/pixels.ts'
import type { Rendering } from '../../src/core/rendering.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { toImages } from '../../src/vis/images.ts'
import { random } from '../contract/random.ts'
import { flat } from '../image/pictures.ts'
import { deviation, distance, finish, mean } from '../vis/networks.ts'
import { createKitchen, optionsOf, refusal } from './kitchen.ts'

const kitchen = await createKitchen()
const photo = await kitchen.photo(64, 48)

const quick = { layer: 'block2_conv2', octaves: 2, iterations: 2, jitter: 4, seed: 1 }

async function render(input: Readonly<Record<string, unknown>>): Promise<{ value: Rendering; scores: number[] }> {
  const job = await kitchen.order('dream', { image: photo, ...quick, ...input })
  const { render } = kitchen.commands.get('dream') ?? {}
  assert.ok(render)
  const { steps, value } = await finish(render(job, await kitchen.kit(job)))
  return { value, scores: steps.map(({ score }) => score ?? Number.NaN) }
}

test('a job has every option and its seed filled in', async () => {
  const job = await kitchen.order('dream', { image: photo })
  assert.deepEqual(job, {
    command: 'dream',
    network: 'minivgg',
    layer: 'block4_conv3',
    parameters: {
      step: 1.5,
      iterations: 10,
      octaves: 4,
      octaveScale: 1.4,
      jitter: 32,
      smooth: 0.5,
      laplacian: 0,
      detail: 1,
      mask: false,
      loop: false,
      journey: false,
      frames: 1,
      frameIterations: 4,
      zoom: 1.04,
      rotate: 1.5,
      size: 64,
      format: 'png',
    },
    seed: job.seed,
    image: photo,
  })
  assert.ok(Number.isInteger(job.seed) && job.seed >= 0 && job.seed < 2 ** 32)
  assert.deepEqual(JSON.parse(JSON.stringify(job)), job)
  const seeds = await Promise.all([1, 2, 3].map(() => kitchen.order('dream', { image: photo })))
  assert.equal(new Set([job, ...seeds].map(({ seed }) => seed)).size, 4)
})

test('a job’s own options make the same job again', async () => {
  const photos = [photo, await kitchen.photo(10, 7), await kitchen.photo(700, 20)]
  const { uniform } = random(41)
  const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
  const maybe = (options: Record<string, unknown>) => (uniform(0, 1) < 0.5 ? {} : options)
  for (let i = 0; i < 150; i++) {
    const frames = whole(1, 5)
    const mix = { layers: ['block2_conv1:2, block4_conv3', ' block5_conv1:.5,block1_conv1 '][whole(0, 1)] }
    const ofOne = {
      ...maybe({ layer: ['block1_conv1', 'block5_conv3'][whole(0, 1)] }),
      ...maybe({ filters: ['3', ' 0-5 , 9', '7,7,1', '4,3,2', '1-1'][whole(0, 4)] }),
    }
    const input = {
      image: photos[whole(0, 2)],
      ...(uniform(0, 1) < 0.5 ? ofOne : { ...mix, ...(frames > 1 && maybe({ journey: 'yes' })) }),
      ...maybe({ guide: photos[whole(0, 2)] }),
      ...maybe({ network: 'minivgg' }),
      ...maybe({ size: String(whole(32, 2048)) }),
      ...maybe({ step: uniform(0.1, 20), iterations: whole(1, 100) }),
      ...maybe({ octaves: whole(1, 8), 'octave-scale': uniform(1.1, 2).toFixed(3) }),
      ...maybe({ jitter: whole(0, 64), smooth: uniform(0, 4) }),
      ...maybe({ laplacian: whole(0, 6), detail: uniform(0, 2) }),
      ...(frames > 3 && maybe({ loop: true })),
      ...maybe({ 'frame-iterations': whole(1, 100) }),
      ...maybe({ zoom: uniform(1, 1.5), rotate: uniform(-45, 45) }),
      ...maybe({ seed: whole(0, 2 ** 32 - 1) }),
      frames,
      ...maybe({
        format: frames > 1 ? ['gif', 'webp', 'mp4'][whole(0, 2)] : ['png', 'jpeg', 'gif', 'webp'][whole(0, 3)],
      }),
    }
    const job = await kitchen.order('dream', input)
    assert.deepEqual(await kitchen.order('dream', optionsOf(job)), job, JSON.stringify(input))
    const text = Object.fromEntries(Object.entries(optionsOf(job)).map(([name, value]) => [name, String(value)]))
    assert.deepEqual(await kitchen.order('dream', text), job, 'as text')
    assert.deepEqual(await kitchen.context.replay(JSON.stringify(job), undefined), job)
  }
})

test('a photo keeps its size between 32 and 512 pixels; a larger size must be asked for', async () => {
  const sizes: [width: number, height: number, size: number][] = [
    [300, 200, 300],
    [200, 300, 300],
    [512, 4, 512],
    [513, 400, 512],
    [900, 1600, 512],
    [20, 9, 32],
    [9, 33, 33],
  ]
  for (const [width, height, size] of sizes) {
    const image = await kitchen.photo(width, height)
    const job = await kitchen.order('dream', { image })
    assert.equal(job.parameters.size, size, `${width} x ${height}`)
    const asked = await kitchen.order('dream', { image, size: 640 })
    assert.equal(asked.parameters.size, 640)
  }
})

test('a picture is a png and an animation a gif by default; several frames need a type that holds them', async () => {
  const format = async (input: object) => (await kitchen.order('dream', { image: photo, ...input })).parameters.format
  assert.equal(await format({}), 'png')
  assert.equal(await format({ frames: 2 }), 'gif')
  assert.equal(await format({ frames: 2, format: 'webp' }), 'webp')
  assert.equal(await format({ frames: 2, format: 'mp4' }), 'mp4')
  assert.equal(await format({ format: 'gif' }), 'gif')
  for (const wrong of ['png', 'jpeg']) {
    assert.deepEqual(await refusal(format({ frames: 12, format: wrong })), {
      code: 'bad-input',
      text: `12 frames do not fit into a ${wrong} file. Animations are gif, webp or mp4.`,
    })
  }
})

test('later frames take 0.4 of the steps by default, and at least one', async () => {
  const later = async (input: object) =>
    (await kitchen.order('dream', { image: photo, ...input })).parameters.frameIterations
  assert.equal(await later({ iterations: 1 }), 1)
  assert.equal(await later({ iterations: 3 }), 2)
  assert.equal(await later({ iterations: 50 }), 20)
  assert.equal(await later({ iterations: 50, frameIterations: 50 }), 50)
})

test('wrong options are refused with a sentence that names the value and what is right', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ layer: 'block4_conv9' }, /^minivgg has no layer "block4_conv9"\. Did you mean block4_conv\d/],
    [{ network: 'minivvg' }, /^There is no network "minivvg"\. Did you mean minivgg/],
    [{ filters: '9999' }, /^Filter 9999 does not exist: block4_conv3 has filters 0 to 191\.$/],
    [{ filters: '0-99999999999' }, /^Filter 99999999999 does not exist/],
    [{ filters: '5-3' }, /^"5-3" is no list of filters\. Write one like/],
    [{ filters: '0-' }, /^filters cannot be "?0-"?: filters are numbers and ranges, like/],
    [{ filters: '' }, /^filters cannot be "": filters are numbers and ranges, like/],
    [{ filters: '0-64' }, /^65 filters are too many for one picture: at most 64 fit\./],
    [{ octaves: 9 }, /^octaves must be a whole number from 1 to 8, not 9\. The nearest is 8\.$/],
    [{ 'octave-scale': 1 }, /^octave-scale must be a number from 1\.1 to 2, not 1\./],
    [{ size: 5000 }, /^size must be a whole number from 32 to 2048, not 5000\. The nearest is 2048\.$/],
    [{ step: 'far' }, /^step must be a number from 0\.1 to 20, not far\.$/],
    [{ format: 'avi' }, /^format must be png, jpeg, gif, webp or mp4, not avi\./],
    [
      { format: 'mp4' },
      /^An mp4 file holds an animation, and this is one picture\. Ask for more frames, or for another/,
    ],
    [{ layers: 'block1_conv1, block4_conv9' }, /^minivgg has no layer "block4_conv9"\. Did you mean block4_conv/],
    [{ layers: 'block1_conv1:x' }, /^minivgg has no layer "block1_conv1:x"\./],
    [{ layers: 'block1_conv1:0.5:' }, /^minivgg has no layer/],
    [{ layers: 'block2_conv1,block2_conv1' }, /^block2_conv1 is named twice\./],
    [{ layers: 'block1_conv1,block2_conv1', layer: 'block3_conv1' }, /^block3_conv1 is not among the layers\./],
    [
      { layers: 'block1_conv1,block2_conv1', filters: '3' },
      /^Filters belong to one layer, and several layers are given\./,
    ],
    [{ guide: 'f'.repeat(64) }, /^The photo of this picture is no longer kept\./],
    [{ mask: true }, /^The photo has no transparent parts, and a mask is made of them\. Send a PNG or WebP/],
    [
      { frames: 30, size: 2000 },
      /^30 frames of 2000 pixels are too large for one animation\. Ask for a size of at most 1448, or for at most 15 frames\.$/,
    ],
    [{ loop: true }, /^A loop is an animation of at least 4 frames\. Ask for more frames\.$/],
    [{ journey: true, frames: 5 }, /^A journey goes from one layer to another\. Name two layers or more/],
    [{ journey: true, layers: 'block1_conv1,block2_conv1' }, /^A journey through 2 layers takes at least 2 frames\./],
    [{ laplacian: 9 }, /^laplacian must be a whole number from 0 to 6, not 9\. The nearest is 6\.$/],
    [{ oktaves: 2 }, /^There is no option oktaves\. Did you mean octaves\?/],
    [{ image: undefined }, /^image is missing\. Attach a photo\.$/],
  ]
  for (const [input, sentence] of cases)
    assert.match((await refusal(kitchen.order('dream', { image: photo, ...input }))).text, sentence)
})

test('a dream has the requested size and the photo’s proportions', async () => {
  const { value, scores } = await render({ size: 80 })
  assert.ok(value.kind === 'picture')
  assert.deepEqual([value.picture.width, value.picture.height], [80, 60])
  assert.equal(scores.length, 4)
})

test('the score change of a large picture is measured no coarser than its smallest octave', async () => {
  const { value, scores } = await render({ size: 384, octaves: 1, iterations: 3, jitter: 0 })
  const { before = 0, after = 0 } = value.climb ?? {}
  assert.ok(Math.abs(before / (scores[0] ?? 0) - 1) < 1e-3, `${before}, and at first ${scores[0]}`)
  assert.ok(after > (scores.at(-1) ?? 0), `${after}, and at last ${scores.at(-1)}`)
})

test('with filters, only these are maximized', async () => {
  const filters = '3,8-9'
  const kit = await kitchen.kit(await kitchen.order('dream', { image: photo, ...quick }))
  const images = toImages(await kit.photo())
  const { score } = await kit.network.gradient(images, [{ layer: quick.layer, filters: [3, 8, 9], quadratic: 1 }])
  // With one octave and no jitter, the first score is that of the photo.
  const { scores } = await render({ octaves: 1, jitter: 0, filters })
  assert.ok(Math.abs((scores[0] ?? 0) / (score[0] ?? 0) - 1) < 1e-5)
  const [all, some] = [await render({}), await render({ filters })]
  assert.notDeepEqual(all.value, some.value)
})

test('the frames of an animation all differ, and the first is the picture of a single frame', async () => {
  const single = await render({})
  const { value, scores } = await render({ frames: 3, iterations: 3, frameIterations: 1 })
  assert.ok(value.kind === 'animation' && single.value.kind === 'picture')
  assert.equal(value.frames.length, 3)
  assert.equal(scores.length, 2 * (3 + 1 + 1))
  assert.equal(new Set(value.frames.map(({ data }) => data.join())).size, 3)
  const alike = await render({ iterations: 3 })
  assert.ok(alike.value.kind === 'picture')
  assert.equal(distance(value.frames[0]?.data ?? [], alike.value.picture.data), 0)
})

test('a picture too small for the layer is refused with a size that fits', async () => {
  const deep = { layer: 'block5_conv3', octaves: 6, octaveScale: 1.5, iterations: 1 }
  const { code, text } = await refusal(render(deep))
  assert.equal(code, 'too-small')
  const [, least, fewer] = /size of at least (\d+), or for at most (\d+) octaves?/.exec(text) ?? []
  assert.ok(least && fewer, text)
  assert.equal((await render({ ...deep, octaves: Number(fewer) })).value.kind, 'picture')
  assert.equal((await render({ ...deep, size: Number(least) })).value.kind, 'picture')
  for (const nearer of [{ octaves: Number(fewer) + 1 }, { size: Number(least) - 1 }])
    assert.equal((await refusal(render({ ...deep, ...nearer }))).code, 'too-small')
})

test('a mix of layers is maximized by weight, and the job names all of them', async () => {
  const layers = 'block1_conv2, block4_conv1:2'
  const job = await kitchen.order('dream', { image: photo, ...quick, layer: undefined, layers })
  assert.deepEqual([job.layer, job.parameters.layers], ['block1_conv2', 'block1_conv2:1, block4_conv1:2'])
  const one = { ...quick, layer: undefined }
  const mixed = await render({ ...one, layers })
  const others = await Promise.all(['block1_conv2', 'block4_conv1'].map((layer) => render({ ...quick, layer })))
  for (const other of others) assert.notDeepEqual(mixed.value, other.value)
  assert.notDeepEqual((await render({ ...one, layers: 'block1_conv2:9, block4_conv1:2' })).value, mixed.value)
  // Only the ratio of the weights matters, because steps are normalized.
  const { climb: _, ...twice } = (await render({ ...one, layers: 'block1_conv2:2, block4_conv1:4' })).value
  assert.deepEqual({ ...twice, climb: mixed.value.climb }, mixed.value)
})

test('a guide changes the dream, and another guide changes it differently', async () => {
  const guides = [await kitchen.photo(80, 40), await kitchen.photo(31, 200)]
  const [plain, ...led] = [await render({}), ...(await Promise.all(guides.map((guide) => render({ guide }))))]
  const pictures = [plain, ...led].map(({ value }) => value.kind === 'picture' && value.picture.data.join())
  assert.equal(new Set(pictures).size, 3)
  assert.equal(
    (await refusal(render({ layer: 'block5_conv3', guide: await kitchen.photo(3000, 2) }))).code,
    'too-small',
  )
})

test('with a mask, transparent parts of the photo stay unchanged and transparent', async () => {
  const { data } = flat(64, 48, [90, 120, 150])
  const alpha = Uint8Array.from({ length: 64 * 48 }, (_, i) => (i % 64 < 32 ? 0 : 255))
  const half = await kitchen.keep(await encodePicture({ width: 64, height: 48, data, alpha }, 'png'))
  const { value } = await render({ image: half, mask: true })
  assert.ok(value.kind === 'picture')
  assert.deepEqual(value.picture.alpha, alpha)
  const values = (isKept: boolean) => value.picture.data.filter((_, i) => Math.floor(i / 3) % 64 < 32 === isKept)
  assert.ok(values(true).every((number) => number === BACKDROP))
  assert.ok(deviation(values(false)) > 5, 'the other half is dreamt on')
  const film = await render({ image: half, mask: true, frames: 4, frameIterations: 1 })
  assert.ok(film.value.kind === 'animation')
  for (const frame of film.value.frames)
    assert.ok(frame.data.every((number, i) => Math.floor(i / 3) % 64 >= 31 || number === BACKDROP))
  const opaque = await render({ image: half })
  assert.ok(opaque.value.kind === 'picture' && opaque.value.picture.alpha === undefined)
})

test('laplacian bands and less detail change the picture', async () => {
  const all = await Promise.all([{}, { laplacian: 2 }, { detail: 0 }, { detail: 2 }].map(render))
  assert.equal(new Set(all.map(({ value }) => value.kind === 'picture' && value.picture.data.join())).size, 4)
  assert.deepEqual((await render({ laplacian: 0, detail: 1 })).value, all[0]?.value)
})

test('the end of a loop meets its beginning, also on a journey through layers', async () => {
  const steps = ({ value }: { value: Rendering }) => {
    assert.ok(value.kind === 'animation')
    const { frames } = value
    return frames.map(({ data }, i) =>
      mean(data.map((a, k) => Math.abs(a - (frames[(i + 1) % frames.length]?.data[k] ?? 0)))),
    ) // prettier-ignore
  }
  const film = { frames: 10, iterations: 3, frameIterations: 2, size: 64 }
  const journey = { layer: undefined, layers: 'block1_conv2, block3_conv1', journey: true }
  for (const options of [film, { ...film, ...journey }]) {
    const [loop, cut] = [steps(await render({ ...options, loop: true })), steps(await render(options))]
    const usual = Math.max(...loop.slice(0, -1))
    assert.ok((loop.at(-1) ?? 0) < 1.1 * usual && (cut.at(-1) ?? 0) > 1.1 * (loop.at(-1) ?? 0), `${loop} and ${cut}`)
  }
  const [whole, mixed] = await Promise.all([
    render({ ...film, ...journey }),
    render({ ...film, ...journey, journey: false }),
  ]) // prettier-ignore
  assert.notDeepEqual(whole.value, mixed.value)
})

test('the work grows with frames, a guide and overlapping tiles', async () => {
  const { work } = kitchen.commands.get('dream') ?? {}
  const of = async (input: object) =>
    Number(await work?.(await kitchen.order('dream', { image: photo, ...input }), kitchen.atlas)) // prettier-ignore
  const usual = await of({ size: 512, octaves: 1 })
  assert.equal(usual, 512 * 512 * 10)
  assert.ok((await of({ size: 512, octaves: 1, guide: photo })) > usual)
  assert.ok((await of({ size: 2048, octaves: 1 })) > 16 * usual)
  assert.equal(await of({ size: 512, octaves: 1, frames: 6 }), 3 * usual)
})
