/** A bot in its own process, to be killed: resumes open jobs, requests more, and ends when all are posted. */
import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../src/core/platform.ts'
import { call, house } from '../support/house.ts'

/** A post, stored as a line of JSON in `posts.jsonl`. */
export interface PostLine {
  /** The request that the card belongs to. */
  readonly card: number
  readonly state: string
  /** The hash of the result's bytes. */
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
