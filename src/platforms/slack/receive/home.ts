/** The bot's Home tab: the queue and the help, as the commands of these names tell them to this person. */
import { randomUUID } from 'node:crypto'
import type { App, BlockAction, types } from '@slack/bolt'
import type { Address, Reply } from '../../../core/platform.ts'
import { phrase, translatorFor } from '../../../i18n/phrase.ts'
import type { HomeAddress } from '../address.ts'
import { LENGTHS } from '../limits.ts'
import { sections } from '../render.ts'
import { plainText } from '../text.ts'
import type { Listener } from './listener.ts'

interface Home {
  /** Hands on what a command says to a Home tab. */
  post(address: HomeAddress, reply: Reply): HomeAddress
  listen(app: App, desk: Listener, place: string): void
}

const COMMANDS = ['queue', 'help']
const REFRESH = 'refresh'

export function createHome(): Home {
  /** By the address's `home`. */
  const waiting = new Map<string, (reply: Reply) => void>()

  async function answer(command: string, desk: Listener, user: string, place: string): Promise<Reply | undefined> {
    const { language, moderator } = await desk.people.get(user)
    const home = randomUUID()
    let said: Reply | undefined
    waiting.set(home, (reply) => {
      said = reply
    })
    const address: HomeAddress = { platform: 'slack', place, language, home }
    await desk.bot.handle({ command, input: {}, attachments: {}, user, moderator, address })
    waiting.delete(home)
    return said
  }

  async function draw(desk: Listener, user: string, place: string): Promise<void> {
    const known = COMMANDS.filter((command) => desk.commands.has(command))
    const replies = await Promise.all(known.map((command) => answer(command, desk, user, place)))
    const translate = translatorFor((await desk.people.get(user)).language, desk.languages)
    const refresh: types.Button = {
      type: 'button',
      action_id: REFRESH,
      text: plainText(translate(phrase`Refresh`), LENGTHS.button),
    }
    const [queue = [], ...others] = replies.map((reply) => (reply ? blocksOf(reply) : []))
    const blocks = [...queue, { type: 'actions' as const, elements: [refresh] }, ...others.flat()]
    await desk.client.views.publish({ user_id: user, view: { type: 'home', blocks } })
  }

  return {
    post(address, reply) {
      waiting.get(address.home)?.(reply)
      return address
    },

    listen(app, desk, place) {
      app.event('app_home_opened', async ({ event }) => {
        if (event.tab === 'home') await draw(desk, event.user, place)
      })
      app.action<BlockAction>({ type: 'block_actions', action_id: REFRESH }, async ({ ack, body }) => {
        await ack()
        await draw(desk, body.user.id, place)
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
