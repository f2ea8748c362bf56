import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { createPhotoStore } from '../../src/storage/photo-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'dreambot-photos-'))
after(() => rmSync(folder, { recursive: true }))
const photo = await encodePicture({ width: 8, height: 8, data: new Uint8Array(192).fill(90) }, 'png')

test('a photo is stored once, under the hash of its bytes', async () => {
  const photos = createPhotoStore(join(folder, 'photos'))
  const key = await photos.put(photo)
  assert.match(key, /^[0-9a-f]{64}$/)
  assert.equal(await photos.put(photo), key)
  assert.deepEqual(new Uint8Array(await photos.get(key)), new Uint8Array(photo))
  assert.deepEqual(readdirSync(join(folder, 'photos')), [key])
})

test('a key cannot lead out of the folder', async () => {
  writeFileSync(join(folder, 'secret'), 'secret')
  const photos = createPhotoStore(join(folder, 'photos'))
  for (const key of ['../secret', `${folder}/secret`, '', '..', 'A'.repeat(64)]) {
    await assert.rejects(photos.get(key), { code: 'no-photo' })
  }
  await assert.rejects(photos.get('0'.repeat(64)), { code: 'no-photo', message: /no longer kept/ })
})

test('bytes that are no photo are not stored; a folder that cannot be created is an error with its path', async () => {
  const photos = createPhotoStore(join(folder, 'none'))
  await assert.rejects(photos.put(new TextEncoder().encode('text')), { code: 'bad-image' })
  assert.ok(!readdirSync(folder).includes('none'))
  writeFileSync(join(folder, 'file'), '')
  const blocked = createPhotoStore(join(folder, 'file', 'photos'))
  await assert.rejects(blocked.put(photo), { code: 'output', message: /cannot be kept in .*file.photos/ })
})

test('prune removes partial files of killed processes, and no file that is being written', async () => {
  const home = join(folder, 'left')
  const photos = createPhotoStore(home)
  const key = await photos.put(photo)
  const left = `${key}.0b1c.part`
  writeFileSync(join(home, left), photo.subarray(0, 20))
  // Bytes after the picture are stored with it.
  const large = Buffer.concat([photo, Buffer.alloc(8_000_000)])
  let isOver = false
  const putting = photos.put(large).finally(() => {
    isOver = true
  })
  const parts = () => readdirSync(home).filter((name) => name.endsWith('.part'))
  while (parts().length < 2 && !isOver) await setImmediate()
  await photos.prune(0)
  assert.ok(!parts().includes(left))
  const keys = [key, await putting]
  assert.deepEqual(readdirSync(home).toSorted(), keys.toSorted())
})
