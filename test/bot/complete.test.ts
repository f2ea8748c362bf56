import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadCommands } from '../../src/command/load.ts'
import type { Query, Suggestion } from '../../src/core/platform.ts'
import { parseFilters } from '../../src/core/selection/filter-list.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { call, closeHouses, echo, HOME, type House, house, LONG } from '../support/house.ts'

const commands = new Map([...(await loadCommands()), ['echo', echo]])

let chat: Chat
let home: House
before(() => {
  chat = createChat()
  home = house(chat, { commands })
})
after(closeHouses)

function complete(option: string, text: string, more: Partial<Query> = {}): Promise<readonly Suggestion[]> {
  return home.bot.complete({ command: 'dream', option, text, input: {}, user: 'ann', address: HOME, ...more })
}

async function values(...query: Parameters<typeof complete>): Promise<string[]> {
  return (await complete(...query)).map(({ value }) => value)
}

const minivgg = { input: { network: 'minivgg' } }
const googlenet = { input: { network: 'googlenet' } }

test('networks: each with its number of layers', async () => {
  const all = await complete('network', '')
  const labels = Object.fromEntries(all.map(({ value, label }) => [value, label]))
  assert.match(labels.minivgg ?? '', /^minivgg · \d+ layers$/)
  assert.equal(labels.googlenet, 'googlenet · fetched on first use')
  assert.deepEqual((await values('network', 'vgg')).toSorted(), ['minivgg', 'vgg16', 'vgg19'])
  assert.equal((await values('network', 'vgg'))[2], 'minivgg', 'those that begin so come before those that hold it')
  assert.equal((await values('network', 'gogglenet'))[0], 'googlenet')
  assert.deepEqual(await values('network', ' VGG16 '), ['vgg16'])
})

test('layers: of the named network, otherwise of the default network first', async () => {
  const all = await values('layer', '', minivgg)
  assert.equal(all[0], 'block1_conv1')
  assert.deepEqual(await values('layer', ''), all, 'only minivgg is installed')
  const [first] = await complete('layer', 'block1_conv1', minivgg)
  assert.deepEqual(first, { value: 'block1_conv1', label: 'block1_conv1 · 24 filters, minivgg' })
  const block5 = await values('layer', 'block5', minivgg)
  assert.ok(block5.length >= 3 && block5.every((name) => name.startsWith('block5')))
  assert.ok((await values('layer', 'conv3', minivgg)).every((name) => name.endsWith('conv3')))
  assert.ok((await values('layer', '4c', googlenet)).every((name) => name.includes('4c')))
  assert.equal((await values('layer', 'inceptoin4c', googlenet))[0], 'inception_4c/output')
})

test('layers of a mix: the last one is completed, those before it stay', async () => {
  const all = await values('layer', '', googlenet)
  assert.deepEqual(await values('layers', '', googlenet), all)
  const second = await values('layers', 'inception_3b/output:1, inception_4c/o', googlenet)
  assert.deepEqual(second, ['inception_3b/output:1, inception_4c/output'])
  assert.ok((await values('layers', 'inception_3b/output, 4c', googlenet)).every((value) => /, .*4c/.test(value)))
  assert.ok(!(await values('layers', 'conv1/7x7_s2:2, ', googlenet)).includes('conv1/7x7_s2:2, conv1/7x7_s2'))
  const done = 'inception_3b/output:1, inception_4c/output:1.5'
  assert.equal((await values('layers', done, googlenet))[0], done, 'what is written can be sent')
  assert.equal((await values('layers', 'inception_3b/output', googlenet))[0], 'inception_3b/output')
})

test("layers: those of the place's network come first, and each name once", async () => {
  home.settings.change(HOME, 'place', { network: 'vgg16' })
  const labels = (await complete('layer', 'block3_conv')).map(({ label }) => label)
  assert.equal(labels[0], 'block3_conv1 · 256 filters, vgg16')
  assert.equal(new Set(labels.map((label) => label.split(' ')[0])).size, labels.length)
  const [elsewhere] = await complete('layer', 'block3_conv', { address: { ...HOME, place: 'elsewhere' } })
  assert.match(elsewhere?.label ?? '', /minivgg$/)
  assert.match((await complete('layer', 'block3_conv', minivgg))[0]?.label ?? '', /minivgg$/)
  home.settings.change(HOME, 'place', { network: undefined })
})

test('filters: the last number is completed for the layer, what is written before it stays', async () => {
  const input = { network: 'minivgg', layer: 'block1_conv1' }
  const filters = (text: string) => values('filters', text, { input })
  assert.deepEqual((await filters('')).slice(0, 4), ['0-23', '0', '1', '2'])
  assert.deepEqual(await filters('2'), ['2', '20', '21', '22', '23'])
  assert.deepEqual((await filters('3,')).slice(0, 3), ['3,0', '3,1', '3,2'])
  assert.deepEqual(await filters('3,2'), ['3,2', '3,20', '3,21', '3,22', '3,23'])
  assert.deepEqual(await filters('1,20-2'), ['1,20-20', '1,20-21', '1,20-22', '1,20-23'])
  assert.equal((await filters('3, 7'))[0], '3,7')
  const [first] = await complete('filters', '5', { input })
  assert.equal(first?.label, '5 · of 24')
  for (const text of ['', '1', '3,', '3, ', '7-', '0-5,1']) {
    const all = await filters(text)
    assert.ok(all.length > 0, text)
    for (const value of all)
      assert.doesNotThrow(() => parseFilters(value, { layer: 'block1_conv1', filters: 24, most: 64 }), value)
  }
})

test('filters: of the layer that the request would use', async () => {
  const most = async (more?: Partial<Query>) => (await complete('filters', '0', more))[0]?.label
  assert.equal(await most(), '0 · of 192', 'the network’s own layer')
  home.settings.change(HOME, 'place', { layer: 'block1_conv1' })
  assert.equal(await most(), '0 · of 24', 'the place’s')
  assert.equal(await most({ input: { layer: 'block5_conv3' } }), '0 · of 256')
  assert.equal(await most(minivgg), '0 · of 192', 'of a network that is named, its own')
  home.settings.change(HOME, 'place', { layer: undefined })
})

test('an option without choices gets no suggestions and no error', async () => {
  const cases: Parameters<typeof complete>[] = [
    ['filters', '1', { input: { layer: 'block9' } }],
    ['filters', '1', { input: { network: 'no such', layer: 'block1_conv1' } }],
    ['layer', 'b', { input: { network: 'minivg' } }],
    ['size', '5'],
    ['image', 'x'],
    ['nonsense', 'x'],
    ['constructor', 'x'],
    ['layer', 'b', { command: 'nonsense' }],
    ['recipe', '{', { command: 'recipe' }],
  ]
  for (const query of cases) assert.deepEqual(await complete(...query), [], String(query[0]))
  assert.deepEqual(home.logged, [])
})

test('choices and commands, each with a note; options in either spelling', async () => {
  assert.deepEqual(await values('format', ''), ['png', 'jpeg', 'gif', 'webp', 'mp4'])
  assert.deepEqual(await values('format', 'we'), ['webp'])
  const [dream] = await complete('command', 'dre', { command: 'help' })
  assert.equal(dream?.value, 'dream')
  assert.match(dream?.label ?? '', /^dream · Let a photo dream/)
  assert.deepEqual(await values('octaveScale', '1'), await values('octave-scale', '1'))
})

test("one's own jobs that have not ended, by their titles", async () => {
  const jobs = (text: string, user: string) => complete('picture', text, { command: 'cancel', user })
  assert.deepEqual(await jobs('', 'ann'), [])
  const handled = [home.bot.handle(call('echo', LONG)), home.bot.handle(call('echo', LONG, { user: 'bob' }))]
  await chat.until(({ progress }) => progress !== undefined)
  const [ann, ...others] = await jobs('', 'ann')
  assert.equal(others.length, 0)
  assert.equal(ann?.label, 'echo block1_conv1 of minivgg')
  assert.deepEqual(await jobs('echo bl', 'ann'), [ann])
  const [bob] = await jobs('', 'bob')
  assert.notEqual(bob?.value, ann?.value)
  for (const job of [ann, bob]) assert.ok(home.scheduler.cancel(job?.value ?? ''))
  await Promise.all(handled)
})

test('at most as many suggestions as chats show, the likeliest first', async () => {
  const names = await values('layer', '', googlenet)
  assert.equal(names.length, 25)
  for (const option of ['layer', 'filters', 'network', 'format']) {
    for (const text of ['', 'a', '1', 'é', '\\', '.*', '💥', ',', '-', ' ', 'x'.repeat(5000), '9'.repeat(400)]) {
      for (const input of [{}, { network: 'googlenet' }, { layer: 3, network: null }]) {
        const all = await complete(option, text, { input })
        assert.ok(all.length <= 25)
        assert.equal(new Set(all.map(({ value }) => value)).size, all.length)
      }
    }
  }
  assert.deepEqual(home.logged, [])
})
