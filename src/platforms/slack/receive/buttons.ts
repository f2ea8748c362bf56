/** Listens to buttons on cards, and to the shortcuts in the menu of every message. */
import type { App, BlockAction, MessageShortcut } from '@slack/bolt'
import { actions } from '../../../core/platform.ts'
import { translatorFor } from '../../../i18n/phrase.ts'
import type { Origin } from '../address.ts'
import { REVEAL, renderRevealed } from '../render.ts'
import { threadOf } from '../requester.ts'
import type { ListenerContext } from './listener.ts'
import { pictureIn } from './uploads.ts'

export function listenToButtons(app: App, context: ListenerContext): void {
  const { bot, commands, languages, findRequester, uploads, sendEphemeral } = context

  for (const action of actions) {
    app.action<BlockAction>({ type: 'block_actions', action_id: action }, async ({ ack, body, payload }) => {
      await ack()
      const origin = originOf(body)
      if (!origin || payload.type !== 'button') return
      await bot.press({ ...(await findRequester(body.user.id, origin)), action, job: payload.value ?? '' })
    })
  }

  app.action<BlockAction>({ type: 'block_actions', action_id: REVEAL }, async ({ ack, body, payload }) => {
    await ack()
    const origin = originOf(body)
    if (!origin || payload.type !== 'button') return
    const { address } = await findRequester(body.user.id, origin)
    await sendEphemeral(address, renderRevealed(payload.value ?? '[]', translatorFor(address.language, languages)))
  })

  for (const [command, { onPicture }] of commands) {
    if (!onPicture) continue
    app.shortcut<MessageShortcut>({ callback_id: command, type: 'message_action' }, async ({ ack, shortcut }) => {
      await ack()
      const { channel, message, user, response_url: respond } = shortcut
      const requester = await findRequester(user.id, { channel: channel.id, thread: threadOf(message), respond })
      const picture = pictureIn(message)
      const attachments = picture ? { [onPicture.option]: uploads(picture) } : {}
      await bot.handle({ ...requester, command, input: {}, attachments })
    })
  }
}

/** The place of a pressed button. An ephemeral message is not part of the payload, but its container is. */
function originOf({ channel, container, message, response_url: respond }: BlockAction): Origin | undefined {
  const id = channel?.id ?? container.channel_id
  if (typeof id !== 'string') return undefined
  const thread = threadOf({ ts: container.message_ts, thread_ts: message?.thread_ts ?? container.thread_ts })
  return { channel: id, thread, respond }
}
