/** The contract of `WorkerPool`, which every pool must pass with the echo worker. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../src/core/errors.ts'
import type { Progress } from '../../src/core/result.ts'
import { unexpectedError } from '../../src/scheduler/job-errors.ts'
import type { WorkerPool } from '../../src/scheduler/pool.ts'
import type { RenderRequest } from '../../src/scheduler/protocol.ts'
import type { Ending } from '../../src/scheduler/types.ts'
import type { Script } from '../scheduler/echo-worker.ts'
import { alive, echoJob, gone, type LogEntry } from '../scheduler/harness.ts'

export interface PoolSetup extends AsyncDisposable {
  readonly pool: WorkerPool
  readonly logged: LogEntry[]
}

export interface PoolOptions {
  readonly devices: number
  readonly cancelSeconds: number
}

/** @param start Resolves when the pool has as many devices as `options` says. */
export function poolContract(
  name: string,
  start: (options: PoolOptions) => Promise<PoolSetup>,
  skip: string | false = false,
): void {
  const begin = (options: Partial<PoolOptions> = {}) => start({ devices: 1, cancelSeconds: 10, ...options })

  // Before the concurrent tests, whose resources would be counted too.
  test(`${name}: after close no process is left, and nothing keeps this one alive`, { skip }, async () => {
    const before = held().length
    const setup = await begin({ devices: 2 })
    const renders = [follow(setup.pool), follow(setup.pool, LONG)]
    const pids = await Promise.all(renders.map(({ pid }) => pid()))
    assert.ok(held().length > before)
    await setup[Symbol.asyncDispose]()
    assert.ok(!pids.some(alive))
    for (let tries = 0; held().length > before && tries < 100; tries++) await sleep(10)
    assert.ok(held().length <= before, held().join(', '))
  })

  describe(name, { skip, concurrency: true }, () => {
    test('a job reports its steps in order, then its files, byte for byte', async () => {
      await using setup = await begin()
      const [photo, guide] = [new Uint8Array(randomBytes(300_000)), new Uint8Array(randomBytes(1000))]
      const render = follow(setup.pool, { steps: 5, ms: 20, mirror: true }, { photo, guide })
      const ending = await render.ending
      assert.ok(ending.state === 'done')
      const [picture, mirrored, second] = ending.result.files
      assert.ok(picture && Buffer.from(picture.data).toString().endsWith(JSON.stringify(render.rendered.job)))
      assert.deepEqual(mirrored, { name: 'photo.png', format: 'png', alt: 'an echo', data: photo })
      assert.deepEqual(second, { name: 'guide.png', format: 'png', alt: 'an echo', data: guide })
      assert.deepEqual(ending.result.report.job, render.rendered.job)
      const steps = render.heard.map(stepOf)
      assert.ok(steps.length > 1)
      assert.deepEqual(
        steps,
        [...new Set(steps)].toSorted((a, b) => a - b),
      )
      assert.deepEqual(setup.logged, [])
    })

    test('previews arrive complete, with the step that they show, and only when they are asked for', async () => {
      await using setup = await begin()
      const render = follow(setup.pool, { steps: 3, ms: 30 }, { previewSeconds: 0 })
      await render.ending
      assert.ok(render.heard.length > 1)
      for (const progress of render.heard) {
        const { data, ...preview } = progress.preview ?? assert.fail('no preview')
        assert.deepEqual(preview, { name: 'preview.jpg', format: 'jpeg', alt: 'an echo' })
        assert.ok(data instanceof Uint8Array)
        assert.ok(
          Buffer.from(data)
            .toString()
            .endsWith(`step ${stepOf(progress)}`),
        )
      }
      const without = follow(setup.pool, { steps: 3, ms: 5 })
      await without.ending
      assert.ok(without.heard.length > 0 && without.heard.every(({ preview }) => !preview))
    })

    test('a user error and a bug arrive as such, and the process renders the next job', async () => {
      await using setup = await begin()
      const mistaken = follow(setup.pool, { userErrorAt: 1 })
      const { code, said } = await mistaken.error()
      assert.equal(code, 'too-small')
      assert.deepEqual(said, { message: 'The photo is 8x8, and needs 32x32.', hint: 'Enlarge it.' })
      const broken = follow(setup.pool, { bugAt: 1 })
      assert.deepEqual((await broken.error()).said, unexpectedError().said)
      assert.match(setup.logged.at(-1)?.stack ?? '', /a bug of the echo worker/)
      assert.equal(setup.logged.at(-1)?.job, broken.rendered.id)
      assert.equal(await broken.pid(), await mistaken.pid())
    })

    test('as many jobs run at the same time as the size of the pool', async () => {
      await using setup = await begin({ devices: 2 })
      assert.equal(setup.pool.size, 2)
      const renders = [1, 2].map(() => follow(setup.pool, LONG))
      const pids = await Promise.all(renders.map(({ pid }) => pid()))
      assert.equal(new Set(pids).size, 2)
    })

    test('a job is cancelled at its next step, and its process takes the next one', async () => {
      await using setup = await begin()
      const render = follow(setup.pool, LONG)
      const pid = await render.pid()
      assert.equal(setup.pool.cancel(render.rendered.id), true)
      const { length } = render.heard
      assert.deepEqual(await render.ending, { state: 'cancelled' })
      assert.equal(render.heard.length, length, 'no progress follows a cancellation')
      assert.equal(setup.pool.cancel(render.rendered.id), false)
      const next = follow(setup.pool)
      assert.equal((await next.ending).state, 'done')
      assert.equal(await next.pid(), pid)
    })

    test('a job is cancelled before it has begun', async () => {
      await using setup = await begin()
      const render = follow(setup.pool, LONG)
      assert.equal(setup.pool.cancel(render.rendered.id), true)
      assert.deepEqual(await render.ending, { state: 'cancelled' })
      assert.equal((await follow(setup.pool).ending).state, 'done')
      assert.equal(setup.pool.cancel('nonsense'), false)
    })

    test('a job that ignores its cancellation is ended with its process', async () => {
      await using setup = await begin({ cancelSeconds: 0.1 })
      const render = follow(setup.pool, { ...LONG, deaf: true })
      const pid = await render.pid()
      setup.pool.cancel(render.rendered.id)
      assert.deepEqual(await render.ending, { state: 'cancelled' })
      await gone(pid)
      assert.equal((await follow(setup.pool).ending).state, 'done')
    })

    test('a crash ends the job, and the next one gets a new process', async () => {
      await using setup = await begin()
      const render = follow(setup.pool, { crashAt: 2 })
      assert.equal((await render.error()).code, 'worker-lost')
      assert.ok(setup.logged.some(({ job, stack }) => job === render.rendered.id && /last words/.test(stack ?? '')))
      const next = follow(setup.pool)
      assert.equal((await next.ending).state, 'done')
      assert.notEqual(await next.pid(), await render.pid())
    })

    test('close cancels every job, and later jobs too', async () => {
      await using setup = await begin({ devices: 2 })
      const renders = [follow(setup.pool, LONG), follow(setup.pool, { ...LONG, deaf: true })]
      await Promise.all(renders.map(({ pid }) => pid()))
      await setup.pool.close()
      for (const { ending } of renders) assert.deepEqual(await ending, { state: 'cancelled' })
      assert.deepEqual(await follow(setup.pool).ending, { state: 'cancelled' })
      await setup.pool.close()
    })
  })
}

export const LONG: Script = { steps: 10_000, ms: 5 }

export interface Followed {
  readonly rendered: RenderRequest
  readonly heard: Progress[]
  readonly ending: Promise<Ending>
  /** Resolves with the id of the rendering process once that has taken a step. Rejects if the job ends before. */
  pid(): Promise<number>
  /** Resolves with the error of the failed job. */
  error(): Promise<UserError>
}

export function follow(pool: WorkerPool, script: Script = {}, more: Partial<RenderRequest> = {}): Followed {
  const rendered = { id: randomUUID(), job: echoJob(script), ...more }
  const heard: Progress[] = []
  const first = Promise.withResolvers<number>()
  const ending = pool.render(rendered, (progress) => {
    heard.push(progress)
    first.resolve(progress.at.pid?.[0] ?? 0)
  })
  return {
    ...{ rendered, heard, ending },
    pid: () => Promise.race([first.promise, ending.then((end) => Promise.reject(unstarted(end)))]),
    async error() {
      const end = await ending
      assert.ok(end.state === 'failed' && end.error instanceof UserError, JSON.stringify(end))
      return end.error
    },
  }
}

function unstarted(end: Ending): Error {
  return new Error('it ended before its first step', { cause: end })
}

/** The resources that keep this process alive, without reads of files, which end by themselves. */
function held(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind !== 'FSReqCallback')
}

export function stepOf({ at }: Progress): number {
  return at.step?.[0] ?? 0
}
