/** The bot's Home tab: the replies of the commands queue and help to this person, and a button to refresh them. */
import { randomUUID } from 'node:crypto'
import type { App, BlockAction, types } from '@slack/bolt'
import type { Address, Reply } from '../../../core/platform.ts'
import { phrase, translatorFor } from '../../../i18n/phrase.ts'
import type { HomeAddress } from '../address.ts'
import { LENGTHS } from '../limits.ts'
import { sections } from '../render.ts'
import { plainText } from '../text.ts'
import type { ListenerContext } from './listener.ts'

interface Home {
  /** Passes a command's reply to the Home tab that waits for it. */
  post(address: HomeAddress, reply: Reply): HomeAddress
  listen(app: App, context: ListenerContext): void
}

/** Commands whose replies the tab shows. */
const COMMANDS = ['queue', 'help']
const REFRESH = 'refresh'

export function createHome(): Home {
  /** Receivers of replies, by the address's `home`. */
  const waiting = new Map<string, (reply: Reply) => void>()

  async function replyTo(command: string, user: string, context: ListenerContext): Promise<Reply | undefined> {
    const { people, bot, place } = context
    const { language, moderator } = await people.get(user)
    const home = randomUUID()
    let received: Reply | undefined
    waiting.set(home, (reply) => {
      received = reply
    })
    const address: HomeAddress = { platform: 'slack', place, language, home }
    await bot.handle({ command, input: {}, attachments: {}, user, moderator, address })
    waiting.delete(home)
    return received
  }

  async function publish(user: string, context: ListenerContext): Promise<void> {
    const { commands, people, languages, client } = context
    const known = COMMANDS.filter((command) => commands.has(command))
    const replies = await Promise.all(known.map((command) => replyTo(command, user, context)))
    const translate = translatorFor((await people.get(user)).language, languages)
    const refresh: types.Button = {
      type: 'button',
      action_id: REFRESH,
      text: plainText(translate(phrase`Refresh`), LENGTHS.button),
    }
    const [queue = [], ...others] = replies.map((reply) => (reply ? blocksOf(reply) : []))
    const blocks = [...queue, { type: 'actions' as const, elements: [refresh] }, ...others.flat()]
    await client.views.publish({ user_id: user, view: { type: 'home', blocks } })
  }

  return {
    post(address, reply) {
      waiting.get(address.home)?.(reply)
      return address
    },

    listen(app, context) {
      app.event('app_home_opened', async ({ event }) => {
        if (event.tab === 'home') await publish(event.user, context)
      })
      app.action<BlockAction>({ type: 'block_actions', action_id: REFRESH }, async ({ ack, body }) => {
        await ack()
        await publish(body.user.id, context)
      })
    },
  }
}

export function isHome(address: Address): address is HomeAddress {
  return typeof address.home === 'string'
}

function blocksOf({ title, text }: Reply): types.KnownBlock[] {
  const heading: types.KnownBlock[] =
    title === undefined ? [] : [{ type: 'header', text: plainText(title, LENGTHS.header) }]
  return [...heading, ...sections(text)]
}
