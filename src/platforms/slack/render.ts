/** Renders a reply as Slack's blocks. Pure: pictures are uploaded before and come as ids. */
import type { types } from '@slack/bolt'
import type { File } from '../../core/file-types.ts'
import type { Action, Button, Reply } from '../../core/platform.ts'
import { bar } from '../../i18n/format.ts'
import { phrase, type Translate } from '../../i18n/phrase.ts'
import type { MessageContent } from './deliver/ephemeral.ts'
import { COUNTS, LENGTHS } from './limits.ts'
import { escapeMrkdwn, plainText, splitText, truncate } from './text.ts'

/** A file at Slack that an image block can show. */
export type UploadedPicture = Pick<File, 'name' | 'alt'> & { readonly id: string }

interface CardOptions {
  readonly translate: Translate
  /** The id of the person who asked, where other people see the card. */
  readonly user?: string
  readonly pictures?: readonly UploadedPicture[]
  /** A link to the card of the picture that this one was made from. */
  readonly source?: string
}

/** The action id of the button that shows hidden pictures to the person who presses it. Its value holds them as JSON. */
export const REVEAL = 'show'

/** Length of the progress bar, in characters. */
const BAR_CELLS = 20
const DESTRUCTIVE: readonly Action[] = ['cancel', 'delete']

export function renderReply(reply: Reply, { translate, user, pictures = [], source }: CardOptions): MessageContent {
  const { title, text, code, progress, state, spoiler, buttons = [] } = reply
  const body = progress ? `${bar(progress.done, BAR_CELLS)}\n${text}` : text
  const isHidden = spoiler === true && pictures.length > 0
  const blocks: types.KnownBlock[] = [
    ...heading(title, user),
    // The text of a result is a caption, in small print below the picture.
    ...(state === 'done' ? [] : sections(body)),
    ...(isHidden ? [] : pictures.map(image)),
    ...(state === 'done' ? [context(plainText(body, LENGTHS.context))] : []),
    ...(code === undefined ? [] : [preformatted(code)]),
    ...(source === undefined ? [] : [context(link(source, translate(phrase`Made from this picture`)))]),
    ...actions([...(isHidden ? [revealButton(pictures, translate)] : []), ...buttons.map(button)]),
  ]
  return { text: truncate(title === undefined ? text : `${title}: ${text}`, LENGTHS.fallback), blocks }
}

/** The hidden pictures of a card, from the value of its `REVEAL` button. */
export function renderRevealed(value: string, translate: Translate): MessageContent {
  const pictures = JSON.parse(value) as UploadedPicture[]
  return { text: truncate(translate(phrase`The hidden picture`), LENGTHS.fallback), blocks: pictures.map(image) }
}

/** Text as section blocks, as many as it needs within the limit. */
export function sections(text: string): types.SectionBlock[] {
  return splitText(text, { length: LENGTHS.section, pieces: COUNTS.sections }).map((piece) => ({
    type: 'section',
    text: plainText(piece, LENGTHS.section),
  }))
}

/** The title, and a mention of the person who asked. Rich text is not markup, so nothing in it is escaped. */
function heading(title: string | undefined, user: string | undefined): types.RichTextBlock[] {
  if (title === undefined) return []
  const name: types.RichTextElement = { type: 'text', text: title, style: { bold: true } }
  const mention: types.RichTextElement[] =
    user === undefined
      ? []
      : [
          { type: 'text', text: ' · ' },
          { type: 'user', user_id: user },
        ]
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [name, ...mention] }] }]
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

function revealButton(pictures: readonly UploadedPicture[], translate: Translate): types.Button {
  const { hiddenName, hiddenAlt } = LENGTHS
  const hidden = pictures
    .slice(0, COUNTS.hidden)
    .map(({ id, name, alt }) => ({ id, name: name.slice(0, hiddenName), alt: alt.slice(0, hiddenAlt) }))
  const label = plainText(translate(phrase`Show the picture`), LENGTHS.button)
  return { type: 'button', action_id: REVEAL, value: JSON.stringify(hidden), text: label, style: 'primary' }
}
