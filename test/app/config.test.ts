import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { type Config, readConfig, readSettings, SETTINGS } from '../../src/app/config.ts'
import { configurePlatforms } from '../../src/app/platforms.ts'
import { UserError } from '../../src/core/errors.ts'
import { DEFAULT_LIMITS } from '../../src/core/limits.ts'
import type { PlatformParts } from '../../src/platforms/define-platform.ts'
import discord from '../../src/platforms/discord/platform.ts'
import { loadPlatforms } from '../../src/platforms/load.ts'
import slack, { chooseDelivery } from '../../src/platforms/slack/platform.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { dataFolder } from '../support/house.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const documented = readFileSync(join(root, '.env.example'), 'utf8')
const names = [...documented.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
const before = { ...process.env }
const platforms = await loadPlatforms()
after(() => {
  process.env = before
})

/** Sets these variables and empties all others that are documented, so that a `.env` in the checkout has no effect. */
function set(settings: Readonly<Record<string, string>>): void {
  process.env = { ...before, ...Object.fromEntries(names.map((name) => [name, ''])), ...settings }
}

function read(settings: Readonly<Record<string, string>> = {}): Config {
  set(settings)
  return readConfig()
}

/** The sentences of the error that reading all settings throws. */
function refusal(settings: Readonly<Record<string, string>>): string {
  return said(() => {
    read(settings)
    configurePlatforms(platforms)
  })
}

function said(fail: () => void): string {
  try {
    fail()
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    assert.equal(error.code, 'bad-input')
    return `${error.message} ${error.hint}`
  }
  assert.fail('was not refused')
}

const bot = { SLACK_BOT_TOKEN: 'xoxb-1' }
const socket = { SLACK_APP_TOKEN: 'xapp-1' }
const http = { SLACK_SIGNING_SECRET: 'secret', SLACK_PORT: '3000' }

/** Names of the platforms that these settings make, with parts that nothing uses before a platform starts. */
function made(settings: Readonly<Record<string, string>>): string[] {
  set(settings)
  const parts = {
    commands: new Map(),
    languages: new Map(),
    database: openDatabase(IN_MEMORY),
    data: dataFolder(),
    log: () => {},
    web: { port: 0, health: () => new Hono() },
  }
  const { factories } = configurePlatforms(platforms)
  for (const make of factories.values()) make(parts as unknown as PlatformParts)
  return [...factories.keys()]
}

test('every setting is optional, and no chat is set up without its token', () => {
  const { network, weights, data, engine, log, folder } = read()
  assert.equal(network, undefined)
  assert.deepEqual([weights, data], [join(root, 'weights'), join(root, 'data')])
  assert.deepEqual([engine, log], ['auto', { level: 'info', secrets: [] }])
  assert.ok(isAbsolute(folder))
  assert.deepEqual(made({ DREAMBOT_PLAYGROUND: 'no', DISCORD_GUILD_ID: '1', ...socket, ...http }), [])
})

test('every setting that is read is documented, and every documented one is read', () => {
  const shapes = [SETTINGS, ...[...platforms.values()].map(({ settings }) => settings)]
  const known = shapes.flatMap((shape) => Object.keys(shape))
  assert.deepEqual(names.toSorted(), known.toSorted())
})

test('the atlas is kept with the data, up to a size', () => {
  assert.deepEqual(read().atlas, { folder: join(root, 'data', 'atlas'), bytes: 1024e6 })
  const settings = { DREAMBOT_DATA: '/elsewhere', DREAMBOT_CACHE_MB: '20' }
  assert.deepEqual(read(settings).atlas, { folder: '/elsewhere/atlas', bytes: 20e6 })
  assert.match(refusal({ DREAMBOT_CACHE_MB: '0' }), /^The setting DREAMBOT_CACHE_MB cannot be "0"\./)
})

test('devices, their memory, and limits', () => {
  const { devices, memory, limits } = read()
  assert.deepEqual([devices, memory, limits], [undefined, undefined, DEFAULT_LIMITS])
  assert.deepEqual(read({ DREAMBOT_DEVICES: '0' }).devices, [0])
  assert.deepEqual(read({ DREAMBOT_DEVICES: '3, 1' }).devices, [3, 1])
  assert.equal(read({ DREAMBOT_MEMORY_MB: '3000' }).memory, 3e9)
  const set = { DREAMBOT_LIMIT_USER: '5', DREAMBOT_LIMIT_USER_HOUR: '60', DREAMBOT_LIMIT_PLACE: '40' }
  const wanted = { perUser: 5, perUserHourly: 60, perPlaceWaiting: 40, perJobSeconds: 90 }
  assert.deepEqual(read({ ...set, DREAMBOT_LIMIT_SECONDS: '90' }).limits, wanted)
})

test('Discord: a token is enough, and the rest has its defaults', () => {
  const token = { DISCORD_TOKEN: 'token' }
  set(token)
  assert.deepEqual(readSettings(discord.settings), {
    DISCORD_TOKEN: 'token',
    DISCORD_API_URL: 'https://discord.com/api',
    DISCORD_SHARDS: 'auto',
  })
  const more = { DISCORD_API_URL: 'http://127.0.0.1:1/api', DISCORD_GUILD_ID: '123456789012345678' }
  set({ ...token, ...more, DISCORD_SHARDS: '4' })
  assert.deepEqual(readSettings(discord.settings), { ...token, ...more, DISCORD_SHARDS: 4 })
  assert.deepEqual(made(token), ['discord'])
})

test('Slack: by socket or by HTTP, with an error when it is neither', () => {
  const delivery = (settings: Readonly<Record<string, string>>) => {
    set({ ...bot, ...settings })
    return chooseDelivery(readSettings(slack.settings))
  }
  const bySocket = { mode: 'socket', appToken: 'xapp-1' }
  const byHttp = { mode: 'http', signingSecret: 'secret', port: 3000 }
  assert.deepEqual(delivery(socket), bySocket)
  assert.deepEqual(delivery(http), byHttp)
  assert.deepEqual(delivery({ ...socket, ...http }), byHttp)
  assert.deepEqual(delivery({ ...socket, SLACK_SIGNING_SECRET: 'secret' }), bySocket)
  assert.equal(readSettings(slack.settings).SLACK_API_URL, 'https://slack.com/api/')
  assert.deepEqual(made({ ...bot, ...socket }), ['slack'])
  const halves: Record<string, string>[] = [{}, { SLACK_SIGNING_SECRET: 'secret' }, { SLACK_PORT: '3000' }]
  for (const half of halves) {
    assert.throws(() => made({ ...bot, ...half }), {
      code: 'bad-input',
      message: 'SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot.',
      hint: /^Set SLACK_APP_TOKEN/,
    })
  }
})

test('the playground is there when it is asked for, and by default when nothing else is', () => {
  assert.deepEqual(made({}), ['playground'])
  assert.deepEqual(made({ DREAMBOT_PLAYGROUND: 'no' }), [])
  assert.deepEqual(made({ DISCORD_TOKEN: 'token', DREAMBOT_PLAYGROUND: 'yes' }), ['discord', 'playground'])
})

test('a wrong value is named with its setting, a secret is not shown', () => {
  const cases: [name: string, value: string, expected?: string][] = [
    ['DISCORD_GUILD_ID', 'my guild'],
    ['DISCORD_SHARDS', '0', 'auto or a whole number, at least 1'],
    ['DISCORD_SHARDS', 'many', 'auto or a whole number, at least 1'],
    ['DISCORD_API_URL', 'discord'],
    ['SLACK_API_URL', 'slack'],
    ['SLACK_PORT', '70000', 'a whole number from 0 to 65535'],
    ['SLACK_PORT', 'http', 'a whole number from 0 to 65535'],
    ['LOG_LEVEL', 'loud', 'debug, info, warn, error or silent'],
    ['DREAMBOT_ENGINE', 'abacus', 'auto, onnx-cuda, onnx-webgpu, onnx-cpu or tensorflow'],
    ['DREAMBOT_DEVICES', 'cuda'],
    ['DREAMBOT_DEVICES', '0,'],
    ['DREAMBOT_DEVICES', '1,1'],
    ['DREAMBOT_MEMORY_MB', '2 GB', 'a whole number, at least 256'],
    ['DREAMBOT_MEMORY_MB', '16', 'a whole number, at least 256'],
    ['DREAMBOT_LIMIT_USER', '0', 'a whole number from 1 to 100'],
    ['DREAMBOT_LIMIT_PLACE', 'none', 'a whole number from 1 to 1000'],
  ]
  for (const [name, value, expected] of cases) {
    const hint = expected === undefined ? 'See .env.example.' : `It must be ${expected}, see .env.example.`
    assert.equal(refusal({ [name]: value }), `The setting ${name} cannot be "${value}". ${hint}`)
  }
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']) {
    const said = refusal({ [name]: 'xoxp-hush' })
    assert.match(said, new RegExp(`^The setting ${name} cannot be what it is set to\\.`))
    assert.doesNotMatch(said, /hush/)
  }
})

test('the log knows every secret', () => {
  const redis = 'redis://:hush@127.0.0.1:6379'
  const page = { PLAYGROUND_TOKEN: 'password' }
  const { log } = read({
    ...{ DISCORD_TOKEN: 'token', REDIS_URL: redis, LOG_LEVEL: 'debug' },
    ...{ ...bot, ...socket, ...http, ...page },
  })
  assert.equal(log.level, 'debug')
  assert.deepEqual(log.secrets, [redis])
  const { secrets } = configurePlatforms(platforms)
  assert.deepEqual(secrets.toSorted(), ['password', 'secret', 'token', 'xapp-1', 'xoxb-1'])
})
