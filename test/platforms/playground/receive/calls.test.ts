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
/** Long enough to look at while it runs. */
const LONG = '/echo steps:10000 ms:50'

describe('calls', () => {
  test('a line becomes a card with its picture, its buttons and its recipe', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const done = await ann.until(await ann.translate('/echo 3'), isOver)
    assert.equal(done.state, 'done')
    assert.equal(done.asked.line, '/echo 3')
    assert.equal(JSON.parse(done.result?.recipe ?? '').parameters.steps, 3)
    assert.ok(done.buttons?.some(({ action }) => action === 'recipe'))
    const [file] = done.files ?? []
    const response = await ann.request(file?.url ?? '')
    assert.equal(response.headers.get('content-type'), 'image/png')
    assert.deepEqual(stage.logged, [])
  })

  test('a form says the same as its line', async () => {
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

  test('photos go to the options that take them, and are shown beside the result', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const { photo } = (await (await ann.upload(PHOTO)).json()) as { photo: string }
    const done = await ann.until(await ann.translate('/echo', [photo]), isOver)
    assert.deepEqual(done.asked.photos, [photo])
    assert.equal(done.result?.before, photo)
    const small = await ann.request(`/photos/${photo}/small`)
    assert.equal(small.headers.get('content-type'), 'image/jpeg')
    const whole = await ann.request(`/photos/${photo}`)
    assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), PHOTO)
  })

  test('of two photos the second is a dream’s guide', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const keys: string[] = []
    for (const side of [20, 30]) {
      const bytes = await encodePicture(noise(side, side), 'png')
      keys.push(((await (await ann.upload(bytes)).json()) as { photo: string }).photo)
    }
    const done = await ann.until(await ann.translate('/dream layer:block1_conv1', keys), isOver)
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
    test(`"${line}" is answered in words`, async () => {
      await using stage = await createStage()
      const ann = stage.visitor()
      const failed = await ann.until(await ann.translate(line), isOver)
      assert.equal(failed.state, 'failed')
      assert.match(failed.text, said)
    })
  }

  test('what the page would not send is refused', async () => {
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
  test('Cancel ends a job and says so in passing; Recipe stays', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const card = await ann.translate(LONG)
    await ann.until(card, ({ state }) => state === 'running')
    await ann.json('/api/presses', { card, action: 'cancel' })
    await ann.until(card, ({ state }) => state === 'cancelled')
    assert.equal((await ann.cards()).length, 1)

    const other = await ann.translate('/echo')
    await ann.until(other, isOver)
    await ann.json('/api/presses', { card: other, action: 'recipe' })
    while ((await ann.cards()).length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
    const [, , recipe] = await ann.cards()
    assert.match(recipe?.code ?? '', /^\{"command":"echo"/)
    assert.equal(recipe?.asked.line, 'Recipe')
  })

  test('Delete takes the card and its picture away', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const done = await ann.until(await ann.translate('/echo'), isOver)
    await ann.json('/api/presses', { card: done.id, action: 'delete' })
    while ((await ann.cards()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 404)
  })

  test('there are only those that the card has', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const card = await ann.translate(LONG)
    await ann.until(card, ({ state }) => state === 'running')
    const press = (action: string, who = ann) =>
      who.request('/api/presses', { method: 'POST', body: JSON.stringify({ card, action }) })
    assert.equal((await press('delete')).status, 404)
    assert.equal((await press('explode')).status, 400)
    assert.equal((await press('cancel', stage.visitor())).status, 404)
  })

  test('what is over can be dismissed by who asked for it', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    const failed = await ann.until(await ann.translate('/drem'), isOver)
    const done = await ann.until(await ann.translate('/echo'), isOver)
    const running = await ann.translate(LONG)
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

test('/forget erases the visitor’s own history, the pictures in it, and what runs; nobody else’s', async () => {
  const folder = dataFolder()
  await using stage = await createStage({ folder })
  const [ann, ben] = [stage.visitor(), stage.visitor()]
  const done = await ann.until(await ann.translate('/echo'), isOver)
  const theirs = await ben.until(await ben.translate('/echo'), isOver)
  const running = await ann.translate(LONG)
  await ann.until(running, ({ state }) => state === 'running')
  const forgotten = await ann.until(await ann.translate('/forget'), isOver)
  assert.match(forgotten.text, /has forgotten your photos and pictures/)
  // The worker is free once the one that ran is over; of its end nothing is kept.
  const after = await ann.until(await ann.translate('/echo'), isOver)
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
  test('each has a history of their own, and pictures that nobody else sees', async () => {
    await using stage = await createStage()
    const [ann, ben] = [stage.visitor(), stage.visitor()]
    const done = await ann.until(await ann.translate('/echo'), isOver)
    assert.deepEqual(await ben.cards(), [])
    assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 200)
    assert.equal((await ben.request(done.files?.[0]?.url ?? '')).status, 404)
  })

  test('each is a user of their own: the one with fewer pictures waiting goes first', async () => {
    await using stage = await createStage()
    const [ann, ben] = [stage.visitor(), stage.visitor()]
    const running = await ann.translate(LONG)
    await ann.until(running, ({ state }) => state === 'running')
    const second = await ann.translate('/echo steps:20 ms:5')
    const third = await ben.translate('/echo steps:20 ms:5')
    await ben.until(third, ({ text }) => text.startsWith('next in line'))
    await ann.until(second, ({ text }) => text.startsWith('number 2 in line'))
    await ann.json('/api/presses', { card: running, action: 'cancel' })
    await Promise.all([ann.until(second, isOver), ben.until(third, isOver)])
  })

  test('a language is the reader’s own', async () => {
    await using stage = await createStage()
    const ann = stage.visitor({ 'accept-language': 'fr-CH, de-AT;q=0.8, en;q=0.5' })
    const failed = await ann.until(await ann.translate('/dream'), isOver)
    assert.match(failed.text, /fehlt/)
    const page = await (await ann.request('/')).text()
    assert.match(page, /<html lang="de-AT"/)
  })
})

test('history and pictures outlive a restart, and a job that was running goes on', async () => {
  const folder = dataFolder()
  const first = await createStage({ folder })
  const { port } = new URL(first.url)
  const ann = first.visitor()
  const done = await ann.until(await ann.translate('/echo'), isOver)
  const left = await ann.translate('/echo steps:100 ms:10')
  await ann.until(left, ({ state }) => state === 'running')
  await first.stop()

  await using _second = await createStage({ folder, port: Number(port) })
  assert.equal((await ann.cards()).length, 2)
  assert.equal((await ann.request(done.files?.[0]?.url ?? '')).status, 200)
  assert.equal((await ann.until(left, isOver)).state, 'done')
  assert.equal((await ann.cards()).length, 2)
})
