import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Rendering } from '../../src/command.ts'
import { toImages } from '../../src/vis/images.ts'
import { random } from '../contract/random.ts'
import { distance, finish } from '../vis/networks.ts'
import { createKitchen, type Kitchen, optionsOf, refusal } from './kitchen.ts'

let kitchen: Kitchen
let photo: string
before(async () => {
  kitchen = await createKitchen()
  photo = await kitchen.photo(64, 48)
})
after(() => kitchen.forget())

const quick = { layer: 'block2_conv2', octaves: 2, iterations: 2, jitter: 4, seed: 1 }

async function render(input: Readonly<Record<string, unknown>>): Promise<{ value: Rendering; scores: number[] }> {
  const job = await kitchen.order('dream', { image: photo, ...quick, ...input })
  const { render } = kitchen.commands.get('dream') ?? {}
  assert.ok(render)
  const { steps, value } = await finish(render(job, await kitchen.kit(job)))
  return { value, scores: steps.map(({ score }) => score ?? Number.NaN) }
}

test('a job leaves nothing to defaults or chance', async () => {
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

test('a job is a recipe: its own options make the same job again', async () => {
  const photos = [photo, await kitchen.photo(10, 7), await kitchen.photo(700, 20)]
  const { uniform } = random(41)
  const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
  const maybe = (options: Record<string, unknown>) => (uniform(0, 1) < 0.5 ? {} : options)
  for (let i = 0; i < 150; i++) {
    const frames = whole(1, 3)
    const input = {
      image: photos[whole(0, 2)],
      ...maybe({ layer: ['block1_conv1', 'block5_conv3'][whole(0, 1)] }),
      ...maybe({ filters: ['3', ' 0-5 , 9', '7,7,1', '4,3,2', '1-1'][whole(0, 4)] }),
      ...maybe({ network: 'minivgg' }),
      ...maybe({ size: String(whole(32, 1024)) }),
      ...maybe({ step: uniform(0.1, 20), iterations: whole(1, 100) }),
      ...maybe({ octaves: whole(1, 8), 'octave-scale': uniform(1.1, 2).toFixed(3) }),
      ...maybe({ jitter: whole(0, 64), smooth: uniform(0, 4) }),
      ...maybe({ 'frame-iterations': whole(1, 100) }),
      ...maybe({ zoom: uniform(1, 1.5), rotate: uniform(-45, 45) }),
      ...maybe({ seed: whole(0, 2 ** 32 - 1) }),
      frames,
      ...maybe({ format: frames > 1 ? ['gif', 'webp'][whole(0, 1)] : ['png', 'jpeg', 'gif', 'webp'][whole(0, 3)] }),
    }
    const job = await kitchen.order('dream', input)
    assert.deepEqual(await kitchen.order('dream', optionsOf(job)), job, JSON.stringify(input))
    const text = Object.fromEntries(Object.entries(optionsOf(job)).map(([name, value]) => [name, String(value)]))
    assert.deepEqual(await kitchen.order('dream', text), job, 'as text')
    assert.deepEqual(await kitchen.context.replay(JSON.stringify(job), undefined), job)
  }
})

test('a photo keeps its size up to 512; more only if it is asked for; under 32 it becomes 32', async () => {
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

test('the file is a png, an animation a gif, unless asked; frames need a file that can hold them', async () => {
  const format = async (input: object) => (await kitchen.order('dream', { image: photo, ...input })).parameters.format
  assert.equal(await format({}), 'png')
  assert.equal(await format({ frames: 2 }), 'gif')
  assert.equal(await format({ frames: 2, format: 'webp' }), 'webp')
  assert.equal(await format({ format: 'gif' }), 'gif')
  for (const wrong of ['png', 'jpeg']) {
    assert.deepEqual(await refusal(format({ frames: 12, format: wrong })), {
      code: 'bad-input',
      text: `12 frames do not fit into a ${wrong}. Animations are gif or webp.`,
    })
  }
})

test('later frames take 0.4 of the steps, at least one, or what is asked for', async () => {
  const later = async (input: object) =>
    (await kitchen.order('dream', { image: photo, ...input })).parameters.frameIterations
  assert.equal(await later({ iterations: 1 }), 1)
  assert.equal(await later({ iterations: 3 }), 2)
  assert.equal(await later({ iterations: 50 }), 20)
  assert.equal(await later({ iterations: 50, frameIterations: 50 }), 50)
})

test('mistakes are told in a sentence with the value and what is right', async () => {
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
    [{ size: 5000 }, /^size must be a whole number from 32 to 1024, not 5000\./],
    [{ step: 'far' }, /^step must be a number from 0\.1 to 20, not far\.$/],
    [{ format: 'mp4' }, /^format must be png, jpeg, gif or webp, not mp4\./],
    [{ oktaves: 2 }, /^There is no option oktaves\. Did you mean octaves\?/],
    [{ image: undefined }, /^image is missing\. Attach a photo\.$/],
  ]
  for (const [input, sentence] of cases)
    assert.match((await refusal(kitchen.order('dream', { image: photo, ...input }))).text, sentence)
})

test('a dream has the size that was asked for, in the proportions of the photo', async () => {
  const { value, scores } = await render({ size: 80 })
  assert.ok(value.kind === 'picture')
  assert.deepEqual([value.picture.width, value.picture.height], [80, 60])
  assert.equal(scores.length, 4)
})

test('with filters, it dreams of these alone', async () => {
  const filters = '3,8-9'
  const kit = await kitchen.kit(await kitchen.order('dream', { image: photo, ...quick }))
  const images = toImages(await kit.photo())
  const { score } = await kit.network.gradient(images, [{ layer: quick.layer, filters: [3, 8, 9], quadratic: 1 }])
  // The first score of a single octave without jitter is that of the photo itself.
  const { scores } = await render({ octaves: 1, jitter: 0, filters })
  assert.ok(Math.abs((scores[0] ?? 0) / (score[0] ?? 0) - 1) < 1e-5)
  const [all, some] = [await render({}), await render({ filters })]
  assert.notDeepEqual(all.value, some.value)
})

test('an animation has its frames, all different, the first being the picture alone', async () => {
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

test('a picture too small for the layer says what would fit, and that fits', async () => {
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
