/** Pictures that people send, fetched from Slack when the bot reads them. */
import { UserError } from '../../../core/errors.ts'
import type { Upload } from '../../../core/platform.ts'
import { phrase } from '../../../i18n/phrase.ts'
import { fetchPhoto } from '../../fetch-photo.ts'
import type { Client } from '../clients.ts'
import { isFileHidden } from '../errors.ts'
import { FILE_HOSTS } from '../limits.ts'

/** The part of Slack's file objects that is used, as messages, forms and events have it. */
export interface SlackFile {
  readonly id?: string
  readonly name?: string | null
  readonly mimetype?: string
}

interface UploadsOptions {
  readonly client: Client
  /** Sent to Slack's file hosts and the API's own host, and nowhere else. */
  readonly botToken: string
  readonly apiUrl: string
  /** The bot's name in the workspace. */
  readonly bot: string
}

export type Uploads = (file: SlackFile) => Upload

export function createUploads({ client, botToken, apiUrl, bot }: UploadsOptions): Uploads {
  const hosts = [...FILE_HOSTS, new URL(apiUrl).host]
  const headers = { authorization: `Bearer ${botToken}` }

  /**
   * The URL of a file, asked from Slack anew: events omit the URLs of other workspaces' files, and the URL of a file that
   * the bot may not see leads to a login page.
   */
  async function urlOf(file: string): Promise<string> {
    try {
      const { file: info } = await client.files.info({ file })
      return info?.url_private_download ?? info?.url_private ?? ''
    } catch (error) {
      if (!isFileHidden(error)) throw error
      throw new UserError(
        'bad-image',
        phrase`Dreambot cannot see this picture.`,
        phrase`Invite it with /invite @${bot}, or send the picture with /dream.`,
      )
    }
  }

  return ({ id = '', name }) => ({
    name: name ?? id,
    read: async () => fetchPhoto(await urlOf(id), { hosts, headers }),
  })
}

/** The first picture of a message: one of its files, or one that a bot's blocks show. */
export function pictureIn(message: object): SlackFile | undefined {
  const { files: sent, blocks }: { files?: unknown; blocks?: unknown } = message
  const files = asList<SlackFile>(sent).filter(({ mimetype }) => mimetype?.startsWith('image/'))
  const shown = asList<{ slack_file?: SlackFile }>(blocks).flatMap(({ slack_file: file }) => file ?? [])
  return [...files, ...shown].find(({ id }) => id !== undefined)
}

function asList<T>(list: unknown): T[] {
  return Array.isArray(list) ? list : []
}
