/**
 * The gateway that the bot connects to. A session's first events come from the twin; whatever is dispatched is numbered
 * and kept, so that a connection that was lost can be resumed.
 */
import type { Server } from 'node:http'
import {
  GatewayCloseCodes as Close,
  GatewayDispatchEvents as Event,
  GatewayIntentBits,
  GatewayOpcodes as Op,
} from 'discord.js'
import { type RawData, WebSocket, WebSocketServer } from 'ws'

interface Session {
  readonly id: string
  readonly shard: readonly [id: number, count: number]
  /** Everything so far, in the order of its numbers, from 1. */
  readonly events: { readonly t: string; readonly d: unknown }[]
  readonly twin: WebSocket
  socket: WebSocket | undefined
}

export interface Resume {
  readonly session: string
  /** Events that the bot had missed. */
  readonly replayed: number
}

/** How a connection ends: cut without a word, with the request to reconnect, or with the session declared invalid. */
export type Drop = 'cut' | 'reconnect' | 'invalid'

export interface Gateway {
  readonly identified: readonly Identify[]
  readonly resumes: readonly Resume[]
  /** How many connections are open and in use. */
  readonly connected: number
  /** Sends an event to the shard of a guild, or to the first if there is none, now or after it resumes. */
  dispatch(event: string, data: object, guild?: string): void
  /** Ends all connections; new ones are turned away for `downMs`. */
  drop(how: Drop, downMs: number): void
  close(): void
}

export interface Identify {
  readonly token: string
  readonly intents: number
  readonly shard?: readonly [number, number]
}

export function createGateway(options: {
  server: Server
  url: string
  twinUrl: () => string
  token: string
  bot: string
  heartbeatMs: number
  /** Something happened. */
  notify: () => void
}): Gateway {
  const { server, url, twinUrl, token, bot, heartbeatMs, notify } = options
  const sockets = new WebSocketServer({ noServer: true })
  const sessions = new Map<string, Session>()
  const identified: Identify[] = []
  const resumes: Resume[] = []
  let closedUntil = 0

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    // A refused handshake, unlike a refused connection, leaves the bot its session.
    if (Date.now() < closedUntil) socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n')
    else sockets.handleUpgrade(request, socket, head, greet)
  })

  function greet(socket: WebSocket): void {
    send(socket, Op.Hello, { heartbeat_interval: heartbeatMs })
    let session: Session | undefined
    socket.on('message', (raw: RawData) => {
      const { op, d } = JSON.parse(String(raw))
      if (op === Op.Heartbeat) send(socket, Op.HeartbeatAck)
      else if (op === Op.Identify) identify(socket, d, (identified) => (session = identified))
      else if (op === Op.Resume) session = resume(socket, d)
    })
    // It closes after that, which is enough to know.
    socket.on('error', () => {})
    socket.on('close', (code) => {
      if (!session || session.socket !== socket) return
      session.socket = undefined
      // Who says goodbye does not come back.
      if (code === 1000 || code === 1001) end(session)
      notify()
    })
  }

  function identify(socket: WebSocket, d: Identify, opened: (session: Session) => void): void {
    identified.push(d)
    const refusal =
      d.token !== token ? Close.AuthenticationFailed : d.intents & PRIVILEGED ? Close.DisallowedIntents : undefined
    if (refusal) {
      socket.close(refusal, Close[refusal])
      return
    }
    const shard = d.shard ?? ([0, 1] as const)
    const twin = new WebSocket(twinUrl())
    let session: Session | undefined
    twin.on('message', (raw) => {
      const { op, t, d: data } = JSON.parse(String(raw))
      if (op === Op.Hello) twin.send(JSON.stringify({ op: Op.Identify, d }))
      if (op !== Op.Dispatch) return
      if (t === Event.Ready) {
        session = { id: data.session_id, shard, events: [], twin, socket }
        sessions.set(session.id, session)
        opened(session)
      }
      if (session && isFor(session, data.guild_id ?? (t === Event.GuildCreate ? data.id : undefined)))
        push(session, t, seen(t, data, session))
      notify()
    })
    twin.on('error', () => socket.terminate())
  }

  /** What the twin says, as Discord says it to a bot without the privileged intents. */
  function seen(event: string, data: Readonly<Record<string, unknown>>, { shard, id }: Session): object {
    if (event === Event.Ready) {
      const guilds = (data.guilds as { id: string }[]).filter((guild) => shardOf(guild.id, shard[1]) === shard[0])
      return { ...data, guilds, shard, session_id: id, resume_gateway_url: url }
    }
    if (event !== Event.GuildCreate) return data
    const members = (data.members as { user: { id: string } }[]).filter(({ user }) => user.id === bot)
    return { ...data, members }
  }

  function resume(socket: WebSocket, d: { token: string; session_id: string; seq: number }): Session | undefined {
    if (d.token !== token) return void socket.close(Close.AuthenticationFailed, 'Authentication failed.')
    const session = sessions.get(d.session_id)
    if (!session) return void send(socket, Op.InvalidSession, false)
    if (d.seq > session.events.length) return void socket.close(Close.InvalidSeq, 'Invalid seq')
    session.socket?.terminate()
    session.socket = socket
    const replayed = session.events.length - d.seq
    for (let s = d.seq + 1; s <= session.events.length; s += 1) deliver(session, s)
    push(session, Event.Resumed, { _trace: [] })
    resumes.push({ session: session.id, replayed })
    notify()
    return session
  }

  function end(session: Session): void {
    sessions.delete(session.id)
    session.twin.terminate()
  }

  return {
    identified,
    resumes,
    get connected() {
      return [...sessions.values()].filter(({ socket }) => socket?.readyState === WebSocket.OPEN).length
    },
    dispatch(event, data, guild) {
      for (const session of sessions.values()) if (isFor(session, guild)) push(session, event, data)
    },
    drop(how, downMs) {
      closedUntil = Date.now() + downMs
      for (const session of [...sessions.values()]) {
        const { socket } = session
        if (how === 'invalid') end(session)
        if (!socket) continue
        if (how === 'cut') socket.terminate()
        else if (how === 'reconnect') send(socket, Op.Reconnect)
        else send(socket, Op.InvalidSession, false)
      }
    },
    close() {
      for (const session of [...sessions.values()]) end(session)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

const PRIVILEGED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent

function send(socket: WebSocket, op: Op, d: unknown = null): void {
  socket.send(JSON.stringify({ op, d, s: null, t: null }))
}

function push(session: Session, t: string, d: unknown): void {
  session.events.push({ t, d })
  deliver(session, session.events.length)
}

function deliver({ socket, events }: Session, s: number): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op: Op.Dispatch, ...events[s - 1], s }))
}

function shardOf(guild: string, count: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(count))
}

/** What belongs to no guild goes to the first shard; what greets a session to that session. */
function isFor({ shard: [id, count], events }: Session, guild: string | undefined): boolean {
  if (guild !== undefined) return shardOf(guild, count) === id
  return id === 0 || events.length === 0
}
