/** A reply as Slack's blocks. Pure: what is uploaded comes in as ids. */
import type { types } from '@slack/bolt'
import type { File } from '../../core/file-types.ts'
import type { Action, Button, Reply } from '../../core/platform.ts'
import { bar } from '../../i18n/format.ts'
import { phrase, type Translate } from '../../i18n/phrase.ts'
import type { Content } from './deliver/ephemeral.ts'
import { COUNTS, LENGTHS } from './limits.ts'
import { escapeMrkdwn, plainText, splitText, truncate } from './text.ts'

/** A file at Slack that a block can show. */
export type UploadedPicture = Pick<File, 'name' | 'alt'> & { readonly id: string }

interface CardOptions {
  readonly translate: Translate
  /** The id of the person who asked; where only they read, there is none. */
  readonly user?: string
  readonly pictures?: readonly UploadedPicture[]
  /** A link to the card of the picture that this one was made of. */
  readonly source?: string
}

/** The action of the button that shows hidden pictures to who presses it; its value holds them. */
export const SHOW = 'show'

const BAR_CELLS = 20
const DESTRUCTIVE: readonly Action[] = ['cancel', 'delete']

export function renderReply(reply: Reply, { translate, user, pictures = [], source }: CardOptions): Content {
  const { title, text, code, progress, state, spoiler, buttons = [] } = reply
  const body = progress ? `${bar(progress.done, BAR_CELLS)}\n${text}` : text
  const hidden = spoiler === true && pictures.length > 0
  const blocks: types.KnownBlock[] = [
    ...heading(title, user),
    // A caption stands below its picture, and is smaller.
    ...(state === 'done' ? [] : sections(body)),
    ...(hidden ? [] : pictures.map(image)),
    ...(state === 'done' ? [context(plainText(body, LENGTHS.context))] : []),
    ...(code === undefined ? [] : [preformatted(code)]),
    ...(source === undefined ? [] : [context(link(source, translate(phrase`Made from this picture`)))]),
    ...actions([...(hidden ? [show(pictures, translate)] : []), ...buttons.map(button)]),
  ]
  return { text: truncate(title === undefined ? text : `${title}: ${text}`, LENGTHS.fallback), blocks }
}

/** What the button `SHOW` shows. */
export function revealed(value: string, translate: Translate): Content {
  const pictures = JSON.parse(value) as UploadedPicture[]
  return { text: truncate(translate(phrase`The hidden picture`), LENGTHS.fallback), blocks: pictures.map(image) }
}

/** Text over as many blocks as it needs. */
export function sections(text: string): types.SectionBlock[] {
  return splitText(text, LENGTHS.section, COUNTS.sections).map((piece) => ({
    type: 'section',
    text: plainText(piece, LENGTHS.section),
  }))
}

/** Rich text is no markup: nothing in it needs escaping. */
function heading(title: string | undefined, user: string | undefined): types.RichTextBlock[] {
  if (title === undefined) return []
  const name: types.RichTextElement = { type: 'text', text: title, style: { bold: true } }
  const asker: types.RichTextElement[] =
    user === undefined
      ? []
      : [
          { type: 'text', text: ' · ' },
          { type: 'user', user_id: user },
        ]
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [name, ...asker] }] }]
}

function image({ id, name, alt }: UploadedPicture): types.ImageBlock {
  return {
    type: 'image',
    slack_file: { id },
    alt_text: alt.slice(0, LENGTHS.alt),
    title: plainText(name, LENGTHS.pictureTitle),
  }
}

function context(element: types.TextObject): types.ContextBlock {
  return { type: 'context', elements: [element] }
}

function link(url: string, words: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text: `<${escapeMrkdwn(url)}|${escapeMrkdwn(words)}>`, verbatim: true }
}

function preformatted(code: string): types.RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: code }] }] }
}

function actions(elements: types.Button[]): types.ActionsBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}

function button({ action, job, label }: Button): types.Button {
  const style = DESTRUCTIVE.includes(action) && ({ style: 'danger' } as const)
  return { type: 'button', action_id: action, value: job, text: plainText(label, LENGTHS.button), ...style }
}

function show(pictures: readonly UploadedPicture[], translate: Translate): types.Button {
  const { hiddenName, hiddenAlt } = LENGTHS
  const some = pictures
    .slice(0, COUNTS.hidden)
    .map(({ id, name, alt }) => ({ id, name: name.slice(0, hiddenName), alt: alt.slice(0, hiddenAlt) }))
  const label = plainText(translate(phrase`Show the picture`), LENGTHS.button)
  return { type: 'button', action_id: SHOW, value: JSON.stringify(some), text: label, style: 'primary' }
}
