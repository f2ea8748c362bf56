import assert from 'node:assert/strict'
import { existsSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createJobJournal } from '../../src/storage/job-journal.ts'
import { createPhotoStore } from '../../src/storage/photo-store.ts'
import { removeExpired } from '../../src/storage/retention.ts'
import { noise } from '../image/pictures.ts'
import { echoJob } from '../scheduler/harness.ts'
import { dataFolder } from '../support/house.ts'

const DAY = 24 * 3600_000

async function kept(folder: string, ages: readonly number[]): Promise<string[]> {
  const photos = createPhotoStore(folder)
  const keys: string[] = []
  for (const age of ages) {
    const key = await photos.put(await encodePicture(noise(10 + keys.length, 10), 'png'))
    const time = new Date(Date.now() - age * DAY)
    utimesSync(join(folder, key), time, time)
    keys.push(key)
  }
  return keys
}

test('photos that were not used for some days are deleted; reading one counts as use', async () => {
  const folder = dataFolder()
  const [fresh = '', old = '', used = ''] = await kept(folder, [1, 31, 31])
  const photos = createPhotoStore(folder)
  await photos.get(used)
  const stop = removeExpired({
    days: 30,
    photos,
    journal: { expire: () => 0 },
    log: () => assert.fail('nothing is wrong'),
  })
  while (existsSync(join(folder, old))) await new Promise((resolve) => setTimeout(resolve, 5))
  await stop()
  assert.ok(existsSync(join(folder, fresh)) && existsSync(join(folder, used)))
})

test('a folder that cannot be read is logged, and the bot goes on', async () => {
  const logged: string[] = []
  const broken = { ...createPhotoStore(dataFolder()), prune: () => Promise.reject(new Error('the disk is gone')) }
  const stop = removeExpired({
    days: 30,
    photos: broken,
    journal: { expire: () => 0 },
    log: ({ message }) => logged.push(message),
  })
  while (logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await stop()
  assert.deepEqual(logged, ['expired photos and jobs could not be removed'])
})

test('a job that has been open for as long is given up; a younger one is not', async () => {
  const database = openDatabase(dataFolder())
  for (const age of [31, 29]) {
    const { add } = createJobJournal(database, { now: () => Date.now() - age * DAY })
    add({ id: `${age} days`, job: echoJob(), user: 'gone:ann', address: { platform: 'gone', place: 'home' } })
  }
  const journal = createJobJournal(database)
  const logged: string[] = []
  const stop = removeExpired({
    days: 30,
    photos: createPhotoStore(dataFolder()),
    journal,
    log: ({ message }) => logged.push(message),
  })
  await stop()
  assert.deepEqual([journal.get('31 days')?.state, journal.get('29 days')?.state], ['failed', 'open'])
  assert.deepEqual(logged, ['jobs that have been open for 30 days are given up (1)'])
  database.close()
})
