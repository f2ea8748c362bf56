import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'

test('a deeper layer costs more; the cost of an unknown layer or network is undefined', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-costs-'))
  const costs = createCatalog(await loadModels(), folder).costs
  const first = await costs.of('minivgg', 'block1_conv1')
  const last = await costs.of('minivgg', 'block5_conv3')
  assert.ok(first && last && first > 100 && last > 10 * first, `${first} ${last}`)
  assert.equal(await costs.of('minivgg', 'block9_conv9'), undefined)
  assert.equal(await costs.of('googlenet', 'inception_4c/output'), undefined, 'not installed')
  assert.equal(await costs.of('nowhere', 'block1_conv1'), undefined)
  rmSync(folder, { recursive: true })
})
