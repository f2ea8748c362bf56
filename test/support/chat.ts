/** A chat in memory that records what is posted to it. */
import assert from 'node:assert/strict'
import type { Address, Platform, Reply } from '../../src/core/platform.ts'

export interface Post {
  readonly reply: Reply
  /** The address that `post` was called with. */
  readonly address: Address
  /** The number of the message that shows the reply. */
  readonly message: number
  /** `performance.now()` after the post. */
  readonly at: number
}

export interface Chat extends Platform {
  readonly posts: readonly Post[]
  readonly removed: readonly Address[]
  /** The states of all posted replies, in order. */
  states(): string
  /** Settles with the first post, past or future, whose reply `fits`. */
  until(fits: (reply: Reply) => boolean): Promise<Post>
}

export interface ChatOptions {
  /** Called before each post; may be slow or throw. */
  readonly deliver?: (reply: Reply) => Promise<void> | void
  readonly paceSeconds?: number
}

export function createChat({ deliver = () => {}, paceSeconds }: ChatOptions = {}): Chat {
  const posts: Post[] = []
  const removed: Address[] = []
  const watchers = new Set<() => void>()
  const posting = new Set<unknown>()
  let messages = 0
  return {
    posts,
    removed,
    ...(paceSeconds !== undefined && { paceSeconds }),
    states: () => posts.map(({ reply }) => reply.state).join(' '),
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = posts.find(({ reply }) => fits(reply))
          if (found) resolve(found)
        }
        watchers.add(look)
        look()
      }),
    start: async () => async () => {},
    async post(address, reply) {
      assert.ok(!posting.has(address.request), 'posts of one request overlap')
      posting.add(address.request)
      try {
        await deliver(reply)
      } finally {
        posting.delete(address.request)
      }
      const message = Number(address.message ?? ++messages)
      posts.push({ reply, address, message, at: performance.now() })
      for (const look of watchers) look()
      return { ...address, message, edits: Number(address.edits ?? -1) + 1 }
    },
    async remove(address) {
      removed.push(address)
    },
  }
}
