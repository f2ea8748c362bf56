/** The picture of somebody's message: attached, in a preview of a link, or in the message that it passes on. */
import type { Attachment, Embed, Message, MessageSnapshot } from 'discord.js'

export interface FoundPicture {
  readonly name: string
  readonly url: string
}

/** The first that there is. Whether it can be read is for whoever fetches it to find. */
export function pictureOf(message: Message): FoundPicture | undefined {
  const found = [message, ...message.messageSnapshots.values()].flatMap(picturesIn)
  return found[0]
}

function picturesIn({ attachments, embeds }: Message | MessageSnapshot): FoundPicture[] {
  return [
    ...[...(attachments?.values() ?? [])].filter(isPicture).map(({ name, url }) => ({ name, url })),
    ...(embeds ?? []).flatMap(embedded),
  ]
}

function isPicture({ contentType, name }: Attachment): boolean {
  return contentType?.startsWith('image/') ?? /\.(avif|gif|heic|jpe?g|png|tiff?|webp)$/i.test(name)
}

/** Discord's copy, where it has one of what lies elsewhere. */
function embedded({ image, thumbnail }: Embed): FoundPicture[] {
  const found = image ?? thumbnail
  return found ? [{ name: 'preview', url: found.proxyURL ?? found.url }] : []
}
