/** A bot in a process of its own, to be killed: takes up what was left, asks for more, and ends when all is posted. */
import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../src/core/platform.ts'
import { call, house } from '../support/house.ts'

/** One post, a line of JSON in `posts.jsonl`. */
export interface PostLine {
  /** What the card is of: a request. */
  readonly card: number
  readonly state: string
  /** Of the result's bytes. */
  readonly hash?: string
}

const [folder = '', jobs = '0'] = process.argv.slice(2)

const chat: Platform = {
  start: async () => async () => {},
  async post(address, { state, files: [file] = [] }) {
    const hash = file && createHash('sha256').update(file.data).digest('hex')
    const line: PostLine = { card: Number(address.request), state, ...(hash && { hash }) }
    appendFileSync(join(folder, 'posts.jsonl'), `${JSON.stringify(line)}\n`)
    return address
  },
}

const { bot, close } = house(chat, { folder })
const calls = Array.from({ length: Number(jobs) }, (_, i) =>
  call('echo', { steps: 30 + i, ms: 4 }, { user: `user ${i}` }),
)
await Promise.all([bot.resume(), ...calls.map((each) => bot.handle(each))])
await close()
process.disconnect?.()
