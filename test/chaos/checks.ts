/** What must hold when all is over. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { textOf } from '../platforms/discord/reading.ts'
import { describe, isAccepted, isHeard, outcomeOf, type Request, sentencesOf, shownBy } from './crowd.ts'
import { interactionOf, readLedger } from './journal.ts'
import { PICTURES } from './plan.ts'
import type { Town } from './town.ts'
import type { Episode } from './trouble.ts'

/** Every request has one end, on its own card or in its place, and nothing else was posted. */
export function checkRequests({ world }: Town, requests: readonly Request[], episodes: readonly Episode[]): void {
  const accepted = requests.filter(({ outcome }) => isAccepted(outcome))
  assert.equal(accepted.length, PICTURES)
  const pictures = accepted.filter(({ outcome }) => outcome === 'picture')
  assert.ok(pictures.length > 0.9 * PICTURES, `only ${pictures.length} pictures`)

  const unsure = unansweredPosts(world)
  const known = new Set<string>()
  for (const request of requests) {
    const { handle, wish, outcome } = request
    const what = describe(request)
    const [first, ...others] = shownBy(handle)
    if (first) known.add(first.id)
    if (outcome === 'picture') {
      assert.equal(others.length, 0, `more than its card: ${what}`)
      assert.equal(outcomeOf(request), 'picture', `not as it was: ${what}`)
      assert.match(first ? textOf(first) : '', new RegExp(`seed ${wish.values.seed}\\b`), `not its own: ${what}`)
      assert.equal(first?.files.length, 1, `not one picture: ${what}`)
    }
    if (outcome === 'told' || outcome === 'refused') {
      // Of what one person alone sees, Discord cannot be asked whether it is there already.
      assert.ok(others.length <= (unsure.get(handle.id) ?? 0), `told more than once: ${what}`)
      assert.equal(sentencesOf(handle).length, others.length + 1, `more than its sentence: ${what}`)
    }
    if (outcome === 'lost') assert.equal(first, undefined, `answered too late: ${what}`)
    if (outcome === 'unanswered') {
      assert.equal(others.length, 0)
      assert.ok(!first || first.loading, `answered after all: ${what}`)
      const isKill = ({ kind, to }: Episode) => kind === 'the bot is killed' && to > request.asked
      assert.ok(episodes.some(isKill) || !isHeard(world.requests, handle.id), `nothing explains it: ${what}`)
    }
  }
  const strays = world.messages.filter(({ id, json }) => json.author.id === world.botId && !known.has(id))
  assert.deepEqual(strays.map(textOf), [], 'messages of nobody')
  assert.deepEqual(world.violations, [])
}

/** How many messages may be there without the bot's knowledge, by interaction. */
function unansweredPosts({ requests }: Town['world']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { method, path, status = 0 } of requests) {
    const [, token] = /^\/webhooks\/\d+\/([^/]+)$/.exec(path) ?? []
    if (method !== 'POST' || token === undefined || status === 200) continue
    const id = interactionOf(token)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** The database and the photos say the same as the cards. */
export function checkData({ data }: Town, requests: readonly Request[], episodes: readonly Episode[]): void {
  const { jobs, integrity } = readLedger(data)
  assert.equal(integrity, 'ok')
  assert.deepEqual(
    [...jobs.values()].filter(({ state }) => state === 'open'),
    [],
  )
  const photos = readdirSync(join(data, 'photos'))
  for (const name of photos) {
    const hash = createHash('sha256')
      .update(readFileSync(join(data, 'photos', name)))
      .digest('hex')
    assert.equal(name, hash, 'a photo that is not what it is called')
  }
  const wasFull = episodes.filter(({ kind }) => kind === 'the disk is full')
  for (const request of requests) {
    const { handle, wish, outcome, asked, answered = 0 } = request
    const job = jobs.get(handle.id)
    const what = `${describe(request)} ${JSON.stringify(job)}`
    if (outcome === 'picture') {
      assert.equal(job?.state, 'done', what)
      const [file] = shownBy(handle)[0]?.files ?? []
      const hash = createHash('sha256')
        .update(file?.data ?? '')
        .digest('hex')
      const couldNotBeKept = wasFull.some(({ from, to }) => from < answered && asked < to)
      assert.ok(job.picture === hash || (couldNotBeKept && job.picture === undefined), `another picture: ${what}`)
    }
    if (outcome === 'told') assert.equal(job?.state, 'failed', what)
    if (outcome === 'refused' || outcome === 'unanswered') assert.notEqual(job?.state, 'done', what)
    if (outcome === 'lost') assert.equal(job, undefined, what)
    if (job?.picture !== undefined) assert.ok(photos.includes(job.picture), what)
    if (isAccepted(outcome) && wish.command === 'dream') assert.ok(photos.includes(job?.image ?? ''), what)
  }
}

/** With bot and workers ended: nothing of theirs goes on or lies about. */
export async function checkLeftovers({ processes, data, disk, redis }: Town): Promise<void> {
  assert.deepEqual(processes(), [], 'processes')
  assert.deepEqual(readdirSync(disk.folder), ['data'])
  const others = readdirSync(data).filter((name) => !['atlas', 'photos', 'dreambot.sqlite'].includes(name))
  const parts = readdirSync(data, { recursive: true }).filter((name) => String(name).endsWith('.part'))
  assert.deepEqual([others, parts], [[], []], 'files')
  assert.deepEqual(await redis.lasting(), [], 'keys without an end')
}

/** The place in line that a card tells. */
export function placeOf({ handle }: Request): number | undefined {
  const text = handle.message ? textOf(handle.message) : ''
  if (/next in line/.test(text)) return 1
  const [, place] = /number (\d+) in line/.exec(text) ?? []
  return place === undefined ? undefined : Number(place)
}

/** When the first card came that told of more than its place in line, by `performance.now`. */
export function begunAt({ handle, asked }: Request): number {
  const edit = handle.edits.find(({ message }) => !/in line/.test(textOf(message)))
  return asked + (edit?.ms ?? Number.POSITIVE_INFINITY)
}
