import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import forget from '../../commands/forget.ts'
import type { Command } from '../../src/command/command.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'
import { createChat } from '../support/chat.ts'
import { asked, call, closeHouses, echo, house, LONG } from '../support/house.ts'

after(closeHouses)

const commands = new Map<string, Command>([
  ['echo', echo],
  ['forget', forget as unknown as Command],
])

test('a person’s photos and jobs are erased, running ones too; what other people’s jobs need stays', async () => {
  const chat = createChat()
  const { bot, journal, photos, scheduler } = house(chat, { commands })
  const upload = async (seed: number) => {
    const data = await encodePicture(noise(20 + seed, 10), 'png')
    return { image: { name: 'a.png', read: async () => data } }
  }
  const [own, shared] = [await upload(1), await upload(2)]
  for (const attachments of [own, shared]) await bot.handle(call('echo', {}, { attachments }))
  await bot.handle(call('echo', {}, { ...asked({ user: 'bob' }), attachments: shared }))
  const keys = await Promise.all([own, shared].map(async ({ image }) => photos.put(await image.read())))
  const running = bot.handle(call('echo', LONG))
  while (scheduler.queue()[0]?.position !== 0) await new Promise((resolve) => setTimeout(resolve, 5))

  await bot.handle(call('forget'))
  await running
  assert.equal(chat.posts.filter(({ reply }) => reply.state === 'cancelled').length, 1)
  assert.match(chat.posts.map(({ reply }) => reply.text).join(), /Dreambot has forgotten/)
  assert.deepEqual(scheduler.queue(), [])
  await assert.rejects(photos.get(keys[0] ?? ''), { code: 'no-photo' })
  assert.ok((await photos.get(keys[1] ?? '')).length > 0, 'bob needs it')
  const jobs = new Set(chat.posts.flatMap(({ reply }) => reply.buttons?.map(({ job }) => job) ?? []))
  const left = [...jobs].flatMap((id) => journal.get(id) ?? [])
  assert.deepEqual(
    left.map(({ user }) => user),
    ['chat:bob'],
  )
})
