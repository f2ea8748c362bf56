/** One attempt to render a job on a worker that is leased for it: the I/O around `nextPhase`. */

import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Progress } from '../../core/result.ts'
import type { RenderRequest } from '../protocol.ts'
import { type AttemptEvent, type AttemptOutcome, type AttemptPhase, nextPhase } from './attempt-phase.ts'
import type { Channel } from './channel.ts'
import { coalesce } from './coalesce.ts'
import type { RedisConnection } from './connection.ts'
import { CANCELLED_CHANNEL, cancelKey, LEFTOVER_TTL_MS, photoKey } from './keys.ts'
import { type AttemptMessages, attemptMessages, type Parcel } from './messages.ts'
import type { Timing } from './timing.ts'

interface AttemptOptions {
  /** The id of the attempt, unique. */
  readonly attempt: string
  readonly request: RenderRequest
  readonly onProgress: (progress: Progress) => void
  readonly link: RedisConnection
  readonly channel: Channel
  /** Whether the worker still takes jobs. */
  readonly isWorkerOpen: () => boolean
  /** Asks the worker to end the attempt. */
  readonly cancelled: AbortSignal
  /** Ends the attempt at once, as lost. */
  readonly lost: AbortSignal
  readonly timing: Timing
  readonly log: Log
}

interface Attempt extends AttemptOutcome {
  /** Removes what the attempt has left in Redis. */
  clean(): Promise<void>
}

/** Renders the job; resolves when the attempt is over. */
export async function makeAttempt(options: AttemptOptions): Promise<Attempt> {
  const { attempt, request, onProgress, link, channel, isWorkerOpen, cancelled, lost, timing, log } = options
  const messages = attemptMessages(link.redis, attempt)
  const { promise, resolve } = Promise.withResolvers<AttemptOutcome>()
  const started = performance.now()
  let phase: AttemptPhase = { name: 'sending' }
  const inOrder = createSequence(fail)

  function dispatch(event: AttemptEvent): void {
    phase = nextPhase(phase, event)
    if (phase.name === 'over') resolve(phase.outcome)
  }

  function fail(error: unknown): void {
    if (phase.name === 'over') return
    log({ level: 'warn', message: 'a job was lost on its way', job: request.id, stack: stackOf(error) })
    dispatch({ type: 'lost' })
  }

  const lose = () => dispatch({ type: 'lost' })
  const cancel = () => void requestCancel(link, attempt).catch(link.logError)
  const check = coalesce(async () => {
    if ((phase.name !== 'queued' && phase.name !== 'running') || !link.isReady()) return
    const state = await channel.state(attempt)
    const isUnwanted = cancelled.aborted || !isWorkerOpen()
    dispatch({ type: 'checked', state, ageMs: performance.now() - started, isUnwanted })
  })

  channel.listen(attempt, {
    onBegin: () => dispatch({ type: 'begun' }),
    onProgress: (sent) =>
      inOrder(async () => {
        const progress = await messages.receiveProgress(sent)
        if (!cancelled.aborted && phase.name !== 'over') onProgress(progress)
      }),
    onEnd(sent) {
      dispatch({ type: 'answered' })
      inOrder(async () => {
        const ending = sent.state === 'returned' ? 'again' : await messages.receiveEnding(sent)
        dispatch({ type: 'received', ending })
      })
    },
    onLoss: lose,
  })
  cancelled.addEventListener('abort', cancel)
  lost.addEventListener('abort', lose)
  const timer = setInterval(() => check().catch(link.logError), timing.checkMs)
  sendPhotos(messages, request)
    .then(() => channel.send(attempt, parcelOf(request)))
    .then(() => dispatch({ type: 'sent' }), fail)

  const outcome = await promise
  clearInterval(timer)
  cancelled.removeEventListener('abort', cancel)
  lost.removeEventListener('abort', lose)
  return {
    ...outcome,
    async clean() {
      // A worker that has not answered may still be rendering the job.
      if (!outcome.isAnswer) await requestCancel(link, attempt)
      await channel.leave(attempt)
      const photos = [photoKey(attempt, 'photo'), photoKey(attempt, 'guide')]
      await link.redis.unlink(...photos, ...(outcome.isAnswer ? [cancelKey(attempt)] : []))
    },
  }
}

/** Runs asynchronous work one at a time, in the order of the calls; after an error the rest is still run. */
function createSequence(onError: (error: unknown) => void): (work: () => Promise<void>) => void {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    last = last.then(work).catch(onError)
  }
}

async function sendPhotos(messages: AttemptMessages, { photo, guide }: RenderRequest): Promise<void> {
  if (photo) await messages.sendPhoto('photo', photo)
  if (guide) await messages.sendPhoto('guide', guide)
}

function parcelOf({ photo, guide, ...rest }: RenderRequest): Parcel {
  return { ...rest, hasPhoto: photo !== undefined, hasGuide: guide !== undefined }
}

/** The key reaches a worker that has not begun the job yet or misses the message; the message is faster. */
async function requestCancel({ redis }: RedisConnection, attempt: string): Promise<void> {
  await redis.multi().set(cancelKey(attempt), '', 'PX', LEFTOVER_TTL_MS).publish(CANCELLED_CHANNEL, attempt).exec()
}
