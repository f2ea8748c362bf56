/** An accepted job from its first card to its last: its events become cards, its result is stored, its end recorded. */
import type { Atlas } from '../atlas/atlas.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Result } from '../core/result.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Ending, JobEvent } from '../scheduler/types.ts'
import type { JobJournal, JournalEntry } from '../storage/job-journal.ts'
import type { PhotoStore } from '../storage/photo-store.ts'
import { type CardOptions, jobReply } from './card.ts'
import type { Outbox } from './outbox.ts'
import type { PostOutcome } from './outbox-state.ts'

export type NewJob = Pick<JournalEntry, 'id' | 'job' | 'user' | 'address' | 'from'>

export interface FollowedJob {
  readonly entry: NewJob
  /** Whether an earlier bot accepted it. */
  readonly isResumed: boolean
  readonly outbox: Outbox
  /** The card's content besides the latest event. `expected` is added when the job is submitted. */
  card: CardOptions
}

interface FollowerOptions {
  readonly journal: JobJournal
  readonly photos: PhotoStore
  readonly atlas: Atlas
  /** Pauses between the tries to post a job's last card, in milliseconds. Default those of the outbox. */
  readonly jobRetryMs?: readonly number[] | undefined
  readonly log: Log
}

interface Follower {
  /** Puts the card of `event` into the job's outbox. */
  show(job: FollowedJob, event: JobEvent): void
  /**
   * Stores the result before anybody can press a button under it, then shows the last card. The job stays open in the
   * journal until that card is posted. Never rejects.
   */
  end(job: FollowedJob, ending: Ending): Promise<void>
  /** Throws `UserError` limit while too many ended jobs of a platform wait for their last cards. */
  checkRoom(platform: string): void
}

/** How many ended jobs of one platform may wait for their last cards. Their results are held in memory. */
const MOST_UNPOSTED = 100

export function createFollower({ journal, photos, atlas, jobRetryMs, log }: FollowerOptions): Follower {
  /** How many ended jobs wait for their last cards, by platform. */
  const unposted = new Map<string, number>()

  function show({ entry, outbox, card }: FollowedJob, event: JobEvent): void {
    // A job that its user has had erased is no longer posted.
    const isWanted = () => journal.get(entry.id) !== undefined
    outbox.put(jobReply(card, event), { retryMs: jobRetryMs, isWanted })
  }

  /** Stores what the buttons under the result need: its picture and its strongest filters; and tiles for the atlas. */
  async function store(id: string, { files: [file], report, tiles = [] }: Result): Promise<void> {
    const { kind, strongest } = report
    if (strongest) {
      const filters = strongest.map(({ filter }) => filter)
      journal.setStrongest(id, filters)
    }
    if (kind === 'picture' && file) journal.setPicture(id, await photos.put(file.data))
    await atlas.keep(tiles)
  }

  /** Waits for the last card; the job counts as unposted meanwhile. */
  async function posted({ entry, outbox }: FollowedJob): Promise<PostOutcome> {
    const { platform } = entry.address
    const count = (change: number) => unposted.set(platform, (unposted.get(platform) ?? 0) + change)
    count(1)
    const outcome = await outbox.ended
    count(-1)
    return outcome
  }

  function recordEnd(id: string, state: Ending['state'], outcome: PostOutcome): void {
    // The next bot resumes it.
    if (outcome === 'dropped') return
    const isGivenUp = outcome === 'given-up'
    if (isGivenUp) log({ level: 'error', message: 'a job is given up: its last card cannot be posted', job: id })
    journal.end(id, isGivenUp ? 'failed' : state)
  }

  return {
    show,

    async end(job, ending) {
      const { id } = job.entry
      const warn = (message: string) => (error: unknown) =>
        log({ level: 'warn', message, job: id, stack: stackOf(error) })
      if (ending.state === 'done') await store(id, ending.result).catch(warn('a result could not be stored'))
      show(job, ending)
      const outcome = await posted(job)
      try {
        recordEnd(id, ending.state, outcome)
      } catch (error) {
        warn('the end of a job could not be recorded')(error)
      }
    },

    checkRoom(platform) {
      if ((unposted.get(platform) ?? 0) >= MOST_UNPOSTED) throw tooManyUnposted()
    },
  }
}

function tooManyUnposted(): UserError {
  return new UserError(
    'limit',
    phrase`${MOST_UNPOSTED} finished pictures cannot be posted at the moment.`,
    phrase`Ask again in a while.`,
  )
}
