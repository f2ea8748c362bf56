import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { kebab, parseOptions } from '../../../../src/command/options.ts'
import { loadLanguages } from '../../../../src/i18n/load.ts'
import { inEnglish } from '../../../../src/i18n/phrase.ts'
import { formOf } from '../../../../src/platforms/playground/compose/forms.ts'
import { lineOf, parseLine } from '../../../../src/platforms/playground/compose/line.ts'
import type { Completion } from '../../../../src/platforms/playground/compose/suggest.ts'
import type { Setup } from '../../../../src/platforms/playground/receive/composer.ts'
import { commands, createStage, type Stage, type Visitor } from '../stage.ts'

describe('forms', () => {
  test('every command has a form with all of its options', () => {
    for (const [name, command] of commands) {
      const { fields } = formOf(name, command, { translate: inEnglish, names: {} })
      assert.deepEqual(new Set(fields.map((field) => field.name)), new Set(Object.keys(command.args.shape).map(kebab)))
      for (const field of fields) {
        const option = command.args.shape[field.name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())]
        assert.equal(field.required, !option?.safeParse(undefined).success)
        if (field.control === 'choice') assert.ok((field.values ?? []).length > 0, field.name)
      }
    }
  })

  test('the schema accepts the bounds of every number field, and nothing beyond them', () => {
    for (const [name, command] of commands) {
      for (const { name: option, control, minimum, maximum, step = 0.001 } of formOf(name, command, {
        translate: inEnglish,
        names: {},
      }).fields) {
        if (control !== 'number') continue
        const takes = (value: number) => {
          const key = option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
          return command.args.shape[key]?.safeParse(value).success
        }
        for (const [bound, beyond] of [
          [minimum, -step],
          [maximum, step],
        ] as const) {
          if (bound === undefined) continue
          assert.equal(takes(bound), true, `${name} ${option} ${bound}`)
          assert.equal(takes(bound + beyond), false, `${name} ${option} ${bound + beyond}`)
        }
      }
    }
  })

  test('required fields come first, advanced ones last', () => {
    const command = commands.get('filter')
    assert.ok(command)
    const { fields } = formOf('filter', command, { translate: inEnglish, names: {} })
    assert.deepEqual(
      fields.slice(0, 1).map(({ name, required }) => [name, required]),
      [['layer', true]],
    )
    assert.ok(fields.findIndex(({ isAdvanced }) => isAdvanced) > fields.findLastIndex(({ isAdvanced }) => !isAdvanced))
  })

  test('labels and hints are in the visitor’s language', async () => {
    const languages = await loadLanguages()
    await using stage = await createStage()
    const { forms } = await stage.visitor({ 'accept-language': 'de' }).json<Setup>('/api/setup')
    const octaves = forms.find(({ name }) => name === 'dream')?.fields.find(({ name }) => name === 'octaves')
    assert.equal(octaves?.hint.includes('eine ganze Zahl'), true, octaves?.hint)
    assert.equal(octaves?.label.toLowerCase(), languages.get('de')?.names.octaves)
  })
})

describe('lines', () => {
  const inputs: readonly (readonly [command: string, input: Record<string, string>])[] = [
    ['dream', {}],
    ['dream', { layer: 'inception_4c/output', octaves: '3', 'octave-scale': '1.5' }],
    ['filter', { layer: 'mixed4c:0', filters: '3,7,12' }],
    ['filter', { layer: 'my layer', filters: '0-24', method: 'classic' }],
    ['filter', { layer: `somebody's layer`, seed: '7' }],
    ['filter', { layer: 'a "quoted" layer' }],
    ['recipe', { recipe: '{"command":"dream","parameters":{"filters":"1, 2"}}' }],
    ['help', { command: 'dream' }],
  ]
  for (const [command, input] of inputs) {
    test(`/${command} ${JSON.stringify(input)} survives being written as a line and parsed`, () => {
      assert.deepEqual(parseLine(lineOf({ command, input }, commands), commands), { command, input })
    })
  }

  test('a line’s values are parsed by the command’s schema', () => {
    const { input } = parseLine('/dream block4_conv3 octaves:3', commands)
    const command = commands.get('dream')
    assert.ok(command)
    const parsed = parseOptions(command.args, { ...input, image: 'x' })
    assert.deepEqual([parsed.layer, parsed.octaves], ['block4_conv3', 3])
  })

  test('every starter is accepted by the bot', async () => {
    await using stage = await createStage()
    const { starters } = await stage.visitor().json<Setup>('/api/setup')
    assert.ok(starters.length > 1)
    for (const { line } of starters) {
      const { command, input } = parseLine(line, commands)
      const { args } = commands.get(command) ?? {}
      assert.ok(args && parseOptions(args, input), line)
    }
  })
})

describe('suggestions', () => {
  let stage: Stage
  let ann: Visitor
  before(async () => {
    stage = await createStage()
    ann = stage.visitor()
  })
  after(() => stage.stop())

  /** The lines that the first suggestions make of `line`, in which `|` marks the cursor. */
  async function offers(line: string, photos = 0): Promise<string[]> {
    const cursor = line.indexOf('|')
    const text = line.replace('|', '')
    const query = new URLSearchParams({ text, cursor: `${cursor}`, photos: `${photos}` })
    const found = await ann.json<Completion[]>(`/api/suggestions?${query}`)
    return found.map(({ insert, start, end }) => `${text.slice(0, start)}${insert}${text.slice(end)}`)
  }

  const cases: readonly (readonly [line: string, first: string | undefined])[] = [
    ['/dr|', '/dream '],
    ['dr|', '/dream '],
    ['/dream lay|', '/dream layer:'],
    ['/dream layer:block4_conv3|', '/dream layer:block4_conv3 '],
    ['/dream layer:block4|', '/dream layer:block4_conv1 '],
    ['/dream layer:block4| octaves:3', '/dream layer:block4_conv1  octaves:3'],
    ['/filter block4_conv3 filters:3,7|', '/filter block4_conv3 filters:3,7 '],
    ['/filter block4_conv3 filters:3, 19|', '/filter block4_conv3 filters:3,19 '],
    ['/dream network:mini|', '/dream network:minivgg '],
    ['/filter block4_c|', '/filter block4_conv1 '],
    ['/help dre|', '/help dream '],
    ['/dream octaves:3|', undefined],
    ['/drem lay|', undefined],
    ['/recipe {"a": |', undefined],
    ['/networks x|', undefined],
  ]
  for (const [line, first] of cases) {
    test(`"${line}" may become "${first}"`, async () => {
      const [found] = await offers(line)
      assert.equal(found, first)
    })
  }

  test('options that have a value are not suggested, nor photos that are attached', async () => {
    const all = await offers('/dream octaves:3 |')
    assert.ok(all.includes('/dream octaves:3 layer:'))
    assert.ok(!all.includes('/dream octaves:3 octaves:'))
    const labels = async (photos: number) => {
      const query = new URLSearchParams({ text: '/dream ', cursor: '7', photos: `${photos}` })
      return (await ann.json<Completion[]>(`/api/suggestions?${query}`))
        .filter(({ photo }) => photo)
        .map(({ label }) => label)
    }
    const [first, ...others] = await labels(0)
    assert.equal(first, 'image')
    assert.deepEqual(await labels(1), others)
  })

  test('layers and filters of the network are suggested', async () => {
    const networks = await ann.json<{ name: string; installed: boolean }[]>('/api/networks')
    assert.ok(networks.some(({ name, installed }) => name === 'minivgg' && installed))
    const layers = await ann.json<{ layer: string; filters: number }[]>('/api/layers?network=minivgg')
    assert.deepEqual(layers[0], { layer: 'block1_conv1', filters: 24 })
    const unknown = await ann.request('/api/layers?network=nope')
    assert.equal(unknown.status, 400)
    assert.match(((await unknown.json()) as { text: string }).text, /There is no network "nope"/)
  })
})
