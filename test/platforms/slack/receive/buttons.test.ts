/** Every button, pressed by who may and who may not, before and after a restart. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createStage, PHOTO, type Stage } from '../stage.ts'
import type { Message } from '../world.ts'

const LONG = 'steps=10000 ms=5'

for (const mode of ['socket', 'http'] as const)
  describe(`over ${mode}`, { concurrency: true }, () => {
    test(`every variation is a new card that links to the one it was made from`, async () => {
      await using stage = await createStage({ mode })
      const card = await dream(stage, 'octaves=1 seed=7')
      const made: Message[] = []
      for (const action of ['deeper', 'stronger', 'next-layer', 'new-seed', 'animate']) {
        const pressed = await stage.world.button(card, action, undefined, { user: 'bob' })
        assert.equal((await pressed.ack).status, 'acked')
        const other = await pressed.until(({ messages }) => messages.find((one) => one !== card && isDone(one)))
        assert.match(other.words, new RegExp(`@${stage.world.places.person('bob').id}`))
        assert.match(other.words, /<http.*\/archives\/.*\|Made from this picture>/)
        made.push(other)
      }
      const jobs = [card, ...made].map((one) => jobOf(stage, one))
      const [, deeper, stronger, next, seed, animated] = jobs
      assert.notEqual(deeper?.image, jobs[0]?.image)
      assert.equal(stronger?.parameters.iterations, 16)
      assert.equal(next?.layer, 'block3_conv2')
      assert.notEqual(seed?.seed, 7)
      assert.equal(animated?.parameters.frames, 12)
      assert.deepEqual(stage.logged, [])
    })

    test(`the recipe is an ephemeral message`, async () => {
      await using stage = await createStage({ mode })
      const card = await dream(stage)
      const pressed = await stage.world.button(card, 'recipe', undefined, { user: 'bob' })
      const recipe = await pressed.until(({ ephemerals }) => ephemerals[0])
      const [, , code = ''] = recipe.words.split('\n')
      const { note: _, ...job } = jobOf(stage, card) ?? {}
      assert.deepEqual(JSON.parse(code), job)
      const again = await stage.world.slash('/recipe', code.replaceAll('"', '“'))
      await again.until(({ messages }) => messages.find(isDone))
    })
  })

describe('who may what', { concurrency: true }, () => {
  test('Cancel works for the person who asked', async () => {
    await using stage = await createStage()
    const { world } = stage
    const slash = await world.slash('/echo', LONG)
    const card = await slash.until(({ messages }) => messages.find(({ images }) => images.length > 0))
    const stranger = await world.button(card, 'cancel', undefined, { user: 'bob' })
    const { words } = await stranger.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'Only the person who asked for this picture can do that.')
    const own = await world.button(card, 'cancel')
    assert.equal((await own.until(({ ephemerals }) => ephemerals[0])).words, 'This picture is being cancelled.')
    await own.until(() => /\ncancelled$/.test(card.words))
    assert.deepEqual([card.buttons, card.images], [[], []])
    await world.until(() => world.callsOf('files.delete').length >= 1)
  })

  test('an admin may cancel and delete what others asked for', async () => {
    await using stage = await createStage()
    const { world } = stage
    const slash = await world.slash('/echo', LONG)
    const running = await slash.until(({ messages }) => messages[0])
    await world.button(running, 'cancel', undefined, { admin: true })
    await slash.until(() => /cancelled$/.test(running.words))
    const card = await dream(stage)
    await world.button(card, 'delete', undefined, { admin: true })
    await world.until(() => card.isDeleted)
  })

  test('Delete removes the card and its pictures', async () => {
    await using stage = await createStage()
    const { world } = stage
    const card = await dream(stage)
    const [picture] = card.images
    await stage.over(card.buttons[0]?.value)
    const stranger = await world.button(card, 'delete', undefined, { user: 'bob' })
    assert.match((await stranger.until(({ ephemerals }) => ephemerals[0])).words, /^Only the person/)
    assert.ok(!card.isDeleted)
    const own = await world.button(card, 'delete')
    assert.equal((await own.until(({ ephemerals }) => ephemerals[0])).words, 'The picture is deleted.')
    assert.ok(card.isDeleted)
    assert.ok(world.callsOf('files.delete').some(({ args }) => args.file === picture?.file.id))
  })

  test('a button of another workspace’s job, or of no job, does nothing', async () => {
    await using stage = await createStage()
    const { world } = stage
    const card = await dream(stage)
    const value = card.buttons[0]?.value ?? ''
    const entry = await stage.over(value)
    stage.journal.setAddress(value, { ...entry.address, place: 'T_OTHER' })
    const pressed = await world.button(card, 'delete')
    const { words } = await pressed.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'This picture is no longer on record.')
    assert.ok(!card.isDeleted)
  })

  test('after a restart old buttons work, and open jobs go on in their cards', async () => {
    await using stage = await createStage()
    const { world } = stage
    const old = await dream(stage)
    const slash = await world.slash('/echo', 'steps=150 ms=5')
    const open = await slash.until(({ messages }) => messages.find((one) => one !== old && one.images.length > 0))
    await stage.restart()
    await slash.until(() => isDone(open), 8000)
    assert.equal(world.messages.filter(({ words }) => words.startsWith('echo ')).length, 1)
    const deeper = await world.button(old, 'deeper')
    await deeper.until(({ messages }) => messages.find((one) => one !== old && isDone(one) && /^dream/.test(one.words)))
    await world.button(open, 'delete')
    await world.until(() => open.isDeleted)
    assert.deepEqual(stage.logged, [])
  })
})

/** A finished dream of alice's. */
async function dream({ world }: Stage, options = ''): Promise<Message> {
  const mention = await world.mention(`dream block3_conv1 ${options}`, { files: [PHOTO] })
  return mention.until(({ messages }) => messages.find(isDone))
}

function isDone({ images, buttons }: Message): boolean {
  return images[0]?.title === 'echo.png' && buttons.length > 2
}

function jobOf({ journal }: Stage, { buttons }: Message) {
  return journal.get(buttons[0]?.value ?? '')?.job
}
