/**
 * Whatever goes wrong, everything that was accepted is posted once or its person is told: 300 pictures for 20 people,
 * while workers, bot and Redis are killed, the disk is full and the chat fails. `CHAOS_SEED` repeats a plan.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { announcementKey } from '../../src/scheduler/redis/keys.ts'
import { until } from '../scheduler/fleet.ts'
import { withoutRedis } from '../scheduler/redis.ts'
import { begunAt, checkData, checkLeftovers, checkRequests, placeOf } from './checks.ts'
import { type Crowd, createCrowd, isAccepted, type Request } from './crowd.ts'
import { mountDisk, withoutDisk } from './disk.ts'
import { MANY, makePlan, PICTURES, type Plan, type Wish } from './plan.ts'
import { startTown, type Town } from './town.ts'
import { makeTrouble } from './trouble.ts'

const SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const PATIENCE_MS = 60_000

test(`300 pictures in a chaos of CHAOS_SEED=${SEED}`, { skip: withoutRedis, timeout: 600_000 }, async (t) => {
  const plan = makePlan(SEED)
  await using town = await startTown()
  const trouble = makeTrouble(plan, town)
  const leaving = new AbortController()
  const crowd = createCrowd(town, () => trouble.seen(over(crowd)), leaving.signal)
  const started = performance.now()
  const said = (what: string) => t.diagnostic(`${((performance.now() - started) / 1000).toFixed(1)} s: ${what}`)

  try {
    trouble.seen(0)
    const people = [...plan.bursts.values()].map(async (bursts) => {
      for (const burst of bursts) await Promise.all(burst.map(crowd.want))
    })
    await Promise.all([...people, trouble.over])
    said('all faults are over')
    await endInOrder(plan, town, crowd)
    said('all pictures are there')
    await Promise.all([town.bot, ...town.workers].map((program) => program.stop()))
    checkRequests(town, crowd.requests, trouble.episodes)
    checkData(town, crowd.requests, trouble.episodes)
    await checkLeftovers(town)
    for (const worker of town.workers) assert.deepEqual(worker.falls, [])
    for (const fall of town.bot.falls) assert.match(fall, /cannot be (reached|opened)/)
  } catch (error) {
    for (const { kind, from, to } of trouble.episodes)
      console.error(`${((from - started) / 1000).toFixed(1)}-${((to - started) / 1000).toFixed(1)} s: ${kind}`)
    for (const { log } of [town.bot, ...town.workers])
      console.error(
        log
          .filter((line) => !line.includes('"level":30'))
          .slice(-40)
          .join('\n'),
      )
    throw error
  } finally {
    leaving.abort()
    await trouble.end()
    const outcomes = Map.groupBy(crowd.requests, ({ outcome }) => outcome)
    said([...outcomes].map(([outcome, requests]) => `${requests.length} ${outcome}`).join(', '))
  }
})

test('a seed makes the same plan again, and another one another', () => {
  assert.deepEqual(makePlan(1), makePlan(1))
  assert.notDeepEqual(makePlan(1).faults, makePlan(2).faults)
  const { bursts, finale } = makePlan(1)
  const wishes = [...[...bursts.values()].flat(2), ...finale.many, ...finale.single]
  assert.equal(new Set(wishes.map(({ values }) => values.seed)).size, PICTURES)
})

test('the disk can be filled and freed', { skip: withoutDisk }, () => {
  using disk = mountDisk()
  const write = () => writeFileSync(join(disk.folder, 'file'), 'a picture')
  disk.fill()
  assert.throws(write, { code: 'ENOSPC' })
  disk.free()
  write()
})

function over({ requests }: Crowd): number {
  return requests.filter(({ outcome }) => isAccepted(outcome)).length
}

/**
 * With no worker there the line stands still and tells its order: who has one picture in it goes before all of those who
 * have three, although they came first. Then it is rendered, and nobody is passed by those who came later more often than
 * they have other pictures.
 */
async function endInOrder({ finale }: Plan, { bot, workers, redis }: Town, crowd: Crowd): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()))
  // One that was killed not long ago is still believed to be there.
  while ((await redis.client.keys(announcementKey('*'))).length > 0) await sleep(50)
  // What was rendered of late counts too, for as long as the bot remembers it.
  await bot.kill(0)
  const joinLine = async (wish: Wish): Promise<Request> => {
    const request = crowd.ask(wish)
    await until(() => placeOf(request) !== undefined || request.handle.lost, PATIENCE_MS)
    if (placeOf(request) !== undefined) return request
    await crowd.follow(request)
    return joinLine(wish)
  }
  const many = await Promise.all(finale.many.map(joinLine))
  const single = await Promise.all(finale.single.map(joinLine))
  const all = [...many, ...single]
  const places = () => all.map(placeOf).toSorted((a, b) => Number(a) - Number(b))
  await until(() => places().every((place, i) => place === i + 1), PATIENCE_MS)
  assert.ok(
    single.every((request) => Number(placeOf(request)) <= single.length),
    'one goes before many',
  )

  await Promise.all(workers.map((worker) => worker.start()))
  const outcomes = await Promise.all(all.map(crowd.follow))
  assert.deepEqual(new Set(outcomes), new Set(['picture']))
  const first = all.toSorted((a, b) => begunAt(a) - begunAt(b)).slice(0, workers.length + 1)
  assert.ok(first.filter((request) => single.includes(request)).length >= workers.length, 'one began before many')
  for (const request of many) {
    const passed = single.filter((other) => begunAt(other) < begunAt(request))
    // Cards of pictures that begin at the same time may come in any order.
    assert.ok(passed.length < MANY + 1, `passed ${passed.length} times`)
  }
}
