/** The atlas on the command line: no time limit applies, and finished filters are kept. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { type Atlas, createAtlas } from '../../../src/atlas/atlas.ts'
import { atlasFilters, atlasJob } from '../../../src/atlas/jobs.ts'
import { createTileCache } from '../../../src/atlas/tile-cache.ts'
import { encodeTile } from '../../../src/atlas/tile-file.ts'
import type { Job } from '../../../src/core/job.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { noise } from '../../image/pictures.ts'
import { run, workFolder } from './run.ts'

const folder = workFolder()
const out = join(folder, 'atlas.png')
const interrupted = 'block2_conv2'
/** Filters that are missing: five batches. */
const MISSING = 17
let atlas: Atlas
let all: Job[]
before(async () => {
  const catalog = createCatalog(await loadModels(), join(folder, 'weights'))
  const tiles = createTileCache({
    folder: join(folder, 'data', 'atlas'),
    bytes: 1e9,
    engine: 'auto',
    weightsVersion: catalog.version,
  })
  atlas = createAtlas(catalog, tiles)
  const layers = (await atlas.convolutions('minivgg')).map(({ name }) => name)
  all = layers.flatMap((layer) => {
    const choice = atlas.choice('minivgg', layer)
    return atlasFilters(choice).map((filter) => atlasJob(choice, String(filter)))
  })
  // The state after an earlier run: all filters but some of one layer.
  const data = await encodeTile(noise(128, 128), { fired: true, engine: 'onnx-cpu' })
  const left = all.filter(({ layer, parameters }) => layer !== interrupted || Number(parameters.filters) >= MISSING)
  await atlas.keep(left.map((job) => ({ job, data })))
})

test('Ctrl-C keeps finished filters, and the next run draws only the missing ones, whatever the time limit', async () => {
  const settings = { DREAMBOT_LIMIT_SECONDS: '1' }
  const first = await run(['atlas', 'minivgg', '--out', out], { folder, settings, interruptAt: /filter (16|20)\/25/ })
  assert.equal(first.code, 130, first.stderr)
  assert.match(first.stderr, /layer {2}4\/13 {2}filter \d\d\/25 .* left\n/)
  assert.ok(!existsSync(out))
  const missing = (await atlas.missing(all)).map(({ layer, parameters }) => `${layer} ${parameters.filters}`)
  assert.ok(missing.length > 0 && missing.length <= MISSING - 4, `${missing}`)
  assert.ok(!missing.includes(`${interrupted} 3`), 'the first four are there')

  const second = await run(['atlas', 'minivgg', '--out', out], { folder, settings })
  assert.equal(second.code, 0, second.stderr)
  assert.match(second.stderr, new RegExp(`\\n${all.length - missing.length} of ${all.length} were drawn before\\.\\n`))
  assert.ok(existsSync(out))
  const third = await run(['atlas', 'minivgg', '--out', out], { folder, settings })
  assert.match(third.stderr, new RegExp(`\\nAll ${all.length} were drawn before\\.\\n`))
})
