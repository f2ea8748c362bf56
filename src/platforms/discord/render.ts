/** A reply as a message: one container of text, pictures and buttons, in Discord's components. Pure. */
import {
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
  type RawFile,
  type RESTAPIAttachment,
} from 'discord.js'
import type { File } from '../../core/file-types.ts'
import { MEDIA_TYPES } from '../../core/file-types.ts'
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
    /** All that the message has from now on: what an earlier card showed goes. */
    readonly attachments: readonly RESTAPIAttachment[]
    /** Nobody is ever pinged. */
    readonly allowed_mentions: { readonly parse: [] }
  }
  readonly files: RawFile[]
}

export interface RenderOptions {
  /** The reply's pictures, made to fit. */
  readonly pictures: readonly File[]
  /** More for the caption. */
  readonly notes: readonly string[]
  /** Who asked, where others see the message. */
  readonly user: string | undefined
  readonly translate: Translate
}

/** The pictures that a reply shows: its own, or how its job looks now. */
export function picturesOf({ files, progress }: Reply): readonly File[] {
  return files ?? (progress?.preview ? [progress.preview] : [])
}

export function renderReply(reply: Reply, drawing: RenderOptions): RenderedReply {
  const { state, spoiler = false, buttons = [] } = reply
  const head = headOf(reply, drawing)
  const text = truncate(textOf(reply, drawing.notes), LIMITS.messageText - head.length)
  const code = codeOf(reply, LIMITS.messageText - head.length - text.length)
  const pictures = drawing.pictures.map((file) => attach(file, spoiler))
  const shown = pictures.length > 0 ? [gallery(pictures, spoiler)] : []
  const said = textDisplay(text)
  const components = [
    ...textDisplay(head),
    ...(state === 'done' ? [...shown, ...said] : [...said, ...shown]),
    ...code.components,
    ...buttonRows(buttons),
  ]
  const attached = [...pictures, ...code.attached]
  const accent = ACCENTS[state]
  return {
    body: {
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: ComponentType.Container, ...(accent && { accent_color: accent }), components }],
      attachments: attached.map(({ name, alt }, i) => ({
        id: String(i),
        filename: name,
        ...(alt && { description: alt }),
      })),
      allowed_mentions: { parse: [] },
    },
    files: attached.map(({ name, data, contentType }) => ({ name, data, contentType })),
  }
}

/** Colours of a card's edge, as RGB. A result has none: its picture is to be seen. */
const ACCENTS: Partial<Record<Reply['state'], number>> = {
  waiting: 0x80848e,
  running: 0x5865f2,
  failed: 0xda373c,
  cancelled: 0x80848e,
}
const BAR_CELLS = 20
const CODE_FILE = 'code.txt'

/** The title, who asked for it, and the picture that it was made of. */
function headOf({ title, from }: Reply, { user, translate }: RenderOptions): string {
  const link = from && messageLink(from)
  const source = link === undefined ? undefined : `[${translate(phrase`this picture`)}](${link})`
  const small = [
    ...(user === undefined ? [] : [`<@${user}>`]),
    ...(source === undefined ? [] : [translate(phrase`made of ${source}`)]),
  ]
  return [
    ...(title === undefined ? [] : [`### ${escapeMarkdown(truncate(title, LIMITS.title))}`]),
    ...(small.length === 0 ? [] : [`-# ${small.join(' · ')}`]),
  ].join('\n')
}

function textOf({ state, text, progress }: Reply, notes: readonly string[]): string {
  const lines = [text, ...notes].map(escapeMarkdown).join('\n')
  // A caption is small print under its picture.
  if (state === 'done') return lines.replace(/^(?=.)/gm, '-# ')
  return progress ? `\`${bar(progress.done, BAR_CELLS)}\`\n${lines}` : lines
}

interface Attached {
  readonly name: string
  readonly data: Uint8Array | string
  readonly contentType: string
  readonly alt?: string
}

function attach({ name, data, format, alt }: File, spoiler: boolean): Attached {
  // In other characters Discord would give the file another name, and the gallery would not find it.
  const known = `${spoiler ? 'SPOILER_' : ''}${name.replace(/[^\w.-]+/g, '_')}`
  return { name: known, data, contentType: MEDIA_TYPES[format], alt: truncate(alt, LIMITS.altText) }
}

/** As a block with a button to copy it, or as a file where it is too long for one. */
function codeOf({ code }: Reply, room: number): { components: APIComponentInContainer[]; attached: Attached[] } {
  if (code === undefined) return { components: [], attached: [] }
  const block = `\`\`\`\n${code}\n\`\`\``
  if (block.length <= room && !code.includes('```')) return { components: textDisplay(block), attached: [] }
  const file = { type: ComponentType.File, file: { url: `attachment://${CODE_FILE}` } } as const
  return { components: [file], attached: [{ name: CODE_FILE, data: code, contentType: 'text/plain' }] }
}

function textDisplay(content: string): APIComponentInContainer[] {
  return content === '' ? [] : [{ type: ComponentType.TextDisplay, content }]
}

function gallery(pictures: readonly Attached[], spoiler: boolean): APIComponentInContainer {
  const items = pictures.map(({ name, alt }) => ({
    media: { url: `attachment://${name}` },
    ...(alt && { description: alt }),
    ...(spoiler && { spoiler }),
  }))
  return { type: ComponentType.MediaGallery, items }
}
