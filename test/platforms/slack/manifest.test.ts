import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadCommands } from '../../../src/command/load.ts'
import { METHODS, manifest } from '../../../src/platforms/slack/manifest.ts'
import { createStage, PHOTO } from './stage.ts'
import type { Message } from './world.ts'

const commands = await loadCommands()
const SCRIPT = fileURLToPath(new URL('../../../src/platforms/slack/print-manifest.ts', import.meta.url))

test('the manifest has every command and message action, within Slack’s limits', () => {
  const { features = {}, display_information: about } = manifest(commands)
  const { slash_commands: slash = [], shortcuts = [] } = features
  assert.deepEqual(
    slash.map(({ command }) => command),
    [...commands.keys()].map((name) => `/${name}`),
  )
  assert.ok(slash.length <= 50)
  for (const { command, description, usage_hint: hint } of slash) {
    assert.match(command, /^\/[a-z0-9_-]{1,31}$/)
    // Slack's own cannot be taken.
    assert.doesNotMatch(command, /^\/(me|status|away|dnd|shrug|remind|msg|feed|who|join|leave|open|search|topic|mute)$/)
    assert.ok(description.length > 0 && description.length <= 2000)
    assert.ok((hint?.length ?? 0) <= 1000)
  }
  assert.deepEqual(
    shortcuts.map(({ name, type, callback_id: id }) => [name, type, id]),
    [['Dream this image', 'message', 'dream']],
  )
  assert.ok(shortcuts.every(({ name, description }) => name.length <= 24 && description.length <= 150))
  assert.ok(about.name.length <= 35 && (about.description?.length ?? 0) <= 140)
})

test('usage hints come from the options', () => {
  const hints = new Map(manifest(commands).features?.slash_commands?.map((one) => [one.command, one.usage_hint]))
  assert.equal(hints.get('/filter'), 'layer [filters] [method] [option=value ...]')
  assert.equal(hints.get('/help'), '[command]')
  assert.equal(hints.get('/queue'), undefined)
})

test('the scopes are exactly those that methods, events and commands require', () => {
  assert.deepEqual(manifest(commands).oauth_config?.scopes?.bot, [
    'app_mentions:read',
    'chat:write',
    'chat:write.public',
    'commands',
    'files:read',
    'files:write',
    'im:history',
    'users:read',
  ])
})

test('the bot calls exactly the methods that the manifest lists', async () => {
  await using stage = await createStage()
  const { world } = stage
  const view = await (await world.slash('/dream', '')).until(({ views }) => views[0])
  await world.submit(view, { image: PHOTO })
  const done = ({ buttons }: Message) => buttons.length > 2
  const card = await world.until(() => world.messages.find(done))
  const made = await world.button(card, 'new-seed')
  const other = await made.until(({ messages }) => messages.find((one) => one !== card && done(one)))
  await stage.over(other.buttons[0]?.value)
  await world.button(other, 'delete')
  await made.until(({ ephemerals }) => ephemerals[0])
  await (await world.home('bob')).until(({ views }) => views[0])
  const called = new Set(world.calls.map(({ method }) => method).filter((method) => method.includes('.')))
  assert.deepEqual([...called].sort(), Object.keys(METHODS).sort())
})

test('for Socket Mode the manifest has no URL, for HTTP every part has it', () => {
  const socket = manifest(commands)
  assert.equal(socket.settings?.socket_mode_enabled, true)
  assert.doesNotMatch(JSON.stringify(socket), /url/)
  const url = 'https://dreambot.example.org/slack/events'
  const { settings = {}, features = {} } = manifest(commands, url)
  assert.equal(settings.socket_mode_enabled, false)
  assert.equal(settings.event_subscriptions?.request_url, url)
  assert.deepEqual(settings.interactivity, { is_enabled: true, request_url: url, message_menu_options_url: url })
  assert.ok(features.slash_commands?.every((one) => one.url === url))
})

test('the script prints the manifest, and refuses a URL without HTTPS', () => {
  const print = (...args: string[]) => spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(print().stdout), JSON.parse(JSON.stringify(manifest(commands))))
  const wrong = print('http://dreambot.example.org')
  assert.equal(wrong.status, 1)
  assert.match(wrong.stderr, /https:\/\/, and this one does not: http:\/\/dreambot.example.org\n$/)
})
