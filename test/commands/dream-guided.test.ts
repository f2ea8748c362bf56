/** A second photo from its upload to the worker and to its erasure, with the real commands, worker and network. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assemble } from '../../src/app/assemble.ts'
import type { Job } from '../../src/core/job.ts'
import type { Upload } from '../../src/core/platform.ts'
import { IN_MEMORY, openDatabase } from '../../src/storage/database.ts'
import { createJobJournal } from '../../src/storage/job-journal.ts'
import { noise, open } from '../image/pictures.ts'
import { createChat } from '../support/chat.ts'
import { call, dataFolder, HOME } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

async function upload(width: number, height: number): Promise<Upload> {
  const data = new Uint8Array(await open(noise(width, height)).png().toBuffer())
  return { name: 'a.png', read: async () => data }
}

test('a guide reaches the worker, passes on to dreams of the result, and is erased with its job', async () => {
  const folder = dataFolder()
  const database = openDatabase(folder)
  const logged: unknown[] = []
  const about = { weights: nowhere, data: folder, engine: 'onnx-cpu', keepDays: 30, folder } as const
  const nothing = { network: undefined, redis: undefined }
  const config = { ...about, ...nothing, log: { level: 'info', secrets: [] } } as const
  const parts = await assemble({ config, database, log: (entry) => logged.push(entry) })
  const chat = createChat()
  const bot = parts.createBot(new Map([['chat', chat]]))
  try {
    const [image, guide] = [await upload(48, 40), await upload(60, 30)]
    const quick = { layer: 'block2_conv2', octaves: 1, iterations: 2, seed: 3 }
    const done = async (attachments: Record<string, Upload>) => {
      await bot.handle(call('dream', quick, { attachments }))
      const { reply } = chat.posts.at(-1) ?? {}
      assert.equal(reply?.state, 'done', reply?.text)
      return { job: reply?.report?.job as Job, data: Buffer.from(reply?.files?.[0]?.data ?? []) }
    }
    const alone = await done({ image })
    const led = await done({ image, guide })
    assert.deepEqual([alone.job.guide, led.job.image], [undefined, alone.job.image])
    assert.notDeepEqual(led.data, alone.data)
    const key = led.job.guide ?? ''
    assert.deepEqual(new Uint8Array(await parts.photos.get(key)), await guide.read())

    // Deeper: the picture is another, the guide is the same.
    const button = chat.posts.at(-1)?.reply.buttons?.find(({ action }) => action === 'deeper')
    assert.ok(button)
    await bot.press({ action: 'deeper', job: button.job, ...call('dream') })
    const deeper = chat.posts.at(-1)?.reply.report?.job
    assert.ok(deeper && deeper.image !== led.job.image && deeper.guide === key)

    await bot.handle(call('forget'))
    await assert.rejects(parts.photos.get(key), { code: 'no-photo' })
    assert.deepEqual(logged, [])
  } finally {
    await bot.stop()
    await parts.scheduler.close()
    database.close()
  }
})

test('a guide that another person’s job uses is not erased', async () => {
  const [photo, guide] = ['a'.repeat(64), 'b'.repeat(64)]
  const job: Job = { command: 'dream', network: 'minivgg', layer: 'x', parameters: {}, seed: 1, image: photo, guide }
  for (const other of [{ image: guide }, { image: 'c'.repeat(64), guide }, undefined]) {
    const database = openDatabase(IN_MEMORY)
    const journal = createJobJournal(database)
    journal.add({ id: 'one', job, user: 'chat:ann', address: HOME })
    if (other) journal.add({ id: 'two', job: { ...job, ...other }, user: 'chat:bob', address: HOME })
    const gone = journal.forget('chat:ann')
    assert.equal(gone.includes(guide), other === undefined)
    database.close()
  }
})
