/** Slack's end of Socket Mode: connections, envelopes and their acknowledgements. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Changes } from './changes.ts'
import { APP } from './emulator.ts'
import { ACK_MS, type Delivery, type Envelope, timeoutTrouble } from './envelope.ts'
import { isJson } from './types.ts'
import { acceptWebSocket, type Peer } from './websocket.ts'

export interface SocketMode extends Delivery {
  /** Of the next connection, as apps.connections.open tells it; good for one. */
  url(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Open now. */
  readonly connections: number
  /** Opened so far. */
  readonly opened: number
  /** Asks every client to connect anew and gives it nothing more until it has. */
  refresh(reason?: 'refresh_requested' | 'warning'): void
  /** Cuts every connection without a word. */
  drop(): void
  /** As Slack does: leaves the TCP connection open after the close handshake. Default false. */
  lingers: boolean
  close(): void
}

interface Connection {
  readonly peer: Peer
  /** Sent here and not acknowledged yet. */
  readonly sent: Set<Envelope>
  leaving: boolean
}

/** An event that was not acknowledged is told again this often. */
const RETRIES = 3
const PING_MS = 1000

export function createSocketMode(base: () => string, changes: Changes): SocketMode {
  const tickets = new Set<string>()
  const connections = new Set<Connection>()
  const waiting = new Set<Envelope>()
  const clocks = new Map<Envelope, NodeJS.Timeout>()
  let opened = 0

  const forget = (envelope: Envelope) => {
    clearTimeout(clocks.get(envelope))
    clocks.delete(envelope)
    waiting.delete(envelope)
    for (const { sent } of connections) sent.delete(envelope)
  }
  const startClock = (envelope: Envelope) => {
    clearTimeout(clocks.get(envelope))
    clocks.set(
      envelope,
      setTimeout(() => expire(envelope), ACK_MS),
    )
  }
  const expire = (envelope: Envelope) => {
    const isRetried = envelope.type === 'events_api' && envelope.attempts.length <= RETRIES
    forget(envelope)
    if (!isRetried) return envelope.settle({ status: 'lost', ...timeoutTrouble(envelope.type) })
    waiting.add(envelope)
    flush()
  }
  const flush = () => {
    const connection = [...connections].reverse().find(({ leaving }) => !leaving)
    if (!connection) return
    for (const envelope of waiting) {
      waiting.delete(envelope)
      connection.sent.add(envelope)
      connection.peer.send(JSON.stringify(told(envelope)))
      envelope.attempts.push(Date.now())
      if (envelope.type === 'events_api') startClock(envelope)
    }
    changes.tick()
  }
  const hear = (text: string) => {
    const message: unknown = JSON.parse(text)
    if (!isJson(message)) return
    for (const { sent } of connections)
      for (const envelope of sent) {
        if (envelope.id !== message.envelope_id) continue
        forget(envelope)
        const isEmpty = !isJson(message.payload) || Object.keys(message.payload).length === 0
        envelope.settle({ status: 'acked', ...(!isEmpty && { payload: message.payload }) })
      }
  }
  const leave = (connection: Connection) => {
    connections.delete(connection)
    for (const envelope of connection.sent) waiting.add(envelope)
    changes.tick()
    flush()
  }
  const pinger = setInterval(() => {
    for (const { peer } of connections) peer.ping()
  }, PING_MS)
  pinger.unref()

  const mode: SocketMode = {
    lingers: false,
    get connections() {
      return connections.size
    },
    get opened() {
      return opened
    },
    url() {
      const ticket = randomUUID()
      tickets.add(ticket)
      return `${base().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${APP.id}`
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? ''
      if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      const events = { text: hear, closed: () => leave(connection) }
      const peer = acceptWebSocket(request, socket, head, events, () => mode.lingers)
      const connection: Connection = { peer, sent: new Set(), leaving: false }
      connections.add(connection)
      opened += 1
      peer.send(JSON.stringify(hello(connections.size)))
      flush()
    },
    deliver(envelope) {
      waiting.add(envelope)
      // A person waits from the moment of the action; an event has time until somebody listens.
      if (envelope.type !== 'events_api') startClock(envelope)
      flush()
    },
    refresh(reason = 'refresh_requested') {
      const note = { type: 'disconnect', reason, debug_info: { host: 'applink-test' } }
      for (const connection of connections) {
        connection.leaving = true
        connection.peer.send(JSON.stringify(note))
      }
    },
    drop() {
      for (const { peer } of connections) peer.drop()
    },
    close() {
      clearInterval(pinger)
      for (const envelope of [...clocks.keys(), ...waiting]) {
        forget(envelope)
        envelope.settle({ status: 'lost', trouble: 'closed' })
      }
      mode.drop()
    },
  }
  return mode
}

function hello(connections: number) {
  return {
    type: 'hello',
    num_connections: connections,
    connection_info: { app_id: APP.id },
    debug_info: { host: 'applink-test', build_number: 1, approximate_connection_time: 18060 },
  }
}

function told({ id, type, payload, attempts }: Envelope) {
  const isEvent = type === 'events_api'
  return {
    envelope_id: id,
    type,
    payload,
    accepts_response_payload: !isEvent,
    ...(isEvent && { retry_attempt: attempts.length, retry_reason: attempts.length ? 'timeout' : '' }),
  }
}
