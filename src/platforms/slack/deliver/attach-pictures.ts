/** A reply's pictures, brought to Slack: in the card what a block can show, in messages of their own the others. */

import type { File, Format } from '../../../core/file-types.ts'
import type { Log } from '../../../core/log.ts'
import type { Reply } from '../../../core/platform.ts'
import type { SlackAddress } from '../address.ts'
import { SECONDS } from '../limits.ts'
import type { UploadedPicture } from '../render.ts'
import type { Shared, SlackFiles } from './slack-files.ts'

export interface AttachedPictures {
  readonly pictures: readonly UploadedPicture[]
  readonly shared: readonly Shared[]
  /** They are hidden there, as the pictures in the card are. */
  readonly isInThread: boolean
}

interface Drawing {
  /** Throws where a result cannot be uploaded; without a preview a card can do. */
  draw(address: SlackAddress, reply: Reply): Promise<AttachedPictures>
  /** Deletes what a card was to show that could not be posted. Never rejects. */
  discard(address: SlackAddress, reply: Reply, drawn: AttachedPictures): Promise<void>
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object */
const IN_BLOCKS: readonly Format[] = ['png', 'jpeg', 'gif']

export function createAttachPictures(pictures: SlackFiles, log: Log): Drawing {
  /** Several cards bring the same preview: uploaded once, until it is discarded. */
  const previews = new WeakMap<File, UploadedPicture>()

  async function preview({ pictures: [before] = [] }: SlackAddress, file: File): Promise<UploadedPicture[]> {
    const { name, alt } = file
    try {
      const picture = previews.get(file) ?? { id: await pictures.upload(file, SECONDS.preview), name, alt }
      previews.set(file, picture)
      return [picture]
    } catch (error) {
      log({ level: 'warn', message: `a preview did not reach Slack: ${(error as Error).message}` })
      return before === undefined ? [] : [{ id: before, name, alt }]
    }
  }

  async function results(
    { channel, thread }: SlackAddress,
    files: readonly File[],
  ): Promise<Omit<AttachedPictures, 'isInThread'>> {
    const drawn = { pictures: [] as UploadedPicture[], shared: [] as Shared[] }
    const place = { channel, ...(thread !== undefined && { thread }) }
    try {
      for (const file of files) {
        const { name, alt, format } = file
        if (IN_BLOCKS.includes(format))
          drawn.pictures.push({ id: await pictures.upload(file, SECONDS.picture), name, alt })
        else drawn.shared.push(await pictures.share(file, place))
      }
    } catch (error) {
      await pictures.remove(filesOf(drawn))
      throw error
    }
    return drawn
  }

  return {
    async draw(address, { progress, files = [], spoiler = false }) {
      if (progress?.preview && !spoiler) {
        return { pictures: await preview(address, progress.preview), shared: [], isInThread: false }
      }
      const thread = address.thread ?? (spoiler ? address.message : undefined)
      const drawn = await results({ ...address, ...(thread !== undefined && { thread }) }, files)
      return { ...drawn, isInThread: thread !== address.thread && drawn.shared.length > 0 }
    },

    async discard(address, { progress }, drawn) {
      if (progress?.preview) previews.delete(progress.preview)
      await pictures.remove(filesOf(drawn).filter((file) => !filesOf(address).includes(file)))
    },
  }
}

/** The ids of all files of a card. */
export function filesOf({
  pictures = [],
  shared = [],
}: {
  readonly pictures?: readonly (string | UploadedPicture)[]
  readonly shared?: readonly Shared[]
}): string[] {
  return [...pictures.map((one) => (typeof one === 'string' ? one : one.id)), ...shared.map(({ file }) => file)]
}
