/** Buttons on cards, and the entry in the menu of every message. */
import type { App, BlockAction, MessageShortcut } from '@slack/bolt'
import { actions } from '../../../core/platform.ts'
import { translatorFor } from '../../../i18n/phrase.ts'
import type { Where } from '../address.ts'
import { revealed, SHOW } from '../render.ts'
import { threadOf } from '../requester.ts'
import type { Listener } from './listener.ts'
import { pictureIn } from './uploads.ts'

export function listenToButtons(app: App, { bot, commands, languages, ask, uploads, whisper }: Listener): void {
  for (const action of actions) {
    app.action<BlockAction>({ type: 'block_actions', action_id: action }, async ({ ack, body, payload }) => {
      await ack()
      const where = placeOf(body)
      if (!where || payload.type !== 'button') return
      await bot.press({ ...(await ask(body.user.id, where)), action, job: payload.value ?? '' })
    })
  }

  app.action<BlockAction>({ type: 'block_actions', action_id: SHOW }, async ({ ack, body, payload }) => {
    await ack()
    const where = placeOf(body)
    if (!where || payload.type !== 'button') return
    const { address } = await ask(body.user.id, where)
    await whisper(address, revealed(payload.value ?? '[]', translatorFor(address.language, languages)))
  })

  for (const [command, { onPicture }] of commands) {
    if (!onPicture) continue
    app.shortcut<MessageShortcut>({ callback_id: command, type: 'message_action' }, async ({ ack, shortcut }) => {
      await ack()
      const { channel, message, user, response_url: respond } = shortcut
      const asked = await ask(user.id, { channel: channel.id, thread: threadOf(message), respond })
      const picture = pictureIn(message)
      const attachments = picture ? { [onPicture.option]: uploads(picture) } : {}
      await bot.handle({ ...asked, command, input: {}, attachments })
    })
  }
}

/** A message that only one person sees comes without itself, but with its place. */
function placeOf({ channel, container, message, response_url: respond }: BlockAction): Where | undefined {
  const id = channel?.id ?? container.channel_id
  if (typeof id !== 'string') return undefined
  const thread = threadOf({ ts: container.message_ts, thread_ts: message?.thread_ts ?? container.thread_ts })
  return { channel: id, thread, respond }
}
