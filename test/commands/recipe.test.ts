import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKitchen, refusal } from './kitchen.ts'

const kitchen = await createKitchen()
const photo = await kitchen.photo(64, 48)
const job = await kitchen.order('dream', { image: photo, layer: 'block3_conv1', filters: '1-3', seed: 5, size: 200 })

const replay = (recipe: unknown, image?: string) =>
  kitchen.order('recipe', {
    recipe: typeof recipe === 'string' ? recipe : JSON.stringify(recipe),
    ...(image === undefined ? {} : { image }),
  })

test('the JSON of a job or of a report makes the job again', async () => {
  assert.deepEqual(await replay(job), job)
  assert.deepEqual(await replay(job, photo), job)
  const report = { job, network: 'minivgg', engine: 'onnx-cpu', size: [200, 150], score: [1, 2], files: ['dream.png'] }
  assert.deepEqual(await replay(JSON.stringify(report, null, 2)), job)
  const filter = await kitchen.order('filter', { layer: 'block3_conv1', filters: '1-3' })
  assert.deepEqual(await replay(filter), filter)
})

test('a recipe with a guide needs that guide, and takes no other', async () => {
  const guide = await kitchen.photo(40, 40)
  const led = await kitchen.order('dream', { image: photo, guide, layer: 'block3_conv1', seed: 5 })
  assert.equal(led.guide, guide)
  assert.deepEqual(await replay(led), led)
  const recipe = JSON.stringify(led)
  assert.deepEqual(await kitchen.order('recipe', { recipe, guide, image: photo }), led)
  assert.equal(
    (await refusal(kitchen.order('recipe', { recipe, guide: photo }))).text,
    'This is not the guide that the recipe was made with. Attach that one.',
  )
  assert.match((await refusal(replay({ ...led, guide: '../x' }))).text, /its guide is missing or wrong/)
  assert.equal((await refusal(replay({ ...led, guide: 'f'.repeat(64) }))).code, 'no-photo')
})

test('a recipe has no note', async () => {
  assert.deepEqual(await kitchen.context.replay(JSON.stringify({ ...job, note: 'anything' }), undefined), job)
})

test('text that is no recipe is refused with what is wrong', async () => {
  const { seed, ...withoutSeed } = job
  const cases: [unknown, RegExp][] = [
    ['', /^This is no recipe: it is not JSON\. Use the one that came with the picture, unchanged\.$/],
    ['{"command": "dream"', /it is not JSON/],
    ['null', /its content is missing or wrong/],
    ['[]', /its content is missing or wrong|its command is missing or wrong/],
    ['{}', /its command is missing or wrong/],
    [{ job: {} }, /its command is missing or wrong/],
    [withoutSeed, /its seed is missing or wrong/],
    [{ ...job, layer: undefined }, /its layer is missing or wrong/],
    [{ ...job, parameters: 'many' }, /its parameters is missing or wrong/],
    [{ ...job, image: '../../etc/passwd' }, /its image is missing or wrong/],
    [{ ...job, command: 'draem' }, /^This is no recipe: the command draem renders nothing\./],
    [{ ...job, command: 'recipe' }, /^This is no recipe: the command recipe renders nothing\./],
    [{ ...job, command: 'constructor' }, /^This is no recipe: the command constructor renders nothing\./],
  ]
  for (const [recipe, sentence] of cases) {
    const { code, text } = await refusal(replay(recipe))
    assert.equal(code, 'bad-input')
    assert.match(text, sentence)
  }
})

test('a changed recipe is checked against the ranges of its command', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ size: 100_000 }, /^size must be a whole number from 32 to 2048, not 100000\. The nearest is 2048\.$/],
    [{ iterations: 1e9 }, /^iterations must be a whole number from 1 to 100/],
    [{ step: null }, /^step must be a number from 0\.1 to 20, not null\.$/],
    [{ filters: '900' }, /^Filter 900 does not exist/],
    [{ shell: 'rm' }, /^There is no option shell\./],
    [{ frames: 20 }, /^20 frames do not fit into a png file\./],
  ]
  for (const [parameters, sentence] of cases) {
    const tampered = { ...job, parameters: { ...job.parameters, ...parameters } }
    assert.match((await refusal(replay(tampered))).text, sentence)
  }
  assert.match((await refusal(replay({ ...job, seed: -1 }))).text, /^seed must be a whole number from 0 to 4294967295/)
  assert.match((await refusal(replay({ ...job, layer: 'block3_conv7' }))).text, /has no layer "block3_conv7"/)
  assert.match((await refusal(replay({ ...job, network: 'vgg17' }))).text, /^There is no network "vgg17"/)
})

test('a different photo is refused; an erased one is asked for and then used', async () => {
  const other = await kitchen.photo(33, 44)
  assert.deepEqual(await refusal(replay(job, other)), {
    code: 'bad-input',
    text: 'This is not the photo that the recipe was made with. Attach that one.',
  })
  const filter = await kitchen.order('filter', { layer: 'block3_conv1', filters: '1' })
  assert.equal((await refusal(replay(filter, other))).code, 'bad-input')
  await kitchen.forget()
  assert.deepEqual(await refusal(replay(job)), {
    code: 'no-photo',
    text: 'The photo of this picture is no longer kept. Attach it again.',
  })
  assert.equal(await kitchen.photo(64, 48), photo)
  assert.deepEqual(await replay(job, photo), job)
})
