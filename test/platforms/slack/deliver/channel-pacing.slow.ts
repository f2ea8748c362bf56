/** A long render by the real worker, at the pace that Slack really gets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePicture } from '../../../../src/image/codec/encode.ts'
import { noise } from '../../../image/pictures.ts'
import { createStage, REAL_WORKER } from '../stage.ts'
import { APP } from '../world/emulator.ts'

test('a card shows itself every three seconds, a channel hears something every second, and no preview stays', async () => {
  await using stage = await createStage({ scheduler: REAL_WORKER, messageSeconds: 1, paceSeconds: 3 })
  const { world } = stage
  const files = [{ name: 'noise.png', data: await encodePicture(noise(512, 512), 'png') }]
  const mention = await world.mention('dream block5_conv3 iterations=100', { files })
  const card = await mention.until(({ messages }) => messages.find(({ images }) => images.length > 0), 30_000)
  const shown = () =>
    new Set(
      card.edits.flatMap(({ blocks }) =>
        blocks.filter(({ type }) => type === 'image').map((block) => JSON.stringify(block)),
      ),
    )
  await mention.until(() => shown().size >= 4, 60_000)
  await world.button(card, 'cancel')
  await mention.until(() => /cancelled$/.test(card.words), 60_000)

  const edits = card.edits.filter(({ text }) => /%/.test(text)).map(({ at }) => at)
  assert.ok(
    gaps(edits).every((ms) => ms > 2800),
    `${gaps(edits)}`,
  )
  const methods = ['chat.postMessage', 'chat.update', 'chat.postEphemeral']
  const said = methods.flatMap((method) => world.callsOf(method).map(({ at }) => at)).sort()
  assert.ok(
    gaps(said).every((ms) => ms > 800),
    `${gaps(said)}`,
  )
  await stage.stop()
  const own = world.files.all.filter(({ owner }) => owner === APP.botUserId).map(({ id }) => id)
  assert.deepEqual(
    world.callsOf('files.delete').map(({ args }) => args.file),
    own,
  )
  assert.deepEqual(stage.logged, [])
})

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - (times[i] ?? 0))
}
