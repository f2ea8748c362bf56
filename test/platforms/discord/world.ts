/**
 * Discord on loopback for the bot's tests: a real server that the real discord.js connects to, and people's hands.
 * Give the bot `api` and `token`, use its commands, and look at what comes of them.
 */
import { createCast } from './cast.ts'
import { type Content, createCdn, type Download, type Trap } from './cdn.ts'
import { createChanges } from './changes.ts'
import { createClock, createSnowflakes } from './clock.ts'
import { createCommands } from './commands.ts'
import { type BotRequest, createFaults, type Fault, type Matcher } from './faults.ts'
import { createFiles, type Upload } from './files.ts'
import { createGateway, type Drop, type Identify, type Resume } from './gateway.ts'
import { createHandles, type Handle } from './handle.ts'
import { createInteractions } from './interactions.ts'
import { type Choice, limits, wrongChoices } from './limits.ts'
import { createMessages, isEphemeral, type Stored } from './messages.ts'
import { createProxy } from './proxy.ts'
import { createRates } from './rates.ts'
import { createRoutes } from './routes.ts'
import { createSay, type Said } from './say.ts'
import { type Shown, show } from './shown.ts'
import { loadSpec } from './spec.ts'
import { startTwin } from './twin.ts'
import { createUser, type Hand, type Values } from './user.ts'

export interface WorldOptions {
  /** Real milliseconds that the bot has to acknowledge an interaction. Default 3000. */
  readonly acknowledgeMs?: number
  /** Bytes that a file of the bot may have. Default 10 MiB. */
  readonly fileLimit?: number
  /** How many shards Discord recommends. Default 1. */
  readonly shards?: number
  /** Default 41250. */
  readonly heartbeatMs?: number
  /** The names of those who can ask. Default ann, bob and mod. */
  readonly people?: readonly string[]
}

export interface World extends AsyncDisposable {
  /** DISCORD_API_URL, and discord.js's `rest.api`. */
  readonly api: string
  readonly token: string
  /** Of the bot's user and application. */
  readonly botId: string
  readonly guildId: string
  channelId(name: string): string
  userId(name: string): string

  command(name: string, values?: Values, more?: Hand & { attachments?: Readonly<Record<string, Upload>> }): Handle
  /** A command on a message, by its id. */
  messageAction(name: string, message: { readonly id: string }, hand?: Hand): Handle
  /** Presses the first button whose custom id is, or matches, this one. */
  button(message: { readonly id: string }, customId: string | RegExp, hand?: Hand): Handle
  /** What the bot offers while somebody types into an option. Rejects if it does not in time. */
  complete(name: string, option: string, text: string, others?: Values, hand?: Hand): Promise<readonly Choice[]>
  /** Somebody writes a message themselves. */
  say(said: Said): Shown
  /** Somebody deletes a message. */
  remove(message: { readonly id: string }): void

  /** What is in the channels now, oldest first, without what only one person sees. */
  readonly messages: readonly Shown[]
  untilMessage(predicate: (message: Shown) => unknown, timeoutMs?: number): Promise<Shown>
  /** Waits for anything that the world's own changes bring about. */
  until<Value>(read: () => Value | undefined | null | false, timeoutMs?: number): Promise<Value>

  readonly requests: readonly BotRequest[]
  readonly downloads: readonly Download[]
  /** Whatever the bot sent that Discord's description or its limits do not allow. */
  readonly violations: readonly string[]
  /** The same of the world's own answers. */
  flaws(): readonly string[]

  /** The next `times` (default 1) matching requests meet `fault`. What it returns withdraws that. */
  fail(matcher: Matcher, fault: Fault, times?: number): () => void
  /** Allows `count` matching requests to one place in `ms`. */
  limit(matcher: Matcher, count: number, ms: number): void
  setFileLimit(bytes: number): void
  /** Ends the gateway's connections, by default with a cut, and turns new ones away for `downMs` (default 0). */
  dropGateway(how?: Drop, downMs?: number): void
  readonly identified: readonly Identify[]
  readonly resumes: readonly Resume[]
  /** How many of its shards are connected. */
  readonly connected: number

  /** A url at the CDN: a good one, or one that misbehaves. */
  host(content: Content, trap?: Trap): string
  /** Moves the world's clock: tokens and urls grow old. */
  advance(ms: number): void
  now(): number
  close(): Promise<void>
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { acknowledgeMs = 3000, shards = 1, heartbeatMs = 41250, people = ['ann', 'bob', 'mod'] } = options
  let fileLimit = options.fileLimit ?? 10 * 1024 * 1024
  const token = 'MTIz.world.token'
  const clock = createClock()
  const newId = createSnowflakes(clock)
  const changes = createChanges()
  const faults = createFaults()
  const rates = createRates()
  const spec = loadSpec()
  const violations: string[] = []
  const cast = createCast(newId, fileLimit, people)
  const cdn = createCdn(clock, () => proxy.origin())
  const files = createFiles(cdn, newId)
  const messages = createMessages(clock, files, newId, (message, change) => {
    handles.changed(message, change)
    changes.notify()
  })
  const handles = createHandles(messages, changes)
  const interactions = createInteractions({ clock, messages, changes, bot: cast.bot, newId, acknowledgeMs })
  const commands = createCommands((request) => twin.answer(request))
  const routes = createRoutes({
    clock,
    cast,
    messages,
    interactions,
    commands,
    shards,
    twin: (request) => twin.answer(request),
  })

  function check(request: BotRequest): string[] {
    const found = [...spec.request(request.method, request.path, request.body)]
    // The limits take for granted that the body has its shape.
    if (found.length === 0) found.push(...limits(request), ...choiceLimits(request))
    violations.push(...found)
    return found
  }

  function choiceLimits({ path, body }: BotRequest): string[] {
    const [, callback] = /^\/interactions\/\d+\/([^/]+)\/callback$/.exec(path) ?? []
    const type = callback === undefined ? undefined : interactions.find(callback)?.completes
    return type === undefined ? [] : wrongChoices(choicesIn((body as { data?: unknown }).data), type)
  }

  const proxy = createProxy({ token, faults, rates, check, routes, others: cdn.serve, notify: changes.notify })
  await proxy.listen()
  const gatewayUrl = `${proxy.origin().replace('http', 'ws')}/gateway`
  const twin = await startTwin(cast, token, gatewayUrl)
  const gateway = createGateway({
    server: proxy.server,
    url: gatewayUrl,
    twinUrl: twin.gatewayUrl,
    token,
    bot: cast.bot.id,
    heartbeatMs,
    notify: changes.notify,
  })
  const deliver = (payload: object, guild: string | undefined): void =>
    gateway.dispatch('INTERACTION_CREATE', payload, guild)
  const user = createUser({ cast, commands, files, messages, interactions, fileLimit: () => fileLimit, deliver })
  const say = createSay(cast, files, messages)
  const shown = (message: Stored): Shown => show(message, messages)

  const world: World = {
    api: `${proxy.origin()}/api`,
    token,
    botId: cast.bot.id,
    guildId: cast.guild.id,
    channelId: (name) => cast.seat('guild', cast.user('ann'), name).channel.id,
    userId: (name) => cast.user(name).id,

    command: (name, values = {}, { attachments = {}, ...hand } = {}) =>
      handles.follow(user.command(name, values, attachments, hand)),
    messageAction: (name, { id }, hand = {}) => handles.follow(user.messageAction(name, id, hand)),
    button: ({ id }, customId, hand = {}) => handles.follow(user.button(id, customId, hand)),
    async complete(name, option, text, others = {}, hand = {}) {
      const handle = handles.follow(user.complete(name, option, text, others, hand))
      return choicesIn((await handle.acknowledged()).data)
    },
    say: (said) => shown(say(said)),
    remove: ({ id }) => messages.remove(messages.find(id)),

    get messages() {
      return messages.all.filter((message) => !message.deleted && !isEphemeral(message)).map(shown)
    },
    untilMessage: (predicate, timeoutMs) =>
      changes.until(
        () => world.messages.find(predicate),
        () => `a message: ${predicate}`,
        timeoutMs,
      ),
    until: (read, timeoutMs) => changes.until(read, () => String(read), timeoutMs),

    requests: proxy.requests,
    downloads: cdn.downloads,
    violations,
    flaws: () =>
      proxy.requests.flatMap(({ method, path, status = 0, answer }) => spec.answer(method, path, status, answer)),

    fail: faults.fail,
    limit: rates.limit,
    setFileLimit(bytes) {
      fileLimit = bytes
      cast.setFileLimit(bytes)
    },
    dropGateway: (how = 'cut', downMs = 0) => gateway.drop(how, downMs),
    identified: gateway.identified,
    resumes: gateway.resumes,
    get connected() {
      return gateway.connected
    },

    host: (content, trap) => cdn.host(content, trap),
    advance: clock.advance,
    now: clock.now,
    async close() {
      interactions.close()
      gateway.close()
      changes.close()
      await proxy.close()
      await twin.close()
    },
    [Symbol.asyncDispose]: () => world.close(),
  }
  return world
}

function choicesIn(data: unknown): readonly Choice[] {
  return (data as { choices?: readonly Choice[] } | undefined)?.choices ?? []
}
