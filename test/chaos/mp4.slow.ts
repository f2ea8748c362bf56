/** A video for which there is no room left. */
import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '../../src/core/errors.ts'
import { encodeAnimation } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'
import { within, withoutFfmpeg } from '../support/ffmpeg.ts'
import { DISK_BYTES, mountDisk, withoutDisk } from './disk.ts'

test('a full temporary folder is told in a sentence, and the next one is made', {
  skip: withoutFfmpeg || withoutDisk,
}, async () => {
  using disk = mountDisk()
  const film = (frames: number) =>
    within({ TMPDIR: disk.folder }, () =>
      encodeAnimation(
        Array.from({ length: frames }, (_, i) => noise(640, 480, i)),
        { format: 'mp4', frameMs: 100, quality: 100 },
      ),
    )
  const full = (error: unknown) =>
    error instanceof UserError && error.message === 'No mp4 can be made: the disk is full.'
  disk.fill()
  await assert.rejects(film(1), full)
  disk.free()
  // Room for the beginning alone.
  const most = join(disk.folder, 'most')
  writeFileSync(most, Buffer.alloc(DISK_BYTES - 100_000))
  await assert.rejects(film(8), full)
  assert.deepEqual(readdirSync(disk.folder), ['most'])
  rmSync(most)
  assert.ok((await film(8)).length > 200_000)
  assert.deepEqual(readdirSync(disk.folder), [])
})
