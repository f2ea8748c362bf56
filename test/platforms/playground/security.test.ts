import assert from 'node:assert/strict'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { describe, test } from 'node:test'
import { createStage, type Stage } from './stage.ts'

/** Sends a request with any headers, including those that `fetch` does not allow to set. */
function raw(stage: Stage, path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, stage.url), { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{"text":"/help","photos":[]}' : undefined)
  })
}

describe('a page on another site', () => {
  test('that rebinds its host name to this machine is refused', async () => {
    await using stage = await createStage()
    const { port } = new URL(stage.url)
    for (const path of ['/', '/main.js', '/api/setup', '/api/events', '/files/x']) {
      assert.equal(await raw(stage, path, { host: `evil.example:${port}`, 'x-dreambot': 'page' }), 421, path)
    }
    assert.equal(await raw(stage, '/', { host: '127.0.0.1' }), 421)
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      assert.equal(await raw(stage, '/', { host: `${name}:${port}` }), 200, name)
    }
  })

  test('can neither send nor read anything', async () => {
    await using stage = await createStage()
    const ann = stage.visitor()
    await ann.cards()
    const { host, origin } = new URL(stage.url)
    const own = { host, cookie: ann.cookie(), 'x-dreambot': 'page' }
    const foreign: Record<string, string>[] = [
      { ...own, origin: 'http://evil.example' },
      { ...own, origin: 'http://127.0.0.1:1' },
      { ...own, origin: 'null' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      // Another port of this machine is the same site, but another origin.
      { ...own, 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      assert.equal(await raw(stage, '/api/calls', headers, 'POST'), 403, JSON.stringify(headers))
      for (const path of ['/api/cards', '/api/events', '/api/setup', '/files/x', '/photos/x', '/previews/x/1']) {
        assert.equal(await raw(stage, path, headers), 403, path)
      }
    }
    const { 'x-dreambot': _, ...plain } = { ...own, origin }
    assert.equal(await raw(stage, '/api/calls', plain, 'POST'), 403)
    assert.deepEqual(await ann.cards(), [])
    assert.equal(await raw(stage, '/api/calls', { ...own, origin }, 'POST'), 202)
  })

  test('can link to the page, and the page knows how it was opened', async () => {
    await using stage = await createStage()
    const ann = stage.visitor({ 'sec-fetch-site': 'none' })
    assert.match(await (await ann.request('/')).text(), /data-arrived="none"/)
    const { host } = new URL(stage.url)
    assert.equal(await raw(stage, '/', { host, 'sec-fetch-site': 'cross-site' }), 200)
  })
})

describe('headers', () => {
  test('the page runs only scripts of the server, and cannot be framed', async () => {
    await using stage = await createStage()
    const { headers } = await stage.visitor().request('/')
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /style-src 'self'(;|$)/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /require-trusted-types-for 'script'/)
    assert.doesNotMatch(policy, /unsafe|http|\*|data:|blob:/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('access-control-allow-origin'), null)
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
  })

  test('the cookie is bound to this server and does not contain the user’s name', async () => {
    await using stage = await createStage()
    const response = await fetch(new URL('/api/setup', stage.url), { headers: { 'x-dreambot': 'page' } })
    await response.body?.cancel()
    const [cookie = ''] = response.headers.getSetCookie()
    assert.match(cookie, /^dreambot-\d+=[\w-]{43}\.open; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/)
    // The page sets no cookie: opened by another site's link, it comes without the visitor's cookie and would replace it.
    const page = await fetch(stage.url)
    await page.body?.cancel()
    assert.deepEqual(page.headers.getSetCookie(), [])
  })
})

describe('a token', () => {
  const token = 'correct horse'
  const login = (stage: Stage, given: string) =>
    fetch(new URL('/api/login', stage.url), {
      method: 'POST',
      headers: { 'x-dreambot': 'page' },
      body: JSON.stringify({ token: given }),
    })

  test('admits those who have it, and shows others only the page’s own files', async () => {
    await using stage = await createStage({ token })
    const header = { 'x-dreambot': 'page' }
    for (const path of ['/api/setup', '/api/cards', '/api/events', '/api/networks', '/files/x', '/photos/x']) {
      const response = await fetch(new URL(path, stage.url), { headers: header })
      assert.equal(response.status, 401, path)
      await response.body?.cancel()
    }
    for (const wrong of ['', 'correct', `${token} `, 'x'.repeat(100)]) {
      const response = await login(stage, wrong)
      assert.deepEqual(await response.json(), { found: 'wrong' })
      assert.deepEqual(response.headers.getSetCookie(), [])
    }
    const right = await login(stage, token)
    const [cookie = ''] = right.headers.getSetCookie()
    await right.body?.cancel()
    assert.doesNotMatch(cookie, /correct/)
    const inside = await fetch(new URL('/api/setup', stage.url), {
      headers: { ...header, cookie: cookie.split(';')[0] ?? '' },
    })
    assert.equal(inside.status, 200)
    await inside.body?.cancel()
  })

  test('makes cookies invalid that were issued without it or for another token', async () => {
    await using open = await createStage()
    const ann = open.visitor()
    await ann.cards()
    const [, secret = ''] = /=(.*)\./.exec(ann.cookie()) ?? []
    await using stage = await createStage({ token })
    const { port } = new URL(stage.url)
    for (const seal of ['open', '', 'x'.repeat(43)]) {
      const headers = { 'x-dreambot': 'page', cookie: `dreambot-${port}=${secret}.${seal}` }
      const response = await fetch(new URL('/api/setup', stage.url), { headers })
      assert.equal(response.status, 401)
      await response.body?.cancel()
    }
  })

  test('cannot be guessed: after many wrong ones none is accepted for a while', async () => {
    await using stage = await createStage({ token })
    const knock = async (given: string) => (await (await login(stage, given)).json()) as { found: string }
    for (let i = 0; i < 20; i++) assert.deepEqual(await knock(`wrong ${i}`), { found: 'wrong' })
    for (const late of ['wrong', token]) assert.deepEqual(await knock(late), { found: 'wait' })
  })

  test('opens the server to other machines; without a token only this machine reaches it', async () => {
    const [outside] = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    const reach = async (stage: Stage, address: string) => {
      const url = new URL(stage.url)
      url.hostname = address
      return fetch(url).then(
        (response) => response.status,
        () => 'refused',
      )
    }
    // All addresses of 127.0.0.0/8 are this machine, but the server listens on 127.0.0.1 only.
    const addresses = [...(outside ? [outside.address] : []), ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]
    await using closed = await createStage()
    await using open = await createStage({ token })
    for (const address of addresses) {
      assert.equal(await reach(closed, address), 'refused', address)
      assert.equal(await reach(open, address), 200, address)
    }
  })
})
