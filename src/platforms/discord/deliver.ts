/**
 * Posts replies. A reply has several routes to its readers, which are tried in order until Discord accepts one:
 * while the interaction's token is valid, the token; afterwards the bot's own messages; at last a direct message.
 *
 * A card that somebody deletes while its job runs stays deleted: the result goes only to the person who asked. So
 * nothing that was accepted is lost, and nothing that a moderator removed comes back.
 */
import { createHash } from 'node:crypto'
import type { Log } from '../../core/log.ts'
import { isFinal, type Reply } from '../../core/platform.ts'
import { asDirectMessage, channelOf, type DiscordAddress } from './address.ts'
import { isClosed, isMessageDeleted, isTokenExpired, mayNotDelete, onlyYouCanDismiss, unreachable } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { MessageRequests } from './messages.ts'
import type { RenderedReply } from './render.ts'

interface Delivery {
  /**
   * Posts or edits the card, and returns its address. Throws `UserError` output for a last reply that reaches nobody, and
   * what discord.js throws for errors that may pass.
   */
  deliver(to: DiscordAddress, reply: Reply, rendered: RenderedReply): Promise<DiscordAddress>
  /** Deletes the card. Throws `UserError` output for a message that the bot cannot delete. */
  remove(to: DiscordAddress): Promise<void>
}

interface DeliveryOptions {
  readonly messages: MessageRequests
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

export function createDelivery({ messages, now, log }: DeliveryOptions): Delivery {
  const routes = createRoutes(messages)
  const hasToken = ({ expires }: DiscordAddress) => now() < expires

  const delivery: Delivery = {
    async deliver(to, reply, rendered) {
      const post = { to, rendered, nonce: nonceOf(to, reply) }
      for (const route of routesOf(to, reply, hasToken(to))) {
        try {
          return await routes[route](post)
        } catch (error) {
          if (isTokenExpired(error)) return delivery.deliver({ ...to, expires: 0 }, reply, rendered)
          if (!isClosed(error)) throw error
        }
      }
      if (!isFinal(reply)) return { ...to, closed: true }
      const message = `a ${reply.state} reply reaches nobody: channel ${channelOf(to)} and user ${to.user} take no messages`
      log({ level: 'error', message })
      throw unreachable()
    },

    async remove(to) {
      try {
        if (hasToken(to)) return await messages.remove(to)
        if (to.ephemeral) throw onlyYouCanDismiss()
        await messages.removeAsBot(to)
      } catch (error) {
        if (isTokenExpired(error)) return delivery.remove({ ...to, expires: 0 })
        if (isClosed(error) && !isMessageDeleted(error)) throw mayNotDelete()
        if (!isMessageDeleted(error)) throw error
      }
    },
  }
  return delivery
}

type RouteName =
  /** Edits the card with the token. */
  | 'edit'
  /** Edits the card as the bot. */
  | 'editAsBot'
  /** Posts a card in the channel as the bot. */
  | 'send'
  /** Posts an ephemeral message in place of the card, with the token. */
  | 'replaceByEphemeral'
  /** Posts a direct message. */
  | 'sendDirectly'
  /** Posts a direct message in place of the card. */
  | 'replaceByDirectMessage'

/** The routes of a reply, in the order in which they are tried. */
function routesOf(to: DiscordAddress, reply: Reply, hasToken: boolean): RouteName[] {
  const { ephemeral, closed = false, message } = to
  const hasMessage = message !== undefined
  const hasOpenMessage = hasMessage && !closed
  const isLate = !closed && !hasToken && !ephemeral
  const personal: Rule[] = [
    [hasToken, 'replaceByEphemeral'],
    [hasOpenMessage, 'replaceByDirectMessage'],
    [hasOpenMessage, 'editAsBot'],
    [!hasOpenMessage, 'sendDirectly'],
  ]
  const shared: Rule[] = [
    [!closed && hasToken, 'edit'],
    [isLate && !hasMessage, 'send'],
    [isLate && hasMessage, 'editAsBot'],
    [isFinal(reply) && hasToken && !ephemeral, 'replaceByEphemeral'],
    [isFinal(reply), 'sendDirectly'],
  ]
  const rules = reply.audience === 'user' && !ephemeral ? personal : shared
  return rules.flatMap(([applies, route]) => (applies ? [route] : []))
}

type Rule = readonly [applies: boolean, route: RouteName]

interface Post {
  readonly to: DiscordAddress
  readonly rendered: RenderedReply
  readonly nonce: string
}

/** Each route posts, and returns the card's new address. Throws what discord.js throws. */
type Route = (post: Post) => Promise<DiscordAddress>

function createRoutes(messages: MessageRequests): Readonly<Record<RouteName, Route>> {
  const sendDirectly: Route = async ({ to, rendered, nonce }) => {
    const channel = await messages.directChannel(to.user)
    return asDirectMessage(to, { channel, message: await messages.send(channel, rendered, nonce) })
  }
  return {
    edit: async ({ to, rendered }) => ({ ...to, message: await messages.edit(to, rendered) }),
    editAsBot: async ({ to, rendered }) => ({ ...to, message: await messages.editAsBot(to, rendered) }),
    send: async ({ to, rendered, nonce }) => ({
      ...to,
      message: await messages.send(channelOf(to), rendered, nonce),
    }),
    async replaceByEphemeral({ to, rendered }) {
      // The card is deleted first: the first follow-up of an unanswered interaction becomes its response.
      if (!to.closed) await unlessClosed(messages.remove(to))
      return { ...to, message: await messages.sendEphemeral(to, rendered), ephemeral: true, closed: false }
    },
    sendDirectly,
    async replaceByDirectMessage(post) {
      const moved = await sendDirectly(post)
      await unlessClosed(messages.removeAsBot(post.to))
      return moved
    },
  }
}

/** The same for every attempt at one reply, so that Discord posts it once, whichever attempts arrived. */
function nonceOf({ token }: DiscordAddress, { state }: Reply): string {
  return createHash('sha256').update(`${token} ${state}`).digest('base64url').slice(0, LIMITS.nonce)
}

async function unlessClosed(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (!isClosed(error)) throw error
  }
}
