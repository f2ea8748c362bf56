/** The pictures that people send along, fetched from Slack when the bot wants them. */
import { UserError } from '../../../core/errors.ts'
import type { Upload } from '../../../core/platform.ts'
import { phrase } from '../../../i18n/phrase.ts'
import { fetchPhoto } from '../../fetch-photo.ts'
import { type Client, codeOf } from '../clients.ts'

/** A file in a message, a form or an event, as far as that tells of it. */
export interface SlackFile {
  readonly id?: string
  readonly name?: string | null
  readonly mimetype?: string
}

interface UploadsOptions {
  readonly client: Client
  /** Sent to Slack's file hosts and the API's own, and nowhere else. */
  readonly botToken: string
  readonly apiUrl: string
  /** The bot's name in the workspace. */
  readonly bot: string
}

export type Uploads = (file: SlackFile) => Upload

/** Besides the API's own: https://docs.slack.dev/reference/objects/file-object and its counterpart for governments. */
const FILE_HOSTS = ['files.slack.com', 'files.slack-gov.com']

export function createUploads({ client, botToken, apiUrl, bot }: UploadsOptions): Uploads {
  const hosts = [...FILE_HOSTS, new URL(apiUrl).host]
  const headers = { authorization: `Bearer ${botToken}` }

  /** Asked anew: files from other workspaces come without addresses, and what the bot may not see has a login page at its. */
  async function addressOf(file: string): Promise<string> {
    try {
      const { file: known } = await client.files.info({ file })
      return known?.url_private_download ?? known?.url_private ?? ''
    } catch (error) {
      if (!UNSEEN.includes(codeOf(error) ?? '')) throw error
      throw new UserError(
        'bad-image',
        phrase`Dreambot cannot see this picture.`,
        phrase`Invite it with /invite @${bot}, or send the picture with /dream.`,
      )
    }
  }

  return ({ id = '', name }) => ({
    name: name ?? id,
    read: async () => fetchPhoto(await addressOf(id), { hosts, headers }),
  })
}

const UNSEEN = ['file_not_found', 'file_deleted', 'not_visible', 'access_denied', 'no_permission']

/** The first picture of a message: one of its files, or one that a bot shows in it. */
export function pictureIn(message: object): SlackFile | undefined {
  const { files: sent, blocks }: { files?: unknown; blocks?: unknown } = message
  const files = listOf<SlackFile>(sent).filter(({ mimetype }) => mimetype?.startsWith('image/'))
  const shown = listOf<{ slack_file?: SlackFile }>(blocks).flatMap(({ slack_file: file }) => file ?? [])
  return [...files, ...shown].find(({ id }) => id !== undefined)
}

function listOf<T>(list: unknown): T[] {
  return Array.isArray(list) ? list : []
}
