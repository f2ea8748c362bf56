/** Networks that are fetched on first use: the whole way from a server to a network that computes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCatalog, loadModels } from '../../src/network/catalog.ts'
import type { Model } from '../../src/network/model.ts'
import { load } from '../../src/network/store.ts'
import { temporaryFolder } from './folder.ts'
import { drop, other, serve, status } from './server.ts'

const minivgg = (await loadModels()).get('minivgg') as Model
const [embedded] = minivgg.weights
const content = readFileSync(fileURLToPath(embedded?.file as URL))
const sha256 = createHash('sha256').update(content).digest('hex')

/** minivgg as a network that a server has. */
function remote(url: string): Model {
  const input = embedded?.input as NonNullable<typeof embedded>['input']
  return { ...minivgg, weights: [{ file: 'far.safetensors', input, url, bytes: content.length, sha256 }] }
}

async function setUp(url: string) {
  const folder = await temporaryFolder()
  const model = remote(url)
  const catalog = createCatalog(
    new Map([
      ['far', model],
      ['minivgg', minivgg],
    ]),
    folder.path,
  )
  return { folder: folder.path, model, catalog }
}

test('a network asked for by name is fetched once, however many ask, and loads', async () => {
  const server = await serve(content, [drop(2_000_000)])
  const { folder, model, catalog } = await setUp(server.url)
  assert.equal(catalog.choose({ network: 'far' }).network, 'far')
  assert.equal(catalog.list().find(({ name }) => name === 'far')?.installed, false)
  const heard = [0, 0, 0]
  await Promise.all(
    heard.map((_, i) => {
      const hear = (received: number) => {
        heard[i] = Math.max(heard[i] ?? 0, received)
      }
      return catalog.install('far', { hear, retryMs: [500] })
    }),
  )
  assert.equal(server.ranges.length, 2, 'one download, resumed once')
  assert.ok(heard.includes(content.length))
  assert.ok(
    heard.every((received) => received >= 2_000_000),
    `those who wait are told too: ${heard}`,
  )
  assert.deepEqual(readdirSync(folder), ['far.safetensors'])
  assert.equal(catalog.list().find(({ name }) => name === 'far')?.installed, true)
  assert.equal((await load('far', model, folder)).hash, sha256)
  await catalog.install('far')
  assert.equal(server.ranges.length, 2, 'what is there is not fetched again')
})

test('a lock that a killed process left does not stand for ever', async () => {
  const { folder, catalog } = await setUp((await serve(content)).url)
  const lock = join(folder, 'far.safetensors.lock')
  writeFileSync(lock, '')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  await catalog.install('far')
  assert.deepEqual(readdirSync(folder), ['far.safetensors'])
})

test('what cannot be fetched is said together with what is installed', async () => {
  const { folder, catalog } = await setUp((await serve(content, [status(404)])).url)
  await assert.rejects(catalog.install('far'), { code: 'missing-weights', hint: /Installed are: minivgg\./ })
  assert.deepEqual(readdirSync(folder), [])
})

test('a folder that cannot hold it is named', async () => {
  const { folder, model } = await setUp('http://127.0.0.1/')
  writeFileSync(join(folder, 'file'), '')
  // In the second not even root can make a file.
  for (const place of [join(folder, 'file', 'weights'), '/proc/self']) {
    const catalog = createCatalog(new Map([['far', model]]), place)
    await assert.rejects(catalog.install('far'), { code: 'output', message: /^Weights cannot be kept in / })
  }
})

test('a wrong file is kept out', async () => {
  const wrong = Buffer.from(content)
  wrong[content.length - 1] = (wrong[content.length - 1] ?? 0) ^ 1
  const { folder, catalog } = await setUp((await serve(content, [other(wrong)])).url)
  await assert.rejects(catalog.install('far'), { code: 'bad-weights', message: /sha256/ })
  assert.deepEqual(readdirSync(folder), [])
})

test('a file of the right name and other content is not the network', async () => {
  const { folder, model } = await setUp('http://127.0.0.1/')
  const path = join(folder, 'far.safetensors')
  writeFileSync(path, content.subarray(0, -1))
  await assert.rejects(load('far', model, folder), { code: 'bad-weights', message: /bytes; expected/ })
  const wrong = Buffer.from(content)
  wrong[content.length - 1] = (wrong[content.length - 1] ?? 0) ^ 1
  writeFileSync(path, wrong)
  await assert.rejects(load('far', model, folder), { code: 'bad-weights', message: /has the sha256 .*; expected/ })
  assert.ok(existsSync(path), 'it is the user’s to remove')
})
