/**
 * How fast the bot acknowledges, on Discord and on Slack, when a whole server talks to it at once.
 *
 *     npm run bench:chat [-- SECONDS]
 *
 * The bot is a process of its own, as `npm start` runs it; the chats are those of the tests, on loopback. Commands are
 * asked for that render nothing, 50 a second, for a minute unless another time is given. Memory is the bot's resident
 * set, after the first tenth of the time and at its end.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createWorld as createDiscordWorld } from '../test/platforms/discord/world.ts'
import { createWorld as createSlackWorld } from '../test/platforms/slack/world.ts'
import { machine, milliseconds, table } from './table.ts'

const PER_SECOND = 50
const SECONDS = Number(process.argv[2] ?? 60)
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const COMMANDS = ['help', 'queue', 'networks'] as const

/** One interaction: how long its acknowledgement took, in milliseconds; undefined if none came in time. */
type Ask = (command: string) => Promise<number | undefined>

interface Figures {
  readonly times: readonly number[]
  readonly lost: number
  readonly memory: readonly [early: number, late: number]
}

async function measure(settings: Record<string, string>, ask: Ask): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  const environment = { ...process.env, DREAMBOT_DATA: data, DREAMBOT_PORT: '0', DREAMBOT_PLAYGROUND: '0', ...settings }
  const bot = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = new Promise((resolve) => bot.once('exit', resolve))
  try {
    await listening(bot)
    // Whatever is loaded at the first use is not what this is about.
    for (const command of COMMANDS) await ask(command)
    const asked: Promise<number | undefined>[] = []
    let early = 0
    const total = SECONDS * PER_SECOND
    const started = performance.now()
    for (let i = 0; i < total; i++) {
      await sleep(Math.max(0, started + (1000 * i) / PER_SECOND - performance.now()))
      asked.push(ask(COMMANDS[i % COMMANDS.length] ?? 'help'))
      if (i === Math.floor(total / 10)) early = residentBytes(bot)
    }
    const answers = await Promise.all(asked)
    const times = answers.filter((time) => time !== undefined).sort((a, b) => a - b)
    return { times, lost: total - times.length, memory: [early, residentBytes(bot)] }
  } finally {
    bot.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
}

function listening(bot: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    bot.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('listening on')) resolve()
    })
    bot.once('exit', () => reject(new Error(`the bot ended: ${said}`)))
  })
}

function residentBytes({ pid }: ChildProcess): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) * 1024
}

async function onDiscord(): Promise<Figures> {
  await using world = await createDiscordWorld()
  const settings = { DISCORD_TOKEN: world.token, DISCORD_API_URL: world.api, SLACK_BOT_TOKEN: '' }
  return await measure(settings, async (command) => {
    const asked = world.command(command)
    await asked.acknowledged().catch(() => {})
    return asked.lost ? undefined : asked.acknowledgement?.ms
  })
}

async function onSlack(): Promise<Figures> {
  const world = await createSlackWorld()
  const settings = {
    ...{ SLACK_BOT_TOKEN: world.botToken, SLACK_APP_TOKEN: world.appToken, SLACK_API_URL: world.apiUrl },
    ...{ SLACK_SIGNING_SECRET: '', DISCORD_TOKEN: '' },
  }
  try {
    return await measure(settings, async (command) => {
      const { status, ms } = await (await world.slash(`/${command}`, '')).ack
      return status === 'acked' ? ms : undefined
    })
  } finally {
    await world.close()
  }
}

function row(chat: string, { times, lost, memory }: Figures): string[] {
  const at = (share: number) => milliseconds((times[Math.floor(share * (times.length - 1))] ?? 0) / 1000)
  const megabytes = memory.map((bytes) => `${Math.round(bytes / 1e6)} MB`)
  return [chat, String(times.length), String(lost), at(0.5), at(0.99), at(1), megabytes.join(' → ')]
}

console.log(`${machine()}\n${PER_SECOND} commands a second for ${SECONDS} s\n`)
const head = ['chat', 'acknowledged', 'lost', 'median', 'p99', 'longest', 'memory of the bot']
console.log(table([head, row('Discord', await onDiscord()), row('Slack', await onSlack())]))
