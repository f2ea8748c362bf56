/**
 * A reply's ways to its readers. While the interaction's token lives it is the way for everything; afterwards the bot
 * edits its message or posts one; where it may not, the person who asked gets a direct message. A way that Discord has
 * closed leads on to the next one.
 *
 * A card that somebody takes away while its job is under way stays away: the picture goes to the person who asked for it
 * alone. Nothing that was accepted is lost, and nothing comes back that a moderator did not want.
 */
import { createHash } from 'node:crypto'
import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Reply } from '../../core/platform.ts'
import { phrase } from '../../i18n/phrase.ts'
import { channelOf, type DiscordAddress, movedTo } from './address.ts'
import { isClosed, isExpired, isGone } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { MessageRequests } from './messages.ts'
import type { RenderedReply } from './render.ts'

interface Delivery {
  /**
   * Returns where the card is now. Throws `UserError` output for a last reply that reaches nobody, and whatever
   * discord.js throws that may pass.
   */
  deliver(to: DiscordAddress, reply: Reply, drawn: RenderedReply): Promise<DiscordAddress>
  /** Throws `UserError` output for a message that the bot cannot take away. */
  remove(to: DiscordAddress): Promise<void>
}

/** @param now Milliseconds since 1970. */
export function createDelivery(messages: MessageRequests, now: () => number, log: Log): Delivery {
  type Way = (to: DiscordAddress, drawn: RenderedReply, nonce: string) => Promise<DiscordAddress>
  const lives = ({ expires }: DiscordAddress) => now() < expires

  const edit: Way = async (to, drawn) => ({ ...to, message: await messages.edit(to, drawn) })
  const editAsBot: Way = async (to, drawn) => ({ ...to, message: await messages.editAsBot(to, drawn) })
  const send: Way = async (to, drawn, nonce) => ({ ...to, message: await messages.send(channelOf(to), drawn, nonce) })
  const tellDirectly: Way = async (to, drawn, nonce) => {
    const channel = await messages.directChannel(to.user)
    return movedTo(to, channel, await messages.send(channel, drawn, nonce))
  }

  /** In place of a card that all see. That goes first: what follows up a reply that is only announced becomes that reply. */
  const whisper: Way = async (to, drawn) => {
    if (!to.closed) await unlessClosed(messages.remove(to))
    return { ...to, message: await messages.whisper(to, drawn), ephemeral: true, closed: false }
  }
  const replaceDirectly: Way = async (to, drawn, nonce) => {
    const there = await tellDirectly(to, drawn, nonce)
    await unlessClosed(messages.removeAsBot(to))
    return there
  }

  function waysOf(to: DiscordAddress, reply: Reply): Way[] {
    const { ephemeral, closed, message } = to
    const alive = lives(to)
    const whispered = alive ? [whisper] : []
    if (reply.audience === 'user' && !ephemeral) {
      return [...whispered, ...(closed || message === undefined ? [tellDirectly] : [replaceDirectly, editAsBot])]
    }
    const later = ephemeral ? [] : [message === undefined ? send : editAsBot]
    const card = closed ? [] : alive ? [edit] : later
    if (isUnderWay(reply)) return card
    return [...card, ...(ephemeral ? [] : whispered), tellDirectly]
  }

  const delivery: Delivery = {
    async deliver(to, reply, drawn) {
      const nonce = nonceOf(to, reply)
      for (const way of waysOf(to, reply)) {
        try {
          return await way(to, drawn, nonce)
        } catch (error) {
          if (isExpired(error)) return delivery.deliver({ ...to, expires: 0 }, reply, drawn)
          if (!isClosed(error)) throw error
        }
      }
      if (isUnderWay(reply)) return { ...to, closed: true }
      const message = `a ${reply.state} reply reaches nobody: channel ${channelOf(to)} and user ${to.user} take no messages`
      log({ level: 'error', message })
      throw unreachable()
    },

    async remove(to) {
      try {
        if (lives(to)) return await messages.remove(to)
        if (to.ephemeral) throw yours()
        await messages.removeAsBot(to)
      } catch (error) {
        if (isExpired(error)) return delivery.remove({ ...to, expires: 0 })
        if (isClosed(error) && !isGone(error)) throw barred()
        if (!isGone(error)) throw error
      }
    },
  }
  return delivery
}

function isUnderWay({ state }: Reply): boolean {
  return state === 'waiting' || state === 'running'
}

/** The same for every try at the same reply, so that it is posted once, whatever became of the tries before. */
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

function unreachable(): UserError {
  return new UserError(
    'output',
    phrase`Dreambot may not post here, and its direct messages are turned away.`,
    phrase`Allow one of them and ask again.`,
  )
}

function barred(): UserError {
  return new UserError('output', phrase`Dreambot may not delete this message any more.`, phrase`A moderator can do it.`)
}

function yours(): UserError {
  return new UserError(
    'output',
    phrase`Only you see this message, and Dreambot can no longer delete it.`,
    phrase`Dismiss it yourself.`,
  )
}
