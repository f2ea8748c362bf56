/** Everything that was ever said, as people see it: messages with their edits, pictures and buttons. */
import type { Changes } from './changes.ts'
import { APP } from './emulator.ts'
import type { Files, StoredFile } from './files.ts'
import type { Places } from './places.ts'
import type { Block, Json } from './types.ts'

export interface Edit {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly text: string
  readonly blocks: readonly Block[]
}

export interface Message {
  readonly channel: string
  readonly ts: string
  readonly threadTs?: string
  /** The id of who says it. */
  readonly by: string
  /** The only person who sees it. */
  readonly onlyFor?: string
  /** How it came to be: a method of the Web API, 'response_url', 'ack' or 'person'. */
  readonly via: string
  readonly at: number
  readonly text: string
  readonly blocks: readonly Block[]
  /** Shared with it. */
  readonly files: readonly StoredFile[]
  /** Oldest first, without the first version. */
  readonly edits: readonly Edit[]
  readonly isDeleted: boolean
  /** The number of the change that last touched it. */
  readonly changed: number
  /** Of its image blocks, in order. */
  readonly images: readonly ShownImage[]
  readonly buttons: readonly ShownButton[]
  /** Its blocks' words, a line each; its text if it has no blocks. */
  readonly words: string
}

export interface ShownImage {
  readonly alt: string
  readonly title: string
  readonly file: StoredFile
}

export interface ShownButton {
  readonly blockId: string
  readonly actionId: string
  readonly label: string
  readonly value: string
  readonly style: string
  readonly element: Json
}

export type Said = Pick<Message, 'channel' | 'ts' | 'by' | 'via' | 'text'> &
  Partial<Pick<Message, 'threadTs' | 'onlyFor' | 'blocks' | 'files'>>

export interface Chat {
  readonly messages: readonly Message[]
  /** For what only some see, whose times come from nowhere else. */
  nextTs(): string
  find(channel: string, ts: string): Message | undefined
  say(said: Said): Message
  edit(message: Message, text: string, blocks: readonly Block[]): void
  remove(message: Message): void
  /** As interaction payloads and events carry it. */
  describe(message: Message): Json
}

export function createChat(files: Files, places: Places, changes: Changes): Chat {
  const messages: Message[] = []
  let count = 0
  const isAnswered = ({ channel, ts }: Message) =>
    messages.some((one) => one.channel === channel && one.threadTs === ts && one.ts !== ts)

  return {
    messages,
    nextTs: () => `${Math.floor(Date.now() / 1000)}.9${String(count++).padStart(5, '0')}`,
    find: (channel, ts) => messages.find((one) => one.channel === channel && one.ts === ts),
    say(said) {
      const message: Message = {
        blocks: [],
        files: [],
        ...said,
        at: Date.now(),
        edits: [],
        isDeleted: false,
        changed: changes.tick(),
        get images() {
          return imagesIn(message.blocks, files)
        },
        get buttons() {
          return buttonsIn(message.blocks)
        },
        get words() {
          return message.blocks.length ? message.blocks.flatMap(wordsIn).join('\n') : message.text
        },
      }
      messages.push(message)
      return message
    },
    edit(message, text, blocks) {
      const edit = { at: Date.now(), text, blocks }
      change(message, { text, blocks, edits: [...message.edits, edit], changed: changes.tick() })
    },
    remove(message) {
      change(message, { isDeleted: true, changed: changes.tick() })
    },
    describe(message) {
      const isBot = message.by === APP.botUserId
      return {
        type: 'message',
        ...(message.files.length && !isBot && { subtype: 'file_share', upload: false }),
        user: message.by,
        team: places.team.id,
        text: message.text,
        ts: message.ts,
        ...(isBot && { bot_id: APP.botId, app_id: APP.id }),
        ...(message.blocks.length && { blocks: message.blocks }),
        ...(message.files.length && { files: message.files.map(files.describe) }),
        ...(message.threadTs && { thread_ts: message.threadTs }),
        // With an answer, a message becomes the first of a thread.
        ...(isAnswered(message) && { thread_ts: message.ts }),
        ...(message.edits.length && { edited: { user: message.by, ts: message.ts } }),
      }
    },
  }
}

/** People who look see messages change; only the chat itself changes them. */
function change(message: Message, values: Partial<Message>): void {
  Object.assign(message, values)
}

function imagesIn(blocks: readonly Block[], files: Files): ShownImage[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'image' || !('slack_file' in block) || !block.slack_file) return []
    const file = files.find(block.slack_file)
    return file ? [{ alt: block.alt_text, title: block.title?.text ?? '', file }] : []
  })
}

export function buttonsIn(blocks: readonly Block[]): ShownButton[] {
  return blocks.flatMap((block) => {
    const elements: unknown[] =
      block.type === 'actions' ? block.elements : block.type === 'section' && block.accessory ? [block.accessory] : []
    return (elements as Json[]).flatMap((element) => {
      if (element.type !== 'button') return []
      const { text } = element.text as { text: string }
      return [
        {
          blockId: block.block_id ?? '',
          actionId: String(element.action_id ?? ''),
          label: text,
          value: String(element.value ?? ''),
          style: String(element.style ?? 'default'),
          element,
        },
      ]
    })
  })
}

function wordsIn(block: Block): string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text]
    case 'section':
      return [...(block.text ? [block.text.text] : []), ...(block.fields ?? []).map(({ text }) => text)]
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? [element.text] : []))
    case 'markdown':
      return [block.text]
    case 'rich_text':
      return block.elements.map(({ elements }) => elements.map(wordsOfElement).join(''))
    default:
      return []
  }
}

function wordsOfElement(element: object): string {
  if ('user_id' in element) return `@${element.user_id}`
  return 'text' in element ? String(element.text) : ''
}
