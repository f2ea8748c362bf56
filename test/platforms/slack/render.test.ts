/** From a photo in a form to a picture in a card, with the real worker. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStage, PHOTO, REAL_WORKER } from './stage.ts'

test('the card has the worker’s picture, byte for byte', async () => {
  await using stage = await createStage({ scheduler: REAL_WORKER })
  const { world } = stage
  const view = await (await world.slash('/dream', 'block3_conv1')).until(({ views }) => views[0])
  const submitted = await world.submit(view, { image: PHOTO, iterations: 2, octaves: 1, seed: 42 })
  assert.equal((await submitted.ack).payload, undefined)
  const card = await world.until(() => world.messages.find(({ buttons }) => buttons.length > 2), 30_000)
  const { picture, job } = await stage.over(card.buttons[0]?.value)
  const [shown] = card.images
  assert.deepEqual(Buffer.from(shown?.file.data ?? []), Buffer.from(await stage.photos.get(picture ?? '')))
  assert.deepEqual(shown?.file.media.size, [40, 30])
  assert.deepEqual([job.layer, job.seed], ['block3_conv1', 42])
  assert.match(card.words, /\nminivgg · block3_conv1 · 2 steps · .* · seed 42/)
  assert.match(shown?.alt ?? '', /\w/)
  assert.deepEqual(stage.logged, [])
})
