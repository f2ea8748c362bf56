import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { configurePlatforms } from '../../src/app/platforms.ts'
import type { PlatformParts } from '../../src/platforms/define-platform.ts'
import { loadPlatforms } from '../../src/platforms/load.ts'
import { dataFolder } from '../support/house.ts'

const DEFINE = fileURLToPath(new URL('../../src/platforms/define-platform.ts', import.meta.url))
const ZOD = import.meta.resolve('zod')

/** A folder of platforms, with the text of each one's `platform.ts` by name. */
function folderOf(platforms: Readonly<Record<string, string>>): string {
  const folder = dataFolder()
  for (const [name, text] of Object.entries(platforms)) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'platform.ts'), text)
  }
  return folder
}

/** A platform that does nothing, and is set up when its token is. */
const pager = `
import { z } from '${ZOD}'
import { definePlatform, secret } from '${DEFINE}'
export default definePlatform({
  settings: { PAGER_TOKEN: secret(z.string().min(4).optional()) },
  create({ PAGER_TOKEN: token }, others) {
    if (token === undefined) return undefined
    return () => ({ start: async () => async () => {}, post: async () => ({ token, others }) })
  },
})
`

test('the platforms are the folders with a platform.ts', async () => {
  assert.deepEqual([...(await loadPlatforms()).keys()], ['discord', 'playground', 'slack'])
})

test('a folder that is added is a platform, with its own settings', async () => {
  const folder = folderOf({ pager })
  mkdirSync(join(folder, 'helpers'))
  const platforms = await loadPlatforms(folder)
  assert.deepEqual([...platforms.keys()], ['pager'])
  process.env.PAGER_TOKEN = ''
  assert.equal(configurePlatforms(platforms).factories.size, 0)
  process.env.PAGER_TOKEN = 'hush'
  const configured = configurePlatforms(platforms)
  assert.deepEqual(configured.secrets, ['hush'])
  assert.deepEqual([...configured.factories.keys()], ['pager'])
  process.env.PAGER_TOKEN = 'abc'
  assert.throws(() => configurePlatforms(platforms), {
    code: 'bad-input',
    message: 'The setting PAGER_TOKEN cannot be what it is set to.',
  })
})

test('a platform that must be last is asked after the others, and knows them', async () => {
  const last = pager.replace('settings:', 'isLast: true, settings:')
  const platforms = await loadPlatforms(folderOf({ a: last, b: pager, c: pager }))
  process.env.PAGER_TOKEN = 'hush'
  const { factories } = configurePlatforms(platforms)
  assert.deepEqual([...factories.keys()], ['b', 'c', 'a'])
  const made = factories.get('a')?.({} as PlatformParts)
  const posted = await made?.post({ platform: 'a', place: 'here' }, { state: 'info', text: '' })
  assert.deepEqual(posted, { token: 'hush', others: ['b', 'c'] })
})

test('a module that is no platform is named', async () => {
  for (const text of ['', 'export default { settings: {} }', 'export const create = () => undefined']) {
    const folder = folderOf({ broken: text })
    await assert.rejects(loadPlatforms(folder), /broken\/platform\.ts does not export a platform by default/)
  }
})
