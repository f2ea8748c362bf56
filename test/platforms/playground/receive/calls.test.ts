import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { encodePicture } from '../../../../src/image/codec/encode.ts'
import type { Card } from '../../../../src/platforms/playground/render.ts'
import { noise } from '../../../image/pictures.ts'
import { dataFolder } from '../../../support/house.ts'
import { createStage, isOver } from '../stage.ts'

const PHOTO = await encodePicture(noise(40, 30), 'png')
/** A job that runs long enough to be watched. */
const LONG = '/echo steps:10000 ms:50'

describe('calls', () => {
  test('a line becomes a card with its picture, its buttons and its recipe', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const done = await ann.until(await ann.send('/echo 3'), isOver)
    assert.equal(done.state, 'done')
    assert.equal(done.asked.line, '/echo 3')
    assert.equal(JSON.parse(done.result?.recipe ?? '').parameters.steps, 3)
    assert.ok(done.buttons?.some(({ action }) => action === 'recipe'))
    const [file] = done.files ?? []
    const response = await ann.request(file?.url ?? '')
    assert.equal(response.headers.get('content-type'), 'image/png')
    assert.deepEqual(stage.logged, [])
  })

  test('a form makes the same call as its line', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const { card } = await ann.json<{ card: string }>('/api/calls', {
      command: 'echo',
      input: { steps: '4', ms: '2' },
      photos: {},
    })
    const done = await ann.until(card, isOver)
    assert.equal(done.asked.line, '/echo steps:4 ms:2')
    assert.equal(JSON.parse(done.result?.recipe ?? '').parameters.steps, 4)
  })

  test('photos are assigned to the photo options, and the card refers to them', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const { photo } = (await (await ann.upload(PHOTO)).json()) as { photo: string }
    const done = await ann.until(await ann.send('/echo', [photo]), isOver)
    assert.deepEqual(done.asked.photos, [photo])
    assert.equal(done.result?.before, photo)
    const small = await ann.request(`/photos/${photo}/small`)
    assert.equal(small.headers.get('content-type'), 'image/jpeg')
    const whole = await ann.request(`/photos/${photo}`)
    assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), PHOTO)
  })

  test('the second of two photos is the guide of a dream', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const keys: string[] = []
    for (const side of [20, 30]) {
      const bytes = await encodePicture(noise(side, side), 'png')
      keys.push(((await (await ann.upload(bytes)).json()) as { photo: string }).photo)
    }
    const done = await ann.until(await ann.send('/dream layer:block1_conv1', keys), isOver)
    const { image, guide } = JSON.parse(done.result?.recipe ?? '{}')
    assert.deepEqual([image, guide, done.asked.photos], [...keys, keys])
  })

  for (const [line, said] of [
    ['/drem', /There is no command "drem"\. Did you mean dream\?/],
    ['/echo 1 2 3 none 5 6', /6 is one value too many/],
    ['/dream', /image is missing\. Attach a photo\./],
    ['/filter layer:block4_conv3 size:9', /size must be a whole number from 32 to 1024, not 9/],
    ['/recipe {"command":"nothing"}', /This is no recipe: its network is missing or wrong/],
    ['', /There is no command/],
  ] as const) {
    test(`"${line}" is answered with an error card`, async () => {
      await using stage = await createStage()
      const ann = stage.visitor()
      const failed = await ann.until(await ann.send(line), isOver)
      assert.equal(failed.state, 'failed')
      assert.match(failed.text, said)
    })
  }

  test('malformed and oversized requests are refused', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    for (const body of ['', '{', '{}', '{"text":1,"photos":[]}', '{"text":"/echo","photos":["../x"]}']) {
      const response = await ann.request('/api/calls', { method: 'POST', body })
      assert.equal(response.status, 400, body)
    }
    const large = await ann.request('/api/calls', { method: 'POST', body: 'x'.repeat(100_000) })
    assert.equal(large.status, 413)
    assert.deepEqual(stage.logged, [])
  })
})

describe('buttons', () => {
  test('Cancel leaves no card of its own, Recipe does', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const card = await ann.send(LONG)
    await ann.until(card, ({ state }) => state === 'running')
    await ann.json('/api/presses', { card, action: 'cancel' })
    await ann.until(card, ({ state }) => state === 'cancelled')
    assert.equal((await ann.cards()).length, 1)

    const other = await ann.send('/echo')
    await ann.until(other, isOver)
    await ann.json('/api/presses', { card: other, action: 'recipe' })
    while ((await ann.cards()).length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
    const [, , recipe] = await ann.cards()
    assert.match(recipe?.code ?? '', /^\{"command":"echo"/)
    assert.equal(recipe?.asked.line, 'Recipe')
  })

  test('Delete removes the card and its picture', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const done = await ann.until(await ann.send('/echo'), isOver)
    await ann.json('/api/presses', { card: done.id, action: 'delete' })
    while ((await ann.cards()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 404)
  })

  test('only the visitor can press the buttons of a card, and only those that it has', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const card = await ann.send(LONG)
    await ann.until(card, ({ state }) => state === 'running')
    const press = (action: string, who = ann) =>
      who.request('/api/presses', { method: 'POST', body: JSON.stringify({ card, action }) })
    assert.equal((await press('delete')).status, 404)
    assert.equal((await press('explode')).status, 400)
    assert.equal((await press('cancel', stage.visitor())).status, 404)
  })

  test('only the visitor can dismiss a card, and only after its job has ended', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const failed = await ann.until(await ann.send('/drem'), isOver)
    const done = await ann.until(await ann.send('/echo'), isOver)
    const running = await ann.send(LONG)
    const dismiss = async (id: string, who = ann) =>
      (await who.request(`/api/cards/${id}`, { method: 'DELETE' })).status
    assert.equal(await dismiss(running), 404)
    assert.equal(await dismiss(failed.id, stage.visitor()), 404)
    assert.deepEqual([await dismiss(failed.id), await dismiss(done.id)], [200, 200])
    assert.deepEqual(
      (await ann.cards()).map(({ id }) => id),
      [running],
    )
    assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 404)
  })
})

test('/forget erases the visitor’s cards, pictures and running jobs, and nobody else’s', async () => {
  const folder = dataFolder()
  await using stage = await createStage({ folder })
  const [ann, ben] = [stage.visitor(), stage.visitor()]
  const done = await ann.until(await ann.send('/echo'), isOver)
  const theirs = await ben.until(await ben.send('/echo'), isOver)
  const running = await ann.send(LONG)
  await ann.until(running, ({ state }) => state === 'running')
  const forgotten = await ann.until(await ann.send('/forget'), isOver)
  assert.match(forgotten.text, /has forgotten your photos and pictures/)
  // The next job runs once the cancelled one has ended; the end of that one leaves no card.
  const after = await ann.until(await ann.send('/echo'), isOver)
  assert.equal(after.state, 'done')
  assert.deepEqual(
    (await ann.cards()).map(({ id }) => id),
    [forgotten.id, after.id],
  )
  const url = ({ files = [] }: Card) => files[0]?.url ?? ''
  assert.equal((await ann.request(url(done))).status, 404)
  assert.equal((await ann.request(url(after))).status, 200)
  assert.deepEqual(await ben.cards(), [theirs])
  assert.equal((await ben.request(url(theirs))).status, 200)
  assert.equal(readdirSync(join(folder, 'playground')).length, 2)
  assert.deepEqual(stage.logged, [])
})

describe('visitors', () => {
  test('each visitor has a history and pictures that nobody else sees', async () => {
    await using stage = await createStage()
    const [ann, ben] = [stage.visitor(), stage.visitor()]
    const done = await ann.until(await ann.send('/echo'), isOver)
    assert.deepEqual(await ben.cards(), [])
    assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 200)
    assert.equal((await ben.request(done.files?.[0]?.url ?? '')).status, 404)
  })

  test('each visitor is a user of the bot: the one with fewer waiting jobs goes first', async () => {
    await using stage = await createStage()
    const [ann, ben] = [stage.visitor(), stage.visitor()]
    const running = await ann.send(LONG)
    await ann.until(running, ({ state }) => state === 'running')
    const second = await ann.send('/echo steps:20 ms:5')
    const third = await ben.send('/echo steps:20 ms:5')
    await ben.until(third, ({ text }) => text.startsWith('next in line'))
    await ann.until(second, ({ text }) => text.startsWith('number 2 in line'))
    await ann.json('/api/presses', { card: running, action: 'cancel' })
    await Promise.all([ann.until(second, isOver), ben.until(third, isOver)])
  })

  test('each visitor reads their own language', async () => {
    await using stage = await createStage()
    const ann = stage.visitor({ 'accept-language': 'fr-CH, de-AT;q=0.8, en;q=0.5' })
    const failed = await ann.until(await ann.send('/dream'), isOver)
    assert.match(failed.text, /fehlt/)
    const page = await (await ann.request('/')).text()
    assert.match(page, /<html lang="de-AT"/)
  })
})

test('cards and pictures survive a restart, and a running job continues', async () => {
  const folder = dataFolder()
  const first = await createStage({ folder })
  const { port } = new URL(first.url)
  const ann = first.visitor()
  const done = await ann.until(await ann.send('/echo'), isOver)
  const left = await ann.send('/echo steps:100 ms:10')
  await ann.until(left, ({ state }) => state === 'running')
  await first.stop()

  await using _second = await createStage({ folder, port: Number(port) })
  assert.equal((await ann.cards()).length, 2)
  assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 200)
  assert.equal((await ann.until(left, isOver)).state, 'done')
  assert.equal((await ann.cards()).length, 2)
})
