/** The picture of a message: attached, in the preview of a link, or in a forwarded message. */
import type { Attachment, Embed, Message, MessageSnapshot } from 'discord.js'

export interface FoundPicture {
  readonly name: string
  readonly url: string
}

/** The message's first picture, judged by its declared type. Whether it can be decoded shows when it is fetched. */
export function pictureOf(message: Message): FoundPicture | undefined {
  const found = [message, ...message.messageSnapshots.values()].flatMap(picturesIn)
  return found[0]
}

function picturesIn({ attachments, embeds }: Message | MessageSnapshot): FoundPicture[] {
  return [
    ...[...(attachments?.values() ?? [])].filter(isPicture).map(({ name, url }) => ({ name, url })),
    ...(embeds ?? []).flatMap(picturesOfEmbed),
  ]
}

function isPicture({ contentType, name }: Attachment): boolean {
  return contentType?.startsWith('image/') ?? /\.(avif|gif|heic|jpe?g|png|tiff?|webp)$/i.test(name)
}

/** Prefers Discord's own copy of a picture on another site. */
function picturesOfEmbed({ image, thumbnail }: Embed): FoundPicture[] {
  const found = image ?? thumbnail
  return found ? [{ name: 'preview', url: found.proxyURL ?? found.url }] : []
}
