/** One try to render a job on one worker that has been taken for it. */

import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Progress } from '../../core/result.ts'
import { workerLost } from '../job-errors.ts'
import type { RenderRequest } from '../protocol.ts'
import type { Ending } from '../types.ts'
import type { Channel } from './channel.ts'
import { coalesce } from './coalesce.ts'
import type { RedisConnection } from './connection.ts'
import { CANCELLED_CHANNEL, cancelKey, LEFTOVER_TTL_MS, photoKey } from './keys.ts'
import { receiveEnding, receiveProgress, type SentEnding, type SentProgress, sendPhoto } from './messages.ts'
import type { Timing } from './timing.ts'

interface AttemptOptions {
  /** No other has it. */
  readonly attempt: string
  readonly rendered: RenderRequest
  readonly hear: (progress: Progress) => void
  readonly link: RedisConnection
  readonly channel: Channel
  /** Whether the worker takes jobs. */
  readonly isOpen: () => boolean
  /** Ends the attempt with its worker's consent. */
  readonly cancelled: AbortSignal
  /** Ends it without. */
  readonly lost: AbortSignal
  readonly timing: Timing
  readonly log: Log
}

interface AttemptOutcome {
  /** `again` if no worker has failed at it: this one leaves, or has given the job back. */
  readonly ending: Ending | 'again'
  /** Whether the worker itself said so; if not it may still be at it. */
  readonly isAnswer: boolean
  /** Removes what the attempt has left in Redis. */
  clean(): Promise<void>
}

/** How long a worker that is there may leave a job lying, in milliseconds: it may still be ending another. */
const PICKUP_MS = 30_000
/** An attempt that has just ended is unknown until its last event is heard. */
const UNKNOWN_LOOKS = 3

export async function makeAttempt(options: AttemptOptions): Promise<AttemptOutcome> {
  const { attempt, rendered, hear, link, channel, isOpen, cancelled, lost, timing, log } = options
  const { redis } = link
  const { promise, resolve } = Promise.withResolvers<Pick<AttemptOutcome, 'ending' | 'isAnswer'>>()
  const lose = () => resolve({ ending: { state: 'failed', error: workerLost() }, isAnswer: false })
  const started = performance.now()
  let isSent = false
  let hasBegun = false
  let hasEnded = false
  let isOver = false
  let unknown = 0
  /** Events are passed on in the order in which they came, however long their bytes take. */
  let passed: Promise<unknown> = Promise.resolve()

  function broke(error: unknown): void {
    if (isOver) return
    log({ level: 'warn', message: 'a job was lost on its way', job: rendered.id, stack: stackOf(error) })
    lose()
  }

  function progress(sent: SentProgress): void {
    passed = passed.then(async () => {
      const received = await receiveProgress(redis, attempt, sent)
      if (!cancelled.aborted) hear(received)
    })
    passed = passed.catch(broke)
  }

  function end(sent: SentEnding): void {
    hasEnded = true
    passed = passed.then(async () => {
      const ending = sent.state === 'returned' ? 'again' : await receiveEnding(redis, attempt, sent)
      resolve({ ending, isAnswer: true })
    })
    passed = passed.catch(broke)
  }

  async function send(): Promise<void> {
    const { photo, guide, ...rest } = rendered
    if (photo) await sendPhoto(redis, attempt, 'photo', photo)
    if (guide) await sendPhoto(redis, attempt, 'guide', guide)
    await channel.send(attempt, { ...rest, hasPhoto: photo !== undefined, hasGuide: guide !== undefined })
    isSent = true
  }

  async function look(): Promise<void> {
    if (!isSent || hasEnded || !link.isReady()) return
    const state = await channel.state(attempt)
    unknown = state === 'unknown' ? unknown + 1 : 0
    if (hasEnded) return
    const waited = performance.now() - started
    if (unknown >= UNKNOWN_LOOKS) lose()
    else if (state !== 'waiting') return
    // BullMQ has put it back: its worker was lost.
    else if (hasBegun || waited > PICKUP_MS) lose()
    else if (cancelled.aborted || !isOpen()) resolve({ ending: 'again', isAnswer: false })
  }

  function begin(): void {
    hasBegun = true
  }

  /** The key holds for a worker that has not begun yet, or does not hear the news. */
  async function callOff(): Promise<void> {
    await redis.multi().set(cancelKey(attempt), '', 'PX', LEFTOVER_TTL_MS).publish(CANCELLED_CHANNEL, attempt).exec()
  }

  const cancel = () => void callOff().catch(link.logError)
  channel.listen(attempt, { begin, progress, end, lose })
  cancelled.addEventListener('abort', cancel)
  lost.addEventListener('abort', lose)
  const looking = coalesce(look)
  const timer = setInterval(() => looking().catch(link.logError), timing.checkMs)
  send().catch(broke)

  const outcome = await promise
  isOver = true
  clearInterval(timer)
  cancelled.removeEventListener('abort', cancel)
  lost.removeEventListener('abort', lose)
  return {
    ...outcome,
    async clean() {
      if (!outcome.isAnswer) await callOff()
      await channel.leave(attempt)
      const photos = [photoKey(attempt, 'photo'), photoKey(attempt, 'guide')]
      await redis.unlink(...photos, ...(outcome.isAnswer ? [cancelKey(attempt)] : []))
    },
  }
}
