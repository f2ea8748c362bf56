/** Networks that are downloaded on first use: from a server to a network that computes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import type { Model, WeightsFile } from '../../../src/network/catalog/model.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { temporaryFolder } from './folder.ts'
import { drop, other, serve, stall, status } from './server.ts'

const minivgg = (await loadModels()).get('minivgg') as Model
const [embedded] = minivgg.weights
const content = readFileSync(fileURLToPath(embedded?.file as URL))
const sha256 = createHash('sha256').update(content).digest('hex')

/** A network with minivgg's file, which a server has. */
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

test('concurrent installs of a network download it once, and it loads', async () => {
  const server = await serve(content, [drop(2_000_000)])
  const { folder, model, catalog } = await setUp(server.url)
  assert.equal(catalog.choose({ network: 'far' }).network, 'far')
  assert.equal(catalog.list().find(({ name }) => name === 'far')?.installed, false)
  const heard = [0, 0, 0]
  await Promise.all(
    heard.map((_, i) => {
      const onProgress = (received: number) => {
        heard[i] = Math.max(heard[i] ?? 0, received)
      }
      return catalog.install('far', { onProgress, retryMs: [500] })
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
  assert.equal((await load({ name: 'far', model, folder })).hash, sha256)
  await catalog.install('far')
  assert.equal(server.ranges.length, 2, 'what is there is not fetched again')
})

test('a lock that a killed process left becomes stale', async () => {
  const { folder, catalog } = await setUp((await serve(content)).url)
  const lock = join(folder, 'far.safetensors.lock')
  writeFileSync(lock, '')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  await catalog.install('far')
  assert.deepEqual(readdirSync(folder), ['far.safetensors'])
})

test('the error of a network that cannot be downloaded names the installed ones', async () => {
  const { folder, catalog } = await setUp((await serve(content, [status(404)])).url)
  await assert.rejects(catalog.install('far'), { code: 'missing-weights', hint: /Installed networks: minivgg\./ })
  assert.deepEqual(readdirSync(folder), [])
})

describe('a network with a second address', () => {
  /** A catalog with one network, whose two files are on two servers. */
  async function setUpTwo(first: string, second: string) {
    const [model, other] = [remote(first), remote(second)]
    const weights = [...model.weights, ...other.weights.map((file) => ({ ...file, file: 'second.safetensors' }))]
    const folder = await temporaryFolder()
    const catalog = createCatalog(new Map([['far', { ...model, weights }]]), folder.path)
    const told: string[] = []
    const install = (options = {}) =>
      catalog.install('far', { retryMs: [], onFallback: ({ message }) => told.push(message), ...options })
    return { folder: folder.path, catalog, told, install }
  }

  test('is downloaded from there if the first has no such file or a wrong one, and the reason is reported', async () => {
    const [good, gone, wrong] = [await serve(content), await serve(content, [status(404)]), Buffer.from(content)]
    wrong[0] = (wrong[0] ?? 0) ^ 1
    for (const [bad, reason] of [
      [gone, /has no file at .*: it answers 404\.$/],
      [await serve(content, [other(wrong)]), /is not the expected one: it has the sha256/],
    ] as const) {
      const { folder, catalog, told, install } = await setUpTwo(bad.url, good.url)
      await install()
      assert.deepEqual(readdirSync(folder), ['second.safetensors'])
      assert.equal(told.length, 1)
      assert.match(told[0] ?? '', reason)
      assert.equal(catalog.list()[0]?.installed, true)
    }
  })

  test('is downloaded from the first if possible, and the second is then not asked', async () => {
    const [first, second] = [await serve(content), await serve(content)]
    const { folder, told, install } = await setUpTwo(first.url, second.url)
    await install()
    assert.deepEqual([readdirSync(folder), told, second.ranges.length], [['far.safetensors'], [], 0])
  })

  test('that neither has is an error with both reasons', async () => {
    const servers = [await serve(content, [status(404)]), await serve(content, [status(410)])]
    const { folder, install } = await setUpTwo(servers[0]?.url ?? '', servers[1]?.url ?? '')
    await assert.rejects(install(), { code: 'missing-weights', message: /it answers 404\. .*it answers 410\.$/ })
    assert.deepEqual(readdirSync(folder), [])
  })

  test('is not downloaded from there if the folder cannot be written', async () => {
    const [first, second] = [await serve(content), await serve(content)]
    const { folder, told, install } = await setUpTwo(first.url, second.url)
    mkdirSync(join(folder, 'far.safetensors.part'))
    await assert.rejects(install(), { code: 'output' })
    assert.deepEqual([told, second.ranges.length], [[], 0])
  })

  test('is not downloaded from there after an abort', async () => {
    const [first, second] = [await serve(content, [stall(10)]), await serve(content)]
    const { told, install } = await setUpTwo(first.url, second.url)
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    await assert.rejects(install({ signal: controller.signal, onProgress }), { name: 'AbortError' })
    assert.deepEqual([told, second.ranges.length], [[], 0])
  })
})

test('a dry run downloads nothing, and throws for a network that cannot be downloaded', async () => {
  const server = await serve(content)
  const { folder, model } = await setUp(server.url)
  const { url: _, ...file } = model.weights[0] as WeightsFile
  const catalog = createCatalog(
    new Map([
      ['far', model],
      ['lost', { ...model, weights: [{ ...file, file: 'lost.safetensors' }] }],
    ]),
    folder,
  )
  await catalog.install('far', { dryRun: true })
  assert.deepEqual([readdirSync(folder), server.ranges.length], [[], 0])
  await assert.rejects(catalog.install('fat', { dryRun: true }), { code: 'unknown-network' })
  await assert.rejects(catalog.install('lost', { dryRun: true }), { code: 'missing-weights' })
})

test('a weights folder that cannot be written is named in the error', async () => {
  const { folder, model } = await setUp('http://127.0.0.1/')
  writeFileSync(join(folder, 'file'), '')
  // In the second, not even root can create a file.
  for (const place of [join(folder, 'file', 'weights'), '/proc/self']) {
    const catalog = createCatalog(new Map([['far', model]]), place)
    await assert.rejects(catalog.install('far'), { code: 'output', message: /^Weights cannot be saved in / })
  }
})

test('a file with a wrong hash is not installed', async () => {
  const wrong = Buffer.from(content)
  wrong[content.length - 1] = (wrong[content.length - 1] ?? 0) ^ 1
  const { folder, catalog } = await setUp((await serve(content, [other(wrong)])).url)
  await assert.rejects(catalog.install('far'), { code: 'bad-weights', message: /sha256/ })
  assert.deepEqual(readdirSync(folder), [])
})

test('an installed file with other content than expected is refused', async () => {
  const { folder, model } = await setUp('http://127.0.0.1/')
  const path = join(folder, 'far.safetensors')
  writeFileSync(path, content.subarray(0, -1))
  await assert.rejects(load({ name: 'far', model, folder }), { code: 'bad-weights', message: /bytes; expected/ })
  const wrong = Buffer.from(content)
  wrong[content.length - 1] = (wrong[content.length - 1] ?? 0) ^ 1
  writeFileSync(path, wrong)
  await assert.rejects(load({ name: 'far', model, folder }), {
    code: 'bad-weights',
    message: /has the sha256 .*; expected/,
  })
  assert.ok(existsSync(path), 'it is the user’s to remove')
})
