/** Settings that moderators change, and their effects: the whole bot, with echoes for pictures. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { loadCommands } from '../../src/command/load.ts'
import type { Address, Call, Reply, Requester } from '../../src/core/platform.ts'
import { noise, open } from '../image/pictures.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { call, closeHouses, dataFolder, echo, HOME, type House, house, LONG } from '../support/house.ts'

const commands = new Map([...(await loadCommands()), ['echo', echo]])
const photo = new Uint8Array(await open(noise(40, 30)).png().toBuffer())
const image = { name: 'cat.png', read: async () => photo }
const ART = { ...HOME, channel: 'art' }

let chat: Chat
let home: House
const folder = dataFolder()
before(() => {
  chat = createChat()
  home = house(chat, { commands, folder })
})
after(closeHouses)
beforeEach(async () => {
  for (const scope of ['place', 'channel']) await set({ reset: true, scope })
})

/** The last reply to a command. */
async function ask(command: string, input = {}, who: Partial<Requester> = {}): Promise<Reply> {
  const attachments: Call['attachments'] = command === 'dream' ? { image } : {}
  await home.bot.handle(call(command, input, { attachments, ...who }))
  const { reply } = chat.posts.at(-1) ?? {}
  assert.ok(reply)
  return reply
}

const set = (input: object, address = HOME) => ask('settings', input, { user: 'mod', moderator: true, address })
const jobOf = async (command: string, input: object, address: Address) =>
  (await ask(command, input, { address })).report?.job
const dream = (input = {}, address: Address = HOME) => jobOf('dream', input, address)
const filter = (input = {}, address: Address = HOME) => jobOf('filter', input, address)

test('only moderators see and change settings', async () => {
  for (const input of [{}, { 'per-user': 1 }, { reset: true }]) {
    const refused = await ask('settings', input)
    assert.deepEqual([refused.error?.code, refused.text], ['not-allowed', 'Only moderators of this place can do that.'])
  }
  assert.deepEqual(home.settings.at(HOME), {})
})

test('the reply shows the settings in force, to the moderator alone', async () => {
  const shown = await set({})
  assert.deepEqual([shown.state, shown.title, shown.audience], ['info', 'Settings here', 'user'])
  assert.match(shown.text, /^Network: the best that is installed$/m)
  assert.match(shown.text, /^Answers: in every channel$/m)
  assert.match(shown.text, /^Pictures of one person waiting or running: 3$/m)
  const changed = await set({ network: 'vgg16', layer: 'block4_conv1', perHour: 5, spoiler: 'yes', answers: 'here' })
  assert.match(changed.text, /^Network: vgg16\nLayer of dreams: block4_conv1\nAnswers: in 1 of its channels$/m)
  assert.match(changed.text, /^Pictures of one person in an hour: 5$/m)
  assert.match(changed.text, /^Pictures hidden as spoilers: yes$/m)
  assert.equal((await set({}, HOME)).text, changed.text, 'showing changes nothing')
})

describe('network and layer', () => {
  test('apply to requests that name none, in their own place only', async () => {
    assert.deepEqual((await dream())?.network, 'minivgg')
    await set({ network: 'vgg16', layer: 'block4_conv1' })
    const job = await dream()
    assert.deepEqual([job?.network, job?.layer], ['vgg16', 'block4_conv1'])
    assert.equal((await dream({ layer: 'block3_conv2' }))?.layer, 'block3_conv2')
    assert.equal((await dream({ network: 'minivgg' }))?.layer, 'block4_conv3')
    assert.equal((await filter({ layer: 'block1_conv1' }))?.network, 'vgg16')
    assert.equal((await dream({}, { ...HOME, place: 'elsewhere' }))?.network, 'minivgg')
  })

  test('of a channel override those of its place', async () => {
    await set({ network: 'vgg16', layer: 'block4_conv1' })
    await set({ layer: 'block2_conv1', network: 'vgg19', scope: 'channel' }, ART)
    assert.deepEqual((await dream({}, ART))?.layer, 'block2_conv1')
    assert.deepEqual((await dream())?.layer, 'block4_conv1')
    await set({ reset: true, scope: 'channel' }, ART)
    assert.deepEqual((await dream({}, ART))?.layer, 'block4_conv1')
  })

  test('a new network resets the old one’s layer', async () => {
    await set({ network: 'googlenet', layer: 'inception_4d/output' })
    await set({ network: 'vgg16' })
    assert.deepEqual(home.settings.at(HOME), { network: 'vgg16' })
    const job = await dream()
    assert.deepEqual([job?.network, job?.layer.startsWith('block')], ['vgg16', true])
  })

  test('that do not exist are refused, and nothing is changed', async () => {
    await set({ network: 'vgg16', perUser: 2 })
    const before = home.settings.at(HOME)
    const cases: [object, RegExp][] = [
      [{ network: 'vgg17', perUser: 1 }, /There is no network "vgg17"\. Did you mean vgg1/],
      [{ layer: 'block9_conv1', perUser: 1 }, /has no layer "block9_conv1"\. Did you mean block/],
      [{ network: 'vgg16', layer: 'mixed4', reset: true }, /vgg16 has no layer "mixed4"/],
      [{ perUser: 9 }, /^per-user must be a whole number from 1 to 3, not 9\. The nearest is 3\.$/],
      [{ perHour: 31 }, /^per-hour must be a whole number from 1 to 30/],
      [{ waiting: 11 }, /^waiting must be a whole number from 1 to 10/],
      [
        { answers: 'not-here', perUser: 1 },
        /^Then Dreambot would answer nowhere\. Set another channel to here first\.$/,
      ],
    ]
    for (const [input, said] of cases) {
      const refused = await set(input)
      assert.equal(refused.state, 'failed')
      assert.match(refused.text, said)
    }
    assert.deepEqual(home.settings.at(HOME), before)
  })
})

describe('channels', () => {
  const answers = async (address = HOME) => (await ask('help', {}, { address })).state === 'info'

  test('are all answered until some are set; moderators are answered everywhere', async () => {
    assert.ok(await answers(ART))
    await set({ answers: 'here' })
    assert.ok(await answers())
    assert.ok(!(await answers(ART)))
    const refused = await ask('dream', {}, { address: ART, user: 'mod', moderator: true })
    assert.equal(refused.text, 'Dreambot does not answer in this channel. Ask its moderators where it does.')
    assert.equal(refused.audience, 'user')
    await set({ answers: 'here' }, ART)
    assert.ok((await answers()) && (await answers(ART)))
    await set({ answers: 'not-here' })
    assert.ok(!(await answers()) && (await answers(ART)))
    assert.ok(await answers({ ...HOME, place: 'elsewhere' }))
    await set({ answers: 'everywhere' })
    assert.ok((await answers()) && (await answers(ART)))
  })

  test('cannot be set in a place that has only one', async () => {
    const { channel: _, ...alone } = { ...HOME, place: 'alone' }
    const refused = await ask('settings', { answers: 'here' }, { moderator: true, address: alone })
    assert.equal(refused.text, 'There is only one channel here. Use this in a server or workspace.')
  })

  test('from before a reset are ignored', async () => {
    await set({ answers: 'here' })
    await set({ reset: true, answers: 'here' }, ART)
    assert.deepEqual(home.settings.at(HOME).channels, ['art'])
  })
})

test('limits apply to the place that has set them', async () => {
  await set({ perUser: 1 })
  const running = home.bot.handle(call('echo', LONG, { user: 'eve' }))
  const { reply } = await chat.until(({ progress }) => progress?.at.step?.[1] === LONG.steps)
  const again = await ask('echo', {}, { user: 'eve' })
  assert.match(again.text, /^You already have 1 picture waiting or running/)
  await set({ perUser: 3, waiting: 1 })
  const waiting = home.bot.handle(call('echo', {}, { user: 'ann' }))
  await chat.until(({ state }) => state === 'waiting')
  assert.match((await ask('echo', {}, { user: 'bob' })).text, /^This place already has 1 picture waiting/)
  home.scheduler.cancel(reply.buttons?.[0]?.job ?? '')
  await Promise.all([running, waiting])

  await set({ perHour: 1 })
  assert.equal((await ask('echo', {}, { user: 'cat' })).state, 'done')
  assert.match((await ask('echo', {}, { user: 'cat' })).text, /^You have reached the limit of 1 picture per hour/)
  const elsewhere = { user: 'cat', address: { ...HOME, place: 'elsewhere' } }
  assert.equal((await ask('echo', {}, elsewhere)).state, 'done')
})

test('spoilers apply to every card of the place or of the channel', async () => {
  assert.equal((await ask('echo', {})).spoiler, undefined)
  await set({ spoiler: true })
  await set({ spoiler: false, scope: 'channel' }, ART)
  const seen = chat.posts.length
  assert.equal((await ask('echo', {})).spoiler, true)
  assert.ok(chat.posts.slice(seen).every(({ reply }) => reply.spoiler === true))
  assert.equal((await ask('echo', {}, { address: ART })).spoiler, false)
})

test('settings survive a restart', async () => {
  await set({ network: 'vgg16', spoiler: true })
  await home.close()
  chat = createChat()
  home = house(chat, { commands, folder })
  assert.match((await set({})).text, /^Network: vgg16$/m)
  assert.equal((await ask('dream')).spoiler, true)
})
