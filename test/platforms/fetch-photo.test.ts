import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { setDefaultCACertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { UserError } from '../../src/core/errors.ts'
import { DECODE_LIMITS } from '../../src/image/codec/decode.ts'
import { type FetchOptions, fetchPhoto } from '../../src/platforms/fetch-photo.ts'

const photo = new Uint8Array([1, 2, 3, 4])
const headers = { authorization: 'Bearer xoxb-secret' }

interface Site {
  /** As in an address: 127.0.0.1 and the port. */
  readonly host: string
  /** The same server under a name that is not allowed. */
  readonly alias: string
  readonly requests: IncomingMessage[]
}

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(
  answer: RequestListener,
  create: (answer: RequestListener) => Server = createServer,
): Promise<Site> {
  const requests: IncomingMessage[] = []
  const server = create((request, response) => {
    requests.push(request)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, alias: `localhost:${port}`, requests }
}

async function refusal(address: string, options: FetchOptions): Promise<string> {
  const error: unknown = await fetchPhoto(address, options).then(
    () => assert.fail('was not refused'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof UserError, String(error))
  assert.equal(error.code, 'bad-image')
  assert.doesNotMatch(`${error.message} ${error.hint}`, /secret|127\.0\.0\.1|localhost/)
  return error.message
}

test('the bytes arrive unchanged, and the headers go to the allowed host', async () => {
  const site = await serve((_, response) => response.end(photo))
  const hosts = [site.host, 'cdn.example.com']
  assert.deepEqual(new Uint8Array(await fetchPhoto(`http://${site.host}/cat.png?ex=1`, { hosts, headers })), photo)
  assert.equal(site.requests[0]?.headers.authorization, headers.authorization)
  assert.equal(site.requests[0]?.url, '/cat.png?ex=1')
})

test('other hosts, other schemes and invalid URLs are never requested', async () => {
  const site = await serve((_, response) => response.end(photo))
  const [name = '', port = ''] = site.host.split(':')
  const addresses = [
    `http://${site.alias}/`,
    `http://${name}/`,
    `http://${site.host}@${site.alias}/`,
    `http://${site.host}.${site.alias}/`,
    `http://${site.alias}/?${site.host}`,
    `http://127.1.1.1:${port}/`,
    `file:///etc/passwd`,
    `file://${site.host}/etc/passwd`,
    `data:image/png;base64,AAAA`,
    `ftp://${site.host}/cat.png`,
    `blob:http://${site.host}/1`,
    'cat.png',
    '//',
    '',
  ]
  for (const address of addresses) {
    assert.match(await refusal(address, { hosts: [site.host], headers }), /: it lies outside this chat\.$/, address)
  }
  assert.equal(site.requests.length, 0)
})

test('a redirect is followed, with headers, only to an allowed host', async () => {
  const [one, two] = [await serve(redirect), await serve((_, response) => response.end(photo))]
  let target = ''
  function redirect({ url }: IncomingMessage, response: Parameters<RequestListener>[1]): void {
    if (url === '/end') response.end(photo)
    else response.writeHead(302, { location: target }).end('elsewhere')
  }
  const hosts = [one.host, two.host]
  for (target of ['/end', `http://${one.host}/end`, `http://${two.host}/cat.png`]) {
    assert.deepEqual(new Uint8Array(await fetchPhoto(`http://${one.host}/`, { hosts, headers })), photo)
  }
  assert.ok([...one.requests, ...two.requests].every(({ headers: { authorization } }) => authorization !== undefined))

  const asked = two.requests.length
  for (target of [`http://${two.alias}/`, `//${two.alias}/`, 'file:///etc/passwd', `https://evil.example/`]) {
    assert.match(await refusal(`http://${one.host}/`, { hosts, headers }), /it lies outside this chat/)
  }
  assert.equal(two.requests.length, asked)
  target = `http://${two.host}/`
  assert.match(await refusal(`http://${one.host}/`, { hosts: [one.host], headers }), /it lies outside this chat/)
  assert.equal(two.requests.length, asked)
  target = 'http://['
  assert.match(await refusal(`http://${one.host}/`, { hosts, headers }), /could not be fetched/)
})

test('redirects without end are refused', async () => {
  const site = await serve((_, response) => response.writeHead(301, { location: '/again' }).end())
  assert.match(await refusal(`http://${site.host}/`, { hosts: [site.host] }), /it is redirected too often/)
  assert.equal(site.requests.length, 4)
})

test('a redirect from HTTPS to HTTP is refused', async () => {
  setDefaultCACertificates([CERTIFICATE])
  const plain = await serve((_, response) => response.end(photo))
  let target = '/end'
  const answer: RequestListener = ({ url }, response) =>
    url === '/end' ? response.end(photo) : response.writeHead(302, { location: target }).end()
  const secure = await serve(answer, (listen) => createSecureServer({ key: KEY, cert: CERTIFICATE }, listen))
  const hosts = [secure.host, plain.host]
  assert.deepEqual(new Uint8Array(await fetchPhoto(`https://${secure.host}/`, { hosts, headers })), photo)
  target = `http://${plain.host}/`
  assert.match(await refusal(`https://${secure.host}/`, { hosts, headers }), /it lies outside this chat/)
  assert.equal(plain.requests.length, 0)
})

test('a body over the limit is cut off while it arrives, whatever length it declares', async () => {
  const block = new Uint8Array(1e6)
  let sent = 0
  let closed = false
  const site = await serve(({ url }, response) => {
    sent = 0
    response.on('close', () => {
      closed = true
    })
    if (url === '/small') response.setHeader('content-length', '10')
    if (url === '/large') response.setHeader('content-length', String(30e9))
    const push = () => {
      while (!response.destroyed) {
        sent += block.length
        if (!response.write(block)) return void response.once('drain', push)
      }
    }
    push()
  })
  const options = { hosts: [site.host] }
  for (const announced of ['/endless', '/large']) {
    assert.equal(await refusal(`http://${site.host}${announced}`, options), 'The picture has more than 25 MB.')
    while (!closed) await new Promise((resolve) => setTimeout(resolve, 5))
    closed = false
    // What lies in the buffers between the two has been sent as well.
    assert.ok(sent < DECODE_LIMITS.bytes + 30e6, `${sent} bytes`)
  }
  const few = await fetchPhoto(`http://${site.host}/small`, options).catch(() => new Uint8Array())
  assert.ok(few.length <= 10)
})

test('a compressed body is cut off when it is over the limit unpacked', async () => {
  const packed = gzipSync(new Uint8Array(DECODE_LIMITS.bytes + 1e6))
  const site = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(packed))
  assert.ok(packed.length < 1e6)
  assert.equal(await refusal(`http://${site.host}/`, { hosts: [site.host] }), 'The picture has more than 25 MB.')
})

test('a body of exactly the limit is accepted', async () => {
  const site = await serve((_, response) => response.end(new Uint8Array(DECODE_LIMITS.bytes)))
  assert.equal((await fetchPhoto(`http://${site.host}/`, { hosts: [site.host] })).length, DECODE_LIMITS.bytes)
})

test('a host that stalls, before or during the body, runs into the timeout', async () => {
  const site = await serve(({ url }, response) => {
    if (url === '/middle') response.write(photo)
  })
  for (const where of ['/', '/middle']) {
    const started = performance.now()
    const said = await refusal(`http://${site.host}${where}`, { hosts: [site.host], seconds: 0.2 })
    assert.match(said, /it took too long/)
    assert.ok(performance.now() - started < 3000)
  }
})

test('the error for a failing host names its status, if there is one', async () => {
  const site = await serve(({ url }, response) => {
    if (url === '/hang-up') response.destroy()
    else if (url === '/half') response.setHeader('content-length', '100').write(photo, () => response.destroy())
    else response.writeHead(Number(url?.slice(1))).end('an error page')
  })
  const hosts = [site.host, '127.0.0.1:1']
  for (const status of [404, 403, 410, 500, 304]) {
    assert.match(await refusal(`http://${site.host}/${status}`, { hosts }), new RegExp(`its host answers ${status}`))
  }
  for (const address of [`http://${site.host}/hang-up`, `http://${site.host}/half`, 'http://127.0.0.1:1/']) {
    assert.match(await refusal(address, { hosts }), /its host does not answer/)
  }
})

/** Of no use but here: for localhost, signed by itself. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgElfCEurge6S28PGJ
qBzTzw7IlC4SfHHz++AwoQbHUGGhRANCAATfMV++9qsSe+cYnOM6bjfR+KMlT125
RpX2SAdfFxpoQXLMAcGcCN/nOypftK9oRA02ypNHtSCXPtnV6OzUJMfW
-----END PRIVATE KEY-----`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBaDCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN8xX772qxJ75xic
4zpuN9H4oyVPXblGlfZIB18XGmhBcswBwZwI3+c7Kl+0r2hEDTbKk0e1IJc+2dXo
7NQkx9ajTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBSH0VnOCG+NIwjrQcCOxtwKh87n9TAKBggqhkjOPQQD
AgNJADBGAiEAswVxKhpRfodjJT1EG92nJ+WdwXKX1KeMQXsJVTXpX4YCIQDOf9I+
d9uVEEuI16jeBUrgGxGBQj2RtuUEiSug6YUl7A==
-----END CERTIFICATE-----`
