/** Uploads a reply's pictures: formats that a block can show go into the card, others into messages of their own. */
import { defined } from '../../../core/defined.ts'
import type { File, Format } from '../../../core/file-types.ts'
import type { Log } from '../../../core/log.ts'
import type { Reply } from '../../../core/platform.ts'
import type { SlackAddress } from '../address.ts'
import { SECONDS } from '../limits.ts'
import type { UploadedPicture } from '../render.ts'
import type { SharedFile, SlackFiles } from './slack-files.ts'

export interface AttachedPictures {
  readonly pictures: readonly UploadedPicture[]
  readonly shared: readonly SharedFile[]
  /** Whether shared files are in the card's thread, where they are hidden like the pictures in the card. */
  readonly isInThread: boolean
}

interface PictureAttacher {
  /** Uploads the pictures. Throws for a result that cannot be uploaded; a preview that cannot is left out and logged. */
  attach(address: SlackAddress, reply: Reply): Promise<AttachedPictures>
  /** Deletes pictures that were attached to a card that could not be posted. Never rejects. */
  discard(address: SlackAddress, reply: Reply, attached: AttachedPictures): Promise<void>
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object */
const BLOCK_FORMATS: readonly Format[] = ['png', 'jpeg', 'gif']

export function createPictureAttacher(files: SlackFiles, log: Log): PictureAttacher {
  /** Uploaded previews. Several cards bring the same one; it is uploaded once. */
  const previews = new WeakMap<File, UploadedPicture>()

  /** The preview, or the one before when it cannot be uploaded. */
  async function attachPreview({ pictures: [before] = [] }: SlackAddress, file: File): Promise<UploadedPicture[]> {
    const { name, alt } = file
    try {
      const picture = previews.get(file) ?? { id: await files.upload(file, SECONDS.preview), name, alt }
      previews.set(file, picture)
      return [picture]
    } catch (error) {
      log({ level: 'warn', message: `a preview could not be uploaded to Slack: ${(error as Error).message}` })
      return before === undefined ? [] : [{ id: before, name, alt }]
    }
  }

  async function attachResults(
    place: Pick<SlackAddress, 'channel' | 'thread'>,
    results: readonly File[],
  ): Promise<Pick<AttachedPictures, 'pictures' | 'shared'>> {
    const attached = { pictures: [] as UploadedPicture[], shared: [] as SharedFile[] }
    try {
      for (const file of results) {
        const { name, alt, format } = file
        if (BLOCK_FORMATS.includes(format))
          attached.pictures.push({ id: await files.upload(file, SECONDS.picture), name, alt })
        else attached.shared.push(await files.share(file, place))
      }
    } catch (error) {
      await files.remove(fileIdsOf(attached))
      throw error
    }
    return attached
  }

  return {
    async attach(address, { progress, files: results = [], spoiler = false }) {
      if (progress?.preview && !spoiler) {
        return { pictures: await attachPreview(address, progress.preview), shared: [], isInThread: false }
      }
      const thread = address.thread ?? (spoiler ? address.message : undefined)
      const attached = await attachResults({ channel: address.channel, ...defined({ thread }) }, results)
      return { ...attached, isInThread: thread !== address.thread && attached.shared.length > 0 }
    },

    async discard(address, { progress }, attached) {
      if (progress?.preview) previews.delete(progress.preview)
      await files.remove(fileIdsOf(attached).filter((file) => !fileIdsOf(address).includes(file)))
    },
  }
}

interface CardFiles {
  readonly pictures?: readonly (string | UploadedPicture)[] | undefined
  readonly shared?: readonly SharedFile[] | undefined
}

/** The ids of all files of a card. */
export function fileIdsOf({ pictures = [], shared = [] }: CardFiles): string[] {
  return [...pictures.map((each) => (typeof each === 'string' ? each : each.id)), ...shared.map(({ file }) => file)]
}
