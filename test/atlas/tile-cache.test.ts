import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createTileCache, NO_TILES, type TileCacheOptions } from '../../src/atlas/tile-cache.ts'
import { encodeTile } from '../../src/atlas/tile-file.ts'
import type { Job } from '../../src/core/job.ts'
import { noise } from '../image/pictures.ts'

const root = mkdtempSync(join(tmpdir(), 'dreambot-atlas-'))
after(() => rmSync(root, { recursive: true }))

const file = await encodeTile(noise(16, 16), { fired: true, engine: 'onnx-cpu' })

let folders = 0
function tiles(options: Partial<TileCacheOptions> = {}) {
  const folder = options.folder ?? join(root, String(folders++))
  const weightsVersion = async (network: string) => `${network} as it was`
  return { folder, tiles: createTileCache({ folder, bytes: 1e6, engine: 'auto', weightsVersion, ...options }) }
}

function job(filters: string, more: Partial<Job> = {}): Job {
  const parameters = { method: 'sharp', filters, size: 128, format: 'png' }
  return { command: 'filter', network: 'minivgg', layer: 'block1_conv1', parameters, seed: 0, ...more }
}

test('a tile is found only with the same recipe, weights and engine', async () => {
  const { folder, tiles: own } = tiles()
  await (await own.of('minivgg')).put(job('3'), file)
  const kept = await (await own.of('minivgg')).get(job('3'))
  assert.deepEqual(new Uint8Array(kept?.file ?? []), new Uint8Array(file))
  assert.deepEqual(kept?.facts, { fired: true, engine: 'onnx-cpu' })

  const get = async (wanted: Job, options: Partial<TileCacheOptions> = {}) =>
    (await tiles({ folder, ...options }).tiles.of(wanted.network)).get(wanted)
  const { parameters } = job('3')
  const { filters, method, ...rest } = parameters
  assert.ok(await get(job('3', { parameters: { ...rest, filters: '3', method: 'sharp' } })), 'in any order')
  assert.ok(await get(job('3', { parameters: { ...parameters, format: 'jpeg' }, note: 'a note' })), 'as any file')
  const others: Job[] = [
    job('4'),
    job('3', { layer: 'block1_conv2' }),
    job('3', { network: 'googlenet' }),
    job('3', { seed: 1 }),
    job('3', { image: 'a'.repeat(64) }),
    job('3', { parameters: { ...parameters, size: 64 } }),
  ]
  for (const other of others) assert.equal(await get(other), undefined, JSON.stringify(other))
  assert.equal(await get(job('3'), { engine: 'tensorflow' }), undefined)
  assert.equal(await get(job('3'), { weightsVersion: async () => 'other weights' }), undefined)
  assert.equal(await (await NO_TILES.of('minivgg')).get(job('3')), undefined)
})

test('a damaged or truncated file counts as absent and is written again', async () => {
  const { folder, tiles: own } = tiles()
  const shelf = await own.of('minivgg')
  await shelf.put(job('3'), file)
  const [name = ''] = readdirSync(folder)
  for (const bad of [file.subarray(0, 200), new Uint8Array(file.length), new Uint8Array()]) {
    writeFileSync(join(folder, name), bad)
    assert.equal(await shelf.get(job('3')), undefined)
  }
  await shelf.put(job('3'), file)
  assert.ok(await shelf.get(job('3')))
  assert.deepEqual(readdirSync(folder), [name], 'no part is left')
})

test('the least recently used tiles are deleted to make room', async () => {
  const room = 10
  const { folder, tiles: own } = tiles({ bytes: room * file.length })
  const shelf = await own.of('minivgg')
  const held = () => readdirSync(folder)
  for (let i = 0; i < room; i++) await shelf.put(job(String(i)), file)
  assert.equal(held().length, room)
  // Each looks as if it had been used a minute after the one before.
  for (let i = 0; i < room; i++) {
    const { path = '' } = (await shelf.get(job(String(i)))) ?? {}
    utimesSync(path, 1e9 + 60 * i, 1e9 + 60 * i)
  }
  await shelf.get(job('0'))
  await shelf.put(job('new'), file)
  assert.ok(held().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) <= room * file.length)
  const there = async (filters: string) => (await shelf.get(job(filters))) !== undefined
  assert.deepEqual([await there('0'), await there('new'), await there('9')], [true, true, true])
  assert.deepEqual([await there('1'), await there('2')], [false, false])
})

test('files from before this process count', async () => {
  const { folder, tiles: first } = tiles()
  for (let i = 0; i < 6; i++) await (await first.of('minivgg')).put(job(String(i)), file)
  const { tiles: second } = tiles({ folder, bytes: 4 * file.length })
  await (await second.of('minivgg')).put(job('new'), file)
  assert.ok(readdirSync(folder).length <= 4)
})

test('room that could not be made is made at the next write', async () => {
  const { folder, tiles: own } = tiles({ bytes: 1.5 * file.length })
  const shelf = await own.of('minivgg')
  await shelf.put(job('3'), file)
  // A folder cannot be removed as a file.
  const other = join(folder, 'other')
  mkdirSync(other)
  utimesSync(other, 1, 1)
  await assert.rejects(shelf.put(job('4'), file), { code: 'output' })
  rmSync(other, { recursive: true })
  await shelf.put(job('5'), file)
  assert.ok(await shelf.get(job('5')))
})

test('a folder that cannot be created is an error with its path', async () => {
  writeFileSync(join(root, 'file'), '')
  const { tiles: own } = tiles({ folder: join(root, 'file', 'atlas') })
  const shelf = await own.of('minivgg')
  await assert.rejects(shelf.put(job('3'), file), { code: 'output', message: /^The atlas cannot be kept in .*atlas: / })
  assert.equal(await shelf.get(job('3')), undefined)
})
