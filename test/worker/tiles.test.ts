import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createAtlas } from '../../src/atlas/atlas.ts'
import { atlasJob } from '../../src/atlas/jobs.ts'
import { createTileCache } from '../../src/atlas/tile-cache.ts'
import { encodeTile } from '../../src/atlas/tile-file.ts'
import { loadCommands } from '../../src/command/load.ts'
import { createEngine } from '../../src/engine/select.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { createNetworks } from '../../src/worker/networks.ts'
import { render } from '../../src/worker/render.ts'
import { noise } from '../image/pictures.ts'
import { nowhere } from '../vis/networks.ts'

const folder = mkdtempSync(join(tmpdir(), 'dreambot-tiles-'))
after(() => rmSync(folder, { recursive: true }))

test('a worker elsewhere sends the tiles of a grid, and a bot stores them under its own keys', async () => {
  const catalog = createCatalog(await loadModels(), nowhere)
  const engine = await createEngine('onnx-cpu')
  const of = (name: string) =>
    createTileCache({
      folder: join(folder, name),
      bytes: 1e7,
      engine: 'auto',
      weightsVersion: async (network) => `${await catalog.version(network)} of the ${name}`,
    })
  const [theirs, ours] = [of('worker'), createAtlas(catalog, of('bot'))]
  const choice = catalog.choose({ network: 'minivgg', layer: 'block1_conv1', use: 'filter' })
  const tile = (filter: number) => atlasJob(choice, String(filter))
  const kept = await encodeTile(noise(128, 128), { fired: true, engine: 'onnx-cpu' })
  await (await theirs.of('minivgg')).put(tile(1), kept)

  const networks = createNetworks({ engine, catalog, folder: nowhere, refresh: async () => {} })
  const parts = { commands: await loadCommands(), networks, engine, tiles: theirs, photo: undefined, onProgress() {} }
  const { signal } = new AbortController()
  const job = atlasJob(choice, '5, 1')
  const { tiles = [], report } = await render({ ...parts, job, sendTiles: true, signal })
  assert.equal(report.stepSeconds.length, 64)
  assert.deepEqual(
    tiles.map(({ job }) => job),
    [tile(1), tile(5)],
  )
  await ours.keep(tiles)
  assert.deepEqual(await ours.missing([tile(1), tile(5), tile(6)]), [tile(6)])
  const path = await ours.tilePath({ network: 'minivgg', layer: 'block1_conv1', filter: 5 })
  assert.ok(path?.startsWith(join(folder, 'bot')))

  const again = await render({ ...parts, job, sendTiles: false, signal })
  assert.deepEqual([again.tiles, again.report.stepSeconds.length], [undefined, 0])
})
