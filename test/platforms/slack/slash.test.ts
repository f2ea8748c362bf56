/** Slash commands, forms and what forms suggest, over both of Slack's ways to the bot. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createStage, type Mode, PHOTO, type Stage } from './stage.ts'
import type { OpenView } from './world.ts'

for (const mode of ['socket', 'http'] as const) {
  describe(`over ${mode}`, { concurrency: true }, () => {
    test('a command with enough text renders without a form', async () => {
      await using stage = await opened(mode)
      const slash = await stage.world.slash('/filter', 'block5_conv3 12')
      const { status, ms, payload } = await slash.ack
      assert.deepEqual([status, payload], ['acked', undefined])
      assert.ok(ms < 1000)
      const card = await slash.until(({ messages }) => messages.find(({ images }) => images[0]?.title === 'echo.png'))
      assert.match(card.words, /^filter block5_conv3 filter 12 of minivgg · @U/)
      assert.match(card.words, /minivgg · block5_conv3 · filter 12 · 2 steps/)
      assert.equal(slash.messages.length, 1)
      assert.deepEqual(stage.logged, [])
    })

    test('a form takes a photo, and the result comes into the command’s channel', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const slash = await world.slash('/dream', 'block3_conv1 octaves=2', { channel: 'studio' })
      const view = await slash.until(({ views }) => views[0])
      const submitted = await world.submit(view, { image: PHOTO, iterations: 3 })
      assert.equal((await submitted.ack).payload, undefined)
      assert.ok(view.isClosed)
      const card = await slash.until(({ messages }) => messages.find(({ images }) => images[0]?.title === 'echo.png'))
      const { parameters, layer } = stage.journal.get(card.buttons[0]?.value ?? '')?.job ?? {}
      assert.deepEqual([layer, parameters?.octaves, parameters?.iterations], ['block3_conv1', 2, 3])
    })

    test('an error is shown at its field, and the form stays open', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const view = await formOf(stage, '/echo', '')
      const submitted = await world.submit(view, { above: '1', 'user-error-at': '7' })
      assert.deepEqual((await submitted.ack).payload, {
        response_action: 'errors',
        errors: { above: 'above must be a number, above 1 and at most 2, not 1.' },
      })
      assert.ok(!view.isClosed)
    })

    test('suggestions in a form depend on its other fields', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const view = await formOf(stage, '/filter', 'network=vgg16')
      const suggest = async (option: string, text: string) => {
        const offered = await world.suggest(`field-${option}`, option, text, view)
        return (offered ?? []).map(({ value }) => String(value))
      }
      assert.equal((await suggest('layer', 'block5_conv3'))[0], 'block5_conv3')
      assert.ok((await suggest('network', '')).includes('minivgg'))
      assert.deepEqual(await suggest('filters', '3,7,600'), ['3,7,600'])
      assert.ok((await suggest('filters', '50')).includes('500'), 'vgg16 has that many')
      await suggest('network', 'minivgg')
      await (await world.choose(view, 'field-network', 'minivgg')).ack
      await suggest('layer', 'block1_conv1')
      await (await world.choose(view, 'field-layer', 'block1_conv1')).ack
      assert.ok(!(await suggest('filters', '5')).includes('500'), 'minivgg does not')
    })

    test('text that is no valid request is answered with an ephemeral message', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const answers = [
        ['/filter', 'block9_conv1', /^minivgg has no layer "block9_conv1"\. Did you mean /],
        [
          '/filter',
          'block1_conv1 size=9',
          /^size must be a whole number from 32 to 1024, not 9\. The nearest is 32\.$/,
        ],
        ['/filter', 'block1_conv1 sise=64', /^There is no option sise\. Did you mean size\?/],
        ['/dream', 'block1_conv1 octaves=99', /^octaves must be a whole number from 1 to 8, not 99\./],
        ['/queue', 'now', /^now is one value too many\. It takes none\.$/],
        ['/recipe', '{"no": 1}', /^This is no recipe: /],
      ] as const
      for (const [command, text, expected] of answers) {
        const slash = await world.slash(command, text)
        const { words } = await slash.until(({ ephemerals }) => ephemerals[0])
        assert.match(words, expected)
        assert.deepEqual(slash.messages, [])
        assert.deepEqual(slash.views, [])
      }
      assert.deepEqual(stage.logged, [])
    })

    test('commands without options answer at once, with an ephemeral message', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const ask = async (command: string, text = '') => {
        const slash = await world.slash(command, text)
        return (await slash.until(({ ephemerals }) => ephemerals[0])).words
      }
      assert.match(await ask('/queue'), /^Queue\nThe queue is empty/)
      assert.match(await ask('/help'), /^See what a convolutional network sees\n.*\/dream: /s)
      assert.match(await ask('/help', 'filter'), /^\/filter\n/)
      assert.match(await ask('/networks'), /minivgg/)
      assert.match(await ask('/cancel'), /^None of your pictures is waiting or running\.$/)
      for (const text of ['', 'layer=block3_conv1'])
        assert.match(await ask('/settings', text), /^Only moderators of this place can do that\.$/)
    })

    test('an admin changes settings by text and by form', async () => {
      await using stage = await opened(mode)
      const { world } = stage
      const slash = await world.slash('/settings', 'layer=block3_conv1', { admin: true })
      assert.match((await slash.until(({ ephemerals }) => ephemerals[0])).words, /Layer of dreams: block3_conv1/)
      const view = await formOf(stage, '/settings', '', { admin: true })
      const submitted = await world.submit(view, { 'per-user': 1, answers: 'here', spoiler: 'true' })
      await submitted.ack
      const place = { platform: 'slack', place: world.places.team.id }
      await world.until(() => stage.settings.at(place).perUser === 1)
      const { id } = world.places.channel('gallery')
      assert.deepEqual(stage.settings.at(place), { layer: 'block3_conv1', perUser: 1, channels: [id], spoiler: true })
      const elsewhere = await world.slash('/filter', 'block1_conv1 3', { channel: 'studio' })
      const { words } = await elsewhere.until(({ ephemerals }) => ephemerals[0])
      assert.match(words, /^Dreambot does not answer in this channel/)
    })
  })
}

async function opened(mode: Mode): Promise<Stage> {
  return createStage({ mode })
}

async function formOf({ world }: Stage, command: string, text: string, by = {}): Promise<OpenView> {
  return (await world.slash(command, text, by)).until(({ views }) => views[0])
}
