import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPlaceDefaults } from '../../src/bot/place-defaults.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSettingsStore } from '../../src/storage/settings-store.ts'
import { dataFolder, HOME } from '../support/house.ts'

function open(folder = dataFolder()) {
  const database = openDatabase(folder)
  return { settings: createSettingsStore(database), database, folder }
}

const { channel: _, ...WHOLE } = HOME
const ART = { ...HOME, channel: 'art' }

test("a channel's settings override those of its place, value by value", () => {
  const { settings, database } = open()
  assert.deepEqual(settings.at(HOME), {})
  settings.change(HOME, 'place', { layer: 'mixed4', perUser: 2, spoiler: true })
  settings.change(ART, 'channel', { layer: 'mixed5', spoiler: false })
  assert.deepEqual(settings.at(HOME), { layer: 'mixed4', perUser: 2, spoiler: true })
  assert.deepEqual(settings.at(WHOLE), settings.at(HOME))
  assert.deepEqual(settings.at(ART), { layer: 'mixed5', perUser: 2, spoiler: false })
  for (const other of [
    { ...HOME, place: 'elsewhere' },
    { ...HOME, platform: 'other' },
  ]) {
    assert.deepEqual(settings.at(other), {})
  }
  database.close()
})

test('a channel with its own network does not use the layer that its place has set for another network', () => {
  const { settings, database } = open()
  settings.change(HOME, 'place', { network: 'googlenet', layer: 'inception_4c/output' })
  settings.change(ART, 'channel', { network: 'vgg16' })
  assert.deepEqual(settings.at(ART), { network: 'vgg16' })
  settings.change(ART, 'channel', { layer: 'block5_conv1' })
  assert.deepEqual(settings.at(ART), { network: 'vgg16', layer: 'block5_conv1' })
  database.close()
})

test('a setting that is taken back gives way to the one behind it', () => {
  const { settings, database, folder } = open()
  settings.change(HOME, 'place', { network: 'vgg16', channels: ['general'] })
  settings.change(HOME, 'channel', { network: 'googlenet' })
  settings.change(HOME, 'channel', { network: undefined })
  assert.deepEqual(settings.at(HOME), { network: 'vgg16', channels: ['general'] })
  settings.change(HOME, 'place', { channels: undefined, perUser: undefined })
  assert.deepEqual(settings.at(HOME), { network: 'vgg16' })
  database.close()
  const again = open(folder)
  assert.deepEqual(again.settings.at(HOME), { network: 'vgg16' })
  again.database.close()
})

test("in a place without channels a channel's setting holds for the whole place", () => {
  const { settings, database } = open()
  settings.change(WHOLE, 'channel', { network: 'vgg16' })
  assert.deepEqual(settings.at(WHOLE), { network: 'vgg16' })
  database.close()
})

test('a setting of another version stays stored, and the others hold', () => {
  const { settings, database } = open()
  settings.change(HOME, 'place', { network: 'vgg16', channels: ['general'] })
  const insert = database.prepare(`INSERT INTO settings VALUES ('chat:home', '', ?, ?)`)
  insert.run('theme', '"dark"')
  insert.run('perUser', '"three"')
  insert.run('__proto__', '{"spoiler": true}')
  assert.deepEqual(settings.at(HOME), { network: 'vgg16', channels: ['general'] })
  settings.change(HOME, 'place', { network: undefined })
  assert.deepEqual(settings.at(HOME), { channels: ['general'] })
  assert.equal(database.prepare('SELECT * FROM settings').all().length, 4)
  database.close()
})

test('settings fill in only what a request leaves open', () => {
  const set = { network: 'vgg16', layer: 'block4_conv1' }
  assert.deepEqual(withPlaceDefaults(set, { use: 'dream' }), {
    use: 'dream',
    layer: 'block4_conv1',
    preferred: 'vgg16',
  })
  const own = { use: 'dream', network: 'googlenet' } as const
  assert.equal(withPlaceDefaults(set, own).layer, undefined)
  assert.equal(withPlaceDefaults(set, { ...own, layer: 'mixed4' }).layer, 'mixed4')
  assert.equal(withPlaceDefaults(set, { use: 'filter', layer: 'block1_conv1' }).layer, 'block1_conv1')
  assert.equal(withPlaceDefaults(set, {}).layer, undefined)
  assert.deepEqual(withPlaceDefaults({}, { use: 'dream' }), { use: 'dream', layer: undefined, preferred: undefined })
})
