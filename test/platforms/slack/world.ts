/**
 * A Slack of one's own on loopback: people act with a hand, the bot meets a Web API, Socket Mode and signed requests,
 * and what came of it is there to see. The package `emulate` keeps the workspace; the proxy before it fills its gaps.
 */
import { type Api, type Call, createApi } from './world/api.ts'
import { createChanges, type Found } from './world/changes.ts'
import { type Chat, createChat, type Message } from './world/chat.ts'
import { chatMethods, type Parts, placeMethods } from './world/chat-methods.ts'
import { APP, type Emulator } from './world/emulator.ts'
import { createFaults, type Fault } from './world/faults.ts'
import { fileMethods } from './world/file-methods.ts'
import { createFiles, type Files } from './world/files.ts'
import { createHand, type Hand } from './world/hand.ts'
import { createHttpDelivery, type HttpDelivery } from './world/http-delivery.ts'
import { createPeople } from './world/people.ts'
import { openPlaces, type Places } from './world/places.ts'
import { type Routes, startProxy } from './world/proxy.ts'
import { createResponseUrls, type ResponseUrls } from './world/response-urls.ts'
import { createSocketMode, type SocketMode } from './world/socket.ts'
import { type Answer, type Json, refusal } from './world/types.ts'
import { createViews, type Views } from './world/view-methods.ts'

export type { Call } from './world/api.ts'
export type { Edit, Message, ShownButton, ShownImage } from './world/chat.ts'
export type { Ack, Envelope } from './world/envelope.ts'
export type { Fault } from './world/faults.ts'
export type { StoredFile } from './world/files.ts'
export type { By, Where, Written } from './world/hand.ts'
export type { Handle } from './world/handle.ts'
export type { Channel, Person } from './world/places.ts'
export type { Values } from './world/state.ts'
export type { Block, Upload } from './world/types.ts'
export type { OpenView } from './world/view-methods.ts'

export interface WorldOptions {
  /** What response_urls grow old by, in milliseconds. Default `Date.now`. */
  readonly clock?: () => number
}

export interface World extends Hand {
  /** For SLACK_API_URL. */
  readonly apiUrl: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly places: Places
  /** All that was ever said, by whomever. */
  readonly messages: readonly Message[]
  readonly files: Files
  readonly views: Views
  /** Of the bot, in the order of their answers. */
  readonly calls: readonly Call[]
  callsOf(method: string): readonly Call[]
  readonly socket: SocketMode
  /** Waits until the bot has opened its `count`th connection. Default 1. */
  connected(count?: number): Promise<void>
  /** Once the bot is told by requests. */
  readonly http: HttpDelivery | undefined
  /** From now on the bot is told by requests to this address. */
  useHttp(url: string): HttpDelivery
  /** The next `times` calls (default 1) of a Web API method, 'upload', 'download', 'response_url' or '*'. */
  fail(method: string, fault: Fault, times?: number): void
  /** Forgets faults that have not struck yet. */
  recover(): void
  /** What `look` finds; throws after `ms` (default 5000). */
  until<T>(look: () => T, ms?: number): Promise<Found<T>>
  close(): Promise<void>
}

const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

export async function createWorld({ clock = Date.now }: WorldOptions = {}): Promise<World> {
  const changes = createChanges()
  const faults = createFaults()
  let routes: Routes | undefined
  const proxy = await startProxy(() => {
    if (!routes) throw new Error('not yet open')
    return routes
  })
  const base = () => proxy.url
  const { emulator, places } = await openPlaces(proxy.url)
  const files = createFiles(base, places, changes)
  const chat = createChat(files, places, changes)
  const asBot = async (method: string, args: Json): Promise<Answer> =>
    (await emulator.call(method, args, APP.botToken)) ?? refusal('unknown_method')
  const parts: Parts = { asBot, places, files, chat }
  const views = createViews(parts, changes)
  const responseUrls = createResponseUrls(base, chat, files, clock)
  const socket = createSocketMode(base, changes)
  const connections = { 'apps.connections.open': async () => ({ ok: true, url: socket.url() }) }
  const own = { ...chatMethods(parts), ...placeMethods(parts), ...fileMethods(parts), ...views.methods, ...connections }
  const api = createApi({ methods: own, ask: asBot, faults, changes })
  routes = { ...routesOf({ api, files, emulator, responseUrls }), upgrade: socket.upgrade }

  let http: HttpDelivery | undefined
  const story = () => storyOf(api, chat)
  const people = createPeople(parts, emulator)
  const seen = { chat, files, views, changes, story, places }
  const hand = createHand({ ...seen, people, responseUrls, delivery: () => http ?? socket })
  const until: World['until'] = (look, ms = 5000) => changes.until(look, ms, story)

  return {
    ...hand,
    apiUrl: `${proxy.url}/api/`,
    botToken: APP.botToken,
    appToken: APP.appToken,
    signingSecret: SIGNING_SECRET,
    places,
    messages: chat.messages,
    files,
    views,
    calls: api.calls,
    callsOf: (method) => api.calls.filter((call) => call.method === method),
    socket,
    async connected(count = 1) {
      await until(() => socket.opened >= count && socket.connections > 0)
    },
    get http() {
      return http
    },
    useHttp(url) {
      http = createHttpDelivery(url, SIGNING_SECRET)
      return http
    },
    fail: (method, fault, times = 1) => faults.add(method, fault, times),
    recover: () => faults.clear(),
    until,
    async close() {
      http?.close()
      socket.close()
      await proxy.close()
      await emulator.close()
    },
  }
}

interface Behind {
  readonly api: Api
  readonly files: Files
  readonly emulator: Emulator
  readonly responseUrls: ResponseUrls
}

function routesOf({ api, files, emulator, responseUrls }: Behind): Omit<Routes, 'upgrade'> {
  return {
    api: api.handle,
    upload: (id, data) =>
      api.record('upload', { file: id, bytes: data.length }, async () => {
        const file = files.get(id)
        if (!file || data.length !== file.length) return { status: 400, body: `expected ${file?.length} bytes` }
        files.receive(file, data)
        return emulator.upload(id, data)
      }),
    download: (id, token) => api.record('download', { file: id }, async () => files.download(id, token)),
    respond: (id, body) => api.record('response_url', body, async () => responseUrls.answer(id, body)),
  }
}

function storyOf(api: Api, chat: Chat): string {
  const calls = api.calls.slice(-12).map(({ method, status, answer }) => {
    return `${method} ${status} ${answer && 'error' in answer ? JSON.stringify(answer) : ''}`
  })
  return [...calls, ...chat.messages.slice(-5).map(({ via, words }) => `${via}: ${words}`)].join('\n')
}
