/** Renders a reply as a Discord message: one container of text, pictures and buttons. Pure. */
import {
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
  type RawFile,
  type RESTAPIAttachment,
} from 'discord.js'
import { defined } from '../../core/defined.ts'
import { type File, MEDIA_TYPES } from '../../core/file-types.ts'
import type { Reply } from '../../core/platform.ts'
import { bar } from '../../i18n/format.ts'
import { phrase, type Translate } from '../../i18n/phrase.ts'
import { messageLink } from './address.ts'
import { buttonRows } from './buttons.ts'
import { LIMITS } from './limits.ts'
import { escapeMarkdown, truncate } from './text.ts'

export interface RenderedReply {
  readonly body: {
    readonly flags: number
    readonly components: readonly APIMessageTopLevelComponent[]
    /** All attachments of the message. Those of an earlier card that are not listed are removed. */
    readonly attachments: readonly RESTAPIAttachment[]
    /** Suppresses all notifications of mentions. */
    readonly allowed_mentions: { readonly parse: [] }
  }
  readonly files: RawFile[]
}

export interface RenderOptions {
  /** The reply's pictures, within the size limit. */
  readonly pictures: readonly File[]
  /** Lines to add to the text. */
  readonly notes: readonly string[]
  /** The id of the person who asked, where other people see the message. */
  readonly user: string | undefined
  readonly translate: Translate
}

/** The pictures that a reply shows: its files, or the preview of its job. */
export function replyPictures({ files, progress }: Reply): readonly File[] {
  return files ?? (progress?.preview ? [progress.preview] : [])
}

export function renderReply(reply: Reply, options: RenderOptions): RenderedReply {
  const { state, spoiler = false, buttons = [] } = reply
  const heading = headingOf(reply, options)
  const text = truncate(textOf(reply, options.notes), LIMITS.messageText - heading.length)
  const code = codeOf(reply, LIMITS.messageText - heading.length - text.length)
  const pictures = options.pictures.map((file) => attach(file, spoiler))
  const galleries = pictures.length > 0 ? [gallery(pictures, spoiler)] : []
  const texts = textDisplay(text)
  const components = [
    ...textDisplay(heading),
    ...(state === 'done' ? [...galleries, ...texts] : [...texts, ...galleries]),
    ...code.components,
    ...buttonRows(buttons),
  ]
  const attachments = [...pictures, ...code.attachments]
  return {
    body: {
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: ComponentType.Container, ...defined({ accent_color: ACCENTS[state] }), components }],
      attachments: attachments.map(({ name, alt }, i) => ({
        id: String(i),
        filename: name,
        ...defined({ description: alt || undefined }),
      })),
      allowed_mentions: { parse: [] },
    },
    files: attachments.map(({ name, data, contentType }) => ({ name, data, contentType })),
  }
}

/** Colours of a card's edge, as RGB. A result has none, because it would distract from the picture. */
const ACCENTS: Partial<Record<Reply['state'], number>> = {
  waiting: 0x80848e,
  running: 0x5865f2,
  failed: 0xda373c,
  cancelled: 0x80848e,
}
/** Length of the progress bar, in characters. */
const BAR_CELLS = 20
const CODE_FILE = 'code.txt'

/** The title, a mention of the person who asked, and a link to the picture that this one was made from. */
function headingOf({ title, from }: Reply, { user, translate }: RenderOptions): string {
  const link = from && messageLink(from)
  const source = link === undefined ? undefined : `[${translate(phrase`this picture`)}](${link})`
  const details = [
    ...(user === undefined ? [] : [`<@${user}>`]),
    ...(source === undefined ? [] : [translate(phrase`made of ${source}`)]),
  ]
  return [
    ...(title === undefined ? [] : [`### ${escapeMarkdown(truncate(title, LIMITS.title))}`]),
    ...(details.length === 0 ? [] : [`-# ${details.join(' · ')}`]),
  ].join('\n')
}

function textOf({ state, text, progress }: Reply, notes: readonly string[]): string {
  const lines = [text, ...notes].map(escapeMarkdown).join('\n')
  // A result's text is a caption, in small print below its picture.
  if (state === 'done') return lines.replace(/^(?=.)/gm, '-# ')
  return progress ? `\`${bar(progress.done, BAR_CELLS)}\`\n${lines}` : lines
}

interface Attachment {
  readonly name: string
  readonly data: Uint8Array | string
  readonly contentType: string
  readonly alt?: string
}

function attach({ name, data, format, alt }: File, spoiler: boolean): Attachment {
  // Discord replaces other characters in file names; the gallery would then not find its file.
  const safeName = `${spoiler ? 'SPOILER_' : ''}${name.replace(/[^\w.-]+/g, '_')}`
  return { name: safeName, data, contentType: MEDIA_TYPES[format], alt: truncate(alt, LIMITS.altText) }
}

/** A code block, which has a button to copy it, or a file when the code does not fit into `room` characters. */
function codeOf({ code }: Reply, room: number): { components: APIComponentInContainer[]; attachments: Attachment[] } {
  if (code === undefined) return { components: [], attachments: [] }
  const block = `\`\`\`\n${code}\n\`\`\``
  if (block.length <= room && !code.includes('```')) return { components: textDisplay(block), attachments: [] }
  const file = { type: ComponentType.File, file: { url: `attachment://${CODE_FILE}` } } as const
  return { components: [file], attachments: [{ name: CODE_FILE, data: code, contentType: 'text/plain' }] }
}

function textDisplay(content: string): APIComponentInContainer[] {
  return content === '' ? [] : [{ type: ComponentType.TextDisplay, content }]
}

function gallery(pictures: readonly Attachment[], spoiler: boolean): APIComponentInContainer {
  const items = pictures.map(({ name, alt }) => ({
    media: { url: `attachment://${name}` },
    ...defined({ description: alt || undefined, spoiler: spoiler || undefined }),
  }))
  return { type: ComponentType.MediaGallery, items }
}
