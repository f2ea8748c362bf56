import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atlasJob } from '../../src/atlas/jobs.ts'
import { createTileCache } from '../../src/atlas/tile-cache.ts'
import { loadCommands } from '../../src/command/load.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { createNetworks } from '../../src/worker/networks.ts'
import { render } from '../../src/worker/render.ts'
import { nowhere } from '../vis/networks.ts'

test('when the graphics card fails, the report, the tiles and the caption name the processor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-device-'))
  const catalog = createCatalog(await loadModels(), nowhere)
  // No machine has so many cards.
  const engine = createOnnxEngine({ provider: 'cuda', device: 99 })
  const networks = createNetworks({ engine, catalog, folder: nowhere, refresh: async () => {} })
  const tiles = createTileCache({ folder, bytes: 1e7, engine: 'auto', weightsVersion: catalog.version })
  const job = atlasJob(catalog.choose({ network: 'minivgg', layer: 'block1_conv1', use: 'filter' }), '3')
  const failures: boolean[] = []
  const { report, notes } = await render({
    ...{ commands: await loadCommands(), networks, engine, tiles, sendTiles: false, job, photo: undefined },
    onProgress() {},
    onDeviceFailure: ({ whileOpening }) => failures.push(whileOpening),
    signal: new AbortController().signal,
  })
  assert.equal(report.engine, 'onnx-cpu')
  assert.deepEqual(failures, [true], 'the card is tried once')
  assert.match(notes.map(inEnglish).join(' '), /The graphics card failed: the processor did the work\./)
  const tile = await (await tiles.of('minivgg')).get(job)
  assert.equal(tile?.facts.engine, 'onnx-cpu')
  rmSync(folder, { recursive: true })
})
