/** The commands as Discord is told of them: what they are, and when. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandType,
  ApplicationCommandOptionType as Option,
  PermissionFlagsBits,
} from 'discord.js'
import { z } from 'zod'
import { type Command, defineCommand } from '../../../../src/command/command.ts'
import { loadCommands } from '../../../../src/command/load.ts'
import { loadLanguages } from '../../../../src/i18n/load.ts'
import type { Language } from '../../../../src/i18n/phrase.ts'
import { commandBodies } from '../../../../src/platforms/discord/register/command-bodies.ts'
import { createStage, type Stage, stageCommands } from '../stage.ts'

const puts = ({ world }: Stage) =>
  world.requests.flatMap(({ method, path, body }) => (method === 'PUT' ? [[path, (body as unknown[]).length]] : []))

test('commands are registered only when they have changed or Discord has lost some', async () => {
  await using stage = await createStage()
  const everywhere = `/applications/${stage.world.botId}/commands`
  const commands = await stageCommands()
  // One more is the action on messages: of /dream, and of the tests' own.
  const count = commands.size + 2
  assert.deepEqual(puts(stage), [[everywhere, count]])
  await stage.restart()
  assert.equal(puts(stage).length, 1, 'unchanged')

  const fewer = new Map(commands)
  fewer.delete('queue')
  await stage.restart({ commands: fewer })
  await stage.restart({ commands: fewer })
  assert.deepEqual(puts(stage).slice(1), [[everywhere, count - 1]])

  await fetch(`${stage.world.api}/v10${everywhere}`, {
    method: 'PUT',
    headers: { authorization: `Bot ${stage.world.token}`, 'content-type': 'application/json' },
    body: '[]',
  })
  await stage.restart({ commands: fewer })
  assert.deepEqual(puts(stage).slice(3), [[everywhere, count - 1]], 'lost')
})

test('a guild’s own registration is removed when the commands become global', async () => {
  await using stage = await createStage()
  const { botId, guildId } = stage.world
  const guild = `/applications/${botId}/guilds/${guildId}/commands`
  const count = (await stageCommands()).size + 2
  await stage.restart({ guild: guildId })
  await stage.restart({ guild: guildId })
  assert.deepEqual(puts(stage).slice(1), [[guild, count]])
  await stage.restart()
  await stage.restart()
  assert.deepEqual(puts(stage).slice(2), [[guild, 0]])
})

test('Discord accepts the bot’s own commands, in all languages', async () => {
  const bodies = commandBodies(await loadCommands(), await loadLanguages())
  const dream = bodies.find(({ name }) => name === 'dream')
  assert.ok(dream && 'options' in dream)
  assert.deepEqual(
    [dream.contexts, dream.integration_types],
    [
      [0, 1, 2],
      [0, 1],
    ],
  )
  const [image, layer, ...rest] = dream.options as APIApplicationCommandBasicOption[]
  assert.deepEqual([image?.name, image?.type, image?.required], ['image', Option.Attachment, true])
  assert.ok(layer?.type === Option.String && layer.autocomplete && !layer.required)
  const option = (name: string) => rest.find((each) => each.name === name)
  const octaves = option('octaves')
  assert.ok(octaves?.type === Option.Integer && 'min_value' in octaves)
  assert.deepEqual([octaves.min_value, octaves.max_value], [1, 8])
  assert.equal(option('octave-scale')?.type, Option.Number)
  const format = option('format')
  assert.ok(format?.type === Option.String && 'choices' in format)
  assert.deepEqual(
    format.choices?.map(({ value }) => value),
    ['png', 'jpeg', 'gif', 'webp', 'mp4'],
  )
  const action = bodies.find(({ type }) => type === ApplicationCommandType.Message)
  assert.equal(action?.name, 'Dream this image')
  const settings = bodies.find(({ name }) => name === 'settings')
  assert.equal(settings?.default_member_permissions, String(PermissionFlagsBits.ManageGuild))
  assert.equal(dream.default_member_permissions, undefined)
})

const dream = (args: z.ZodObject) =>
  new Map([
    ['dream', defineCommand({ description: 'Dream', args, run: () => ({ state: 'info', text: '' }) }) as Command],
  ])
const language = (names: Language['names'], phrases: Language['phrases'] = {}) => new Map([['de', { names, phrases }]])

test('names and descriptions are localized where a language has them', () => {
  const long =
    'Eine Beschreibung, die so lang ist, dass sie nicht in die hundert Zeichen passt, die Discord einer jeden davon gibt'
  const args = z.object({ octaveScale: z.number().describe('The scale'), mode: z.enum(['calm', 'wild']) })
  const german = language({ dream: 'traum', 'octave-scale': 'oktavschritt' }, { 'The scale': long, calm: 'ruhig' })
  const [body] = commandBodies(dream(args), german)
  assert.ok(body && 'options' in body)
  assert.deepEqual(body.name_localizations, { de: 'traum' })
  assert.deepEqual(body.description_localizations, {})
  const [scale, mode] = body.options as APIApplicationCommandBasicOption[]
  assert.deepEqual(scale?.name_localizations, { de: 'oktavschritt' })
  const short = scale?.description_localizations?.de ?? ''
  assert.ok(short.length <= 100 && short.endsWith('…') && long.startsWith(short.slice(0, -1)))
  assert.equal(long[short.length - 1], ' ', 'it ends with a whole word')
  assert.ok(mode?.type === Option.String && 'choices' in mode)
  assert.deepEqual(mode.choices, [
    { name: 'calm', name_localizations: { de: 'ruhig' }, value: 'calm' },
    { name: 'wild', name_localizations: {}, value: 'wild' },
  ])
})

test('required options come first, as Discord demands', () => {
  const args = z.object({
    size: z.number().optional(),
    image: z.string().meta({ kind: 'image' }),
    step: z.number().default(1),
  })
  const [body] = commandBodies(dream(args), new Map())
  assert.ok(body && 'options' in body)
  assert.deepEqual(
    body.options?.map(({ name, required }) => [name, required]),
    [
      ['image', true],
      ['size', false],
      ['step', false],
    ],
  )
})

test('a command that Discord would reject is an error before it is sent', () => {
  const none = z.object({})
  const two = z.object({ size: z.number(), step: z.number() })
  const many = z.object(Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`o${i}`, z.boolean()])))
  const cases: [z.ZodObject, Language['names'], RegExp][] = [
    [none, { dream: 'Traum' }, /commands in de, "Traum" is not a name/],
    [none, { dream: 'ein traum' }, /"ein traum" is not a name/],
    [two, { dream: 'traum', size: 'maß', step: 'maß' }, /options of \/dream in de, "maß" appears twice/],
    [two, { dream: 'traum', size: 'step' }, /options of \/dream in de, "step" appears twice/],
    [z.object({ 'what?': z.number() }), {}, /in English, "what\?" is not a name/],
    [many, {}, /\/dream has 26 options; Discord accepts at most 25/],
  ]
  for (const [args, names, sentence] of cases)
    assert.throws(() => commandBodies(dream(args), language(names)), sentence)
})
