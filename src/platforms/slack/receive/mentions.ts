/** Listens to what people write to the bot: "@dreambot dream layer=..." with a picture, or the same in direct messages. */
import type { App } from '@slack/bolt'
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import type { Upload } from '../../../core/platform.ts'
import { COUNTS } from '../limits.ts'
import { createRecent } from '../recent.ts'
import { threadOf } from '../requester.ts'
import { unescapeMrkdwn } from '../text.ts'
import type { ListenerContext } from './listener.ts'
import { pictureIn, type SlackFile } from './uploads.ts'

/** The part of Slack's message events that is used. */
interface MessageEvent {
  readonly user?: string
  readonly text?: string
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  readonly files?: readonly SlackFile[]
}

export function listenToMentions(app: App, context: ListenerContext): void {
  const { bot, botUser, commands, findRequester, refuse, uploads } = context
  // Slack repeats an event whose acknowledgement it has not received.
  const seen = createRecent<true>(COUNTS.messages)

  async function onMessage({ user, text = '', channel, files = [], ...message }: MessageEvent): Promise<void> {
    const id = `${channel} ${message.ts}`
    if (user === undefined || seen.has(id)) return
    seen.set(id, true)
    const requester = await findRequester(user, { channel, thread: threadOf(message) })
    try {
      const { name, rest } = parseRequest({ text: unescapeMrkdwn(text, botUser), commands, files })
      const command = commands.get(name)
      const input = command ? parseWords(rest, command) : {}
      const attachments = command ? assignFiles(command, files.map(uploads)) : {}
      await bot.handle({ ...requester, command: name, input, attachments })
    } catch (error) {
      await refuse(requester.address, error)
    }
  }

  app.event('app_mention', ({ event }) => onMessage(event as MessageEvent))
  app.message(async ({ message }) => {
    // Edits, deletions and messages of bots are not requests.
    const isWritten = message.subtype === undefined || message.subtype === 'file_share'
    if (message.channel_type === 'im' && isWritten && !('bot_id' in message)) await onMessage(message as MessageEvent)
  })
}

interface WrittenRequest {
  readonly text: string
  readonly commands: ReadonlyMap<string, Command>
  readonly files: readonly SlackFile[]
}

/**
 * The command's name and the text after it. A picture without a command's name goes to the first command that takes
 * pictures. An empty message asks for help.
 */
function parseRequest({ text, commands, files }: WrittenRequest): { name: string; rest: string } {
  const [, first = '', rest = ''] = /^\/?(\S*)\s*(.*)$/s.exec(text) ?? []
  const [onPicture] = [...commands].find(([, command]) => command.onPicture) ?? []
  if (onPicture !== undefined && pictureIn({ files }) && (first === '' || first.includes('='))) {
    return { name: onPicture, rest: text }
  }
  return { name: first === '' ? 'help' : first.toLowerCase(), rest }
}

/** Gives the files, in their order, to the command's picture options, in theirs. */
function assignFiles(command: Command, files: readonly Upload[]): Record<string, Upload> {
  const options = Object.entries(command.args.shape).filter(([, option]) => shapeOf(option).kind === 'image')
  return Object.fromEntries(options.flatMap(([key], i) => (files[i] ? [[kebab(key), files[i]] as const] : [])))
}
