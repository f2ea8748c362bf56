import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { type DownloadOptions, download } from '../../../src/network/catalog/download.ts'
import { type Answer, drop, ignoreRange, other, serve, stall, status, type TestServer } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'dreambot-download-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'weights.bin')
const part = `${path}.part`
const content = randomBytes(300_000)
const sha256 = createHash('sha256').update(content).digest('hex')
const md5 = createHash('md5').update(content).digest('hex')
const known = { bytes: content.length, sha256, md5 }
const quick: DownloadOptions = { retryMs: [10, 10, 10], stallMs: 300 }

beforeEach(() => {
  for (const file of [path, part]) rmSync(file, { force: true, recursive: true })
})

const fetchFrom = ({ url }: TestServer, options: DownloadOptions = {}) =>
  download({ url, ...known }, path, { ...quick, ...options })

function assertWhole(): void {
  assert.deepEqual(readFileSync(path), content)
  assert.ok(!existsSync(part), 'nothing is left beside it')
}

test('downloads a file, reports its progress, and leaves no part behind', async () => {
  const heard: [number, number | undefined][] = []
  await fetchFrom(await serve(content), { onProgress: (received, total) => heard.push([received, total]) })
  assertWhole()
  assert.deepEqual(heard.at(-1), [content.length, content.length])
  assert.ok(
    heard.every(([received], i) => received > (heard[i - 1]?.[0] ?? 0)),
    'it only grows',
  )
})

describe('a server that', () => {
  test('drops the connection repeatedly is asked for the rest each time', async () => {
    const server = await serve(content, [drop(50_000), drop(60_000), drop(70_000), drop(1000), drop(1000)])
    await fetchFrom(server)
    assertWhole()
    assert.equal(server.ranges.length, 6)
    const starts = server.ranges.slice(1).map((range) => Number(/\d+/.exec(range ?? '')?.[0]))
    assert.ok(
      // The last bytes before the connection closes may be lost.
      starts.every((start, i) => start >= (starts[i - 1] ?? 0)) && (starts.at(-1) ?? 0) > 0,
      `${starts} continue each other`,
    )
  })

  test('ignores Range is read from the beginning', async () => {
    await fetchFrom(await serve(content, [drop(50_000), ignoreRange]))
    assertWhole()
  })

  test('stalls is disconnected and asked again', async () => {
    const server = await serve(content, [stall(10_000)])
    await fetchFrom(server)
    assertWhole()
    assert.equal(server.ranges.length, 2)
  })

  test('is busy is asked again after the time that it gives', async () => {
    await fetchFrom(await serve(content, [status(503), status(429, { 'retry-after': '0' })]))
    assertWhole()
  })

  test('is busy for a day counts as unreachable', async () => {
    const refused = fetchFrom(await serve(content, [status(503, { 'retry-after': '86400' })]))
    await assert.rejects(refused, { code: 'missing-weights', message: /busy for another 86400 s/ })
  })

  test('answers 404 is not asked again', async () => {
    const server = await serve(content, [status(404)])
    await assert.rejects(fetchFrom(server), { code: 'missing-weights', message: /has no file at .*: it answers 404/ })
    assert.equal(server.ranges.length, 1)
  })

  const wrong: Readonly<Record<string, readonly [Answer, RegExp]>> = {
    'sends other bytes': [other(randomBytes(content.length)), /has the sha256 [0-9a-f]{64}, expected/],
    'sends a web page': [other(Buffer.from('<html>Sign in to this network</html>')), /has 36 bytes, expected 300000/],
    'sends more than it announces': [
      (_request, response) => void response.writeHead(200).write(content, () => response.end(content)),
      /has more than 300000 bytes/,
    ],
    'has a longer file': [other(Buffer.concat([content, content])), /has 600000 bytes, expected 300000/],
  }
  for (const [name, [answer, said]] of Object.entries(wrong)) {
    test(`${name}: its data is dropped, and the file from before stays`, async () => {
      writeFileSync(path, 'good')
      const answers = Array<Answer>(4).fill(answer)
      await assert.rejects(fetchFrom(await serve(content, answers)), { name: 'UserError', message: said })
      assert.equal(readFileSync(path, 'utf8'), 'good')
      assert.ok(!existsSync(part) || readFileSync(part).length < content.length)
      await fetchFrom(await serve(content))
      assertWhole()
    })
  }

  test('announces more than it sends is asked for the rest, and then refused', async () => {
    const short: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20))
    }
    await assert.rejects(fetchFrom(await serve(content, Array<Answer>(50).fill(short))), { code: 'missing-weights' })
    assert.ok(!existsSync(path))
  })
})

describe('a part', () => {
  test('of an earlier try is continued', async () => {
    writeFileSync(part, content.subarray(0, 123_456))
    const server = await serve(content)
    await fetchFrom(server)
    assertWhole()
    assert.deepEqual(server.ranges, ['bytes=123456-'])
  })

  test('that is complete needs no server', async () => {
    writeFileSync(part, content)
    await download({ url: 'http://127.0.0.1:1/', ...known }, path, quick)
    assertWhole()
  })

  test('is not continued for a file without a hash', async () => {
    writeFileSync(part, randomBytes(content.length))
    const server = await serve(content)
    await download({ url: server.url, bytes: content.length }, path, quick)
    assertWhole()
    assert.deepEqual(server.ranges, [undefined])
  })

  test('of another file is detected by the hash and removed, and the next try starts anew', async () => {
    writeFileSync(part, randomBytes(1000))
    const server = await serve(content)
    await assert.rejects(fetchFrom(server), { code: 'bad-weights' })
    await fetchFrom(server)
    assertWhole()
  })

  test('that is too long for a file of unknown size is removed', async () => {
    writeFileSync(part, Buffer.concat([content, content]))
    await download({ url: (await serve(content)).url, sha256 }, path, quick)
    assertWhole()
  })
})

test('an unreachable server is named in the error', async () => {
  const refused = download({ url: 'http://127.0.0.1:49/weights.bin', ...known }, path, quick)
  await assert.rejects(refused, {
    code: 'missing-weights',
    message: /127\.0\.0\.1:49\/weights\.bin cannot be fetched: .*ECONNREFUSED/,
  })
})

test('a file that cannot be written is an error of the kind output', async () => {
  mkdirSync(part)
  await assert.rejects(fetchFrom(await serve(content)), { code: 'output', message: /cannot be saved in/ })
  chmodSync(part, 0o755)
})

test('an aborted download keeps its part', async () => {
  const controller = new AbortController()
  const onProgress = () => controller.abort(new Error('enough'))
  await assert.rejects(
    fetchFrom(await serve(content, [stall(5000)]), { signal: controller.signal, onProgress }),
    /enough/,
  )
  assert.ok(!existsSync(path))
  assert.equal(readFileSync(part).length, 5000)
})
