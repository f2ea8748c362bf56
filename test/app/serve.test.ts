/** `npm start` with a platform that cannot start. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { dataFolder } from '../support/house.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

test('a chat that cannot be reached ends the program with an error message and exit code 1', async () => {
  const env = {
    ...process.env,
    ...{
      DREAMBOT_DATA: dataFolder(),
      DREAMBOT_PORT: '0',
      DREAMBOT_PLAYGROUND: '0',
      REDIS_URL: '',
      SLACK_BOT_TOKEN: '',
    },
    ...{
      DISCORD_TOKEN: 'a.token',
      DISCORD_API_URL: 'http://127.0.0.1:9/api',
      DISCORD_GUILD_ID: '',
      DISCORD_SHARDS: '',
    },
  }
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) => {
    const options = { env, timeout: 60_000, killSignal: 'SIGKILL' as const }
    execFile(process.execPath, [MAIN], options, (error, _, said) => resolve({ code: error?.code, said }))
  })
  assert.match(said, /^Discord cannot be reached at http:\/\/127\.0\.0\.1:9\/api: .* Check the network/m)
  assert.equal(code, 1)
})
