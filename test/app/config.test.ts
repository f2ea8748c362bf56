import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '../../src/app/config.ts'
import { UserError } from '../../src/core/errors.ts'
import { DEFAULT_LIMITS } from '../../src/core/limits.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const documented = readFileSync(join(root, '.env.example'), 'utf8')
const names = [...documented.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
const before = { ...process.env }
after(() => {
  process.env = before
})

/** What the settings are with these set and no others; a `.env` in the checkout does not change what is empty. */
function read(settings: Readonly<Record<string, string>> = {}): Config {
  process.env = { ...before, ...Object.fromEntries(names.map((name) => [name, ''])), ...settings }
  return readConfig()
}

function refusal(settings: Readonly<Record<string, string>>): string {
  try {
    read(settings)
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    assert.equal(error.code, 'bad-input')
    return `${error.message} ${error.hint}`
  }
  assert.fail('was not refused')
}

const slack = { SLACK_BOT_TOKEN: 'xoxb-1' }
const socket = { SLACK_APP_TOKEN: 'xapp-1' }
const http = { SLACK_SIGNING_SECRET: 'secret', SLACK_PORT: '3000' }

test('all of them are optional, and none of the chats is there without its token', () => {
  const { network, weights, data, engine, log, discord, slack, folder } = read()
  assert.deepEqual([network, discord, slack], [undefined, undefined, undefined])
  assert.deepEqual([weights, data], [join(root, 'weights'), join(root, 'data')])
  assert.deepEqual([engine, log], ['auto', { level: 'info', secrets: [] }])
  assert.ok(isAbsolute(folder))
  assert.equal(read({ DISCORD_GUILD_ID: '1', ...socket, ...http }).discord, undefined)
  assert.equal(read(socket).slack, undefined)
})

test('what is read is documented, and what is documented is read', () => {
  const source = readFileSync(join(root, 'src/app/config.ts'), 'utf8')
  const known = [...source.matchAll(/^ {2}([A-Z_]+): (?:setting|limit)\(/gm)].map(([, name]) => name ?? '')
  assert.ok(known.length > 10)
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
  const apiUrl = 'https://discord.com/api'
  assert.deepEqual(read(token).discord, { token: 'token', apiUrl, guild: undefined, shards: 'auto' })
  const more = {
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    DISCORD_GUILD_ID: '123456789012345678',
    DISCORD_SHARDS: '4',
  }
  assert.deepEqual(read({ ...token, ...more }).discord, {
    token: 'token',
    apiUrl: 'http://127.0.0.1:1/api',
    guild: '123456789012345678',
    shards: 4,
  })
})

test('Slack: by socket or by HTTP, and told where it is neither', () => {
  const apiUrl = 'https://slack.com/api/'
  const common = { botToken: 'xoxb-1', apiUrl }
  const bySocket = { ...common, delivery: { mode: 'socket', appToken: 'xapp-1' } }
  const byHttp = { ...common, delivery: { mode: 'http', signingSecret: 'secret', port: 3000 } }
  assert.deepEqual(read({ ...slack, ...socket }).slack, bySocket)
  assert.deepEqual(read({ ...slack, ...http }).slack, byHttp)
  assert.deepEqual(read({ ...slack, ...socket, ...http }).slack, byHttp)
  assert.deepEqual(read({ ...slack, ...socket, SLACK_SIGNING_SECRET: 'secret' }).slack, bySocket)
  const halves: Record<string, string>[] = [{}, { SLACK_SIGNING_SECRET: 'secret' }, { SLACK_PORT: '3000' }]
  for (const half of halves) {
    const said = refusal({ ...slack, ...half })
    assert.match(said, /^SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot\. Set SLACK_APP/)
  }
})

test('a wrong value is named with its setting, a secret is not shown', () => {
  const cases: [name: string, value: string][] = [
    ['DISCORD_GUILD_ID', 'my guild'],
    ['DISCORD_SHARDS', '0'],
    ['DISCORD_SHARDS', 'many'],
    ['DISCORD_API_URL', 'discord'],
    ['SLACK_API_URL', 'slack'],
    ['SLACK_PORT', '70000'],
    ['SLACK_PORT', 'http'],
    ['LOG_LEVEL', 'loud'],
    ['DREAMBOT_ENGINE', 'abacus'],
    ['DREAMBOT_DEVICES', 'cuda'],
    ['DREAMBOT_DEVICES', '0,'],
    ['DREAMBOT_DEVICES', '1,1'],
    ['DREAMBOT_MEMORY_MB', '2 GB'],
    ['DREAMBOT_MEMORY_MB', '16'],
    ['DREAMBOT_LIMIT_USER', '0'],
    ['DREAMBOT_LIMIT_PLACE', 'none'],
  ]
  for (const [name, value] of cases) {
    assert.equal(refusal({ [name]: value }), `The setting ${name} cannot be "${value}". See .env.example.`)
  }
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']) {
    const said = refusal({ [name]: 'xoxp-hush' })
    assert.match(said, new RegExp(`^The setting ${name} cannot be what it is set to\\.`))
    assert.doesNotMatch(said, /hush/)
  }
})

test('the log is told every secret', () => {
  const { log } = read({ DISCORD_TOKEN: 'token', ...slack, ...socket, ...http, LOG_LEVEL: 'debug' })
  assert.equal(log.level, 'debug')
  assert.deepEqual(log.secrets.toSorted(), ['secret', 'token', 'xapp-1', 'xoxb-1'])
})
