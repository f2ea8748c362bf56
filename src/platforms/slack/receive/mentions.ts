/** What people say to the bot: "@dreambot dream layer=..." with a picture, or the same in its direct messages. */
import type { App } from '@slack/bolt'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import type { Upload } from '../../../core/platform.ts'
import { threadOf } from '../requester.ts'
import { unescapeMrkdwn } from '../text.ts'
import type { Listener } from './listener.ts'
import { pictureIn, type SlackFile } from './uploads.ts'

interface Said {
  readonly user?: string
  readonly text?: string
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  readonly files?: readonly SlackFile[]
}

/** @param me The bot's id. */
export function listenToMentions(app: App, desk: Listener, me: string): void {
  const { bot, commands, ask, refuse, uploads } = desk
  const isNew = createMemory()

  async function hear({ user, text = '', channel, files = [], ...message }: Said): Promise<void> {
    if (user === undefined || !isNew(`${channel} ${message.ts}`)) return
    const asked = await ask(user, { channel, thread: threadOf(message) })
    try {
      const { name, rest } = wishIn(unescapeMrkdwn(text, me), commands, files)
      const command = commands.get(name)
      const input = command ? parseWords(rest, command) : {}
      const attachments = command ? attach(command, files.map(uploads)) : {}
      await bot.handle({ ...asked, command: name, input, attachments })
    } catch (error) {
      await refuse(asked.address, error)
    }
  }

  app.event('app_mention', ({ event }) => hear(event as Said))
  app.message(async ({ message }) => {
    // Edits, and what others' bots say, are no wishes.
    const isSaid = message.subtype === undefined || message.subtype === 'file_share'
    if (message.channel_type === 'im' && isSaid && !('bot_id' in message)) await hear(message as Said)
  })
}

/** The command, and what is said behind it. A picture by itself is to be dreamed of; nothing at all asks for help. */
function wishIn(
  text: string,
  commands: ReadonlyMap<string, Command>,
  files: readonly SlackFile[],
): { name: string; rest: string } {
  const [, first = '', rest = ''] = /^\/?(\S*)\s*(.*)$/s.exec(text) ?? []
  const [onPicture] = [...commands].find(([, command]) => command.onPicture) ?? []
  if (onPicture !== undefined && pictureIn({ files }) && (first === '' || first.includes('='))) {
    return { name: onPicture, rest: text }
  }
  return { name: first === '' ? 'help' : first.toLowerCase(), rest }
}

/** The files in their order to the command's options for pictures in theirs. */
function attach(command: Command, files: readonly Upload[]): Record<string, Upload> {
  const options = Object.entries(command.args.shape).filter(([, option]) => shapeOf(option).kind === 'image')
  return Object.fromEntries(options.flatMap(([key], i) => (files[i] ? [[kebab(key), files[i]] as const] : [])))
}

const MOST_REMEMBERED = 1000

/** Whether a message has not been heard of yet: Slack tells twice what it has not heard an answer to. */
function createMemory(): (message: string) => boolean {
  const heard = new Set<string>()
  return (message) => {
    if (heard.has(message)) return false
    heard.add(message)
    // A set keeps the order of insertion: its first is the oldest.
    if (heard.size > MOST_REMEMBERED) heard.delete(heard.keys().next().value ?? '')
    return true
  }
}
