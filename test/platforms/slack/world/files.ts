/** Slack's files, byte for byte: uploads, the while until they are processed, who may see them, and downloads. */
import type { Changes } from './changes.ts'
import { APP } from './emulator.ts'
import { type Media, mediaOf } from './media.ts'
import type { Channel, Places } from './places.ts'
import type { Json, Reply } from './types.ts'

export interface StoredFile {
  readonly id: string
  readonly name: string
  title: string
  readonly altText?: string
  /** Of the person or the bot that uploaded it. */
  readonly owner: string
  readonly created: number
  /** As announced before the upload, in bytes. */
  readonly length: number
  data: Uint8Array
  media: Media
  /** The number of the change by which it was completed; 0 before. */
  completed: number
  completedAt: number
  /** Times files.info was asked since. */
  polls: number
  readonly shares: { readonly channel: Channel; readonly ts: string; readonly threadTs?: string }[]
  /** The bot got it in a modal. */
  isGivenToBot: boolean
  isDeleted: boolean
}

/** When the bot's uploads are ready: after both. */
export interface Processing {
  /** Times files.info must have been asked. Default 2. */
  polls: number
  /** Milliseconds since the upload was completed. Default 0. */
  ms: number
}

export interface Files {
  readonly all: readonly StoredFile[]
  readonly processing: Processing
  get(id: string): StoredFile | undefined
  /** By id, or by the address that Slack gave for it. */
  find(ref: { id?: unknown; url?: unknown }): StoredFile | undefined
  begin(id: string, announced: Pick<StoredFile, 'name' | 'owner' | 'length' | 'altText'>): StoredFile
  receive(file: StoredFile, data: Uint8Array): void
  complete(file: StoredFile, title?: string): void
  isReady(file: StoredFile): boolean
  botMaySee(file: StoredFile): boolean
  /** A file object of the Web API; bare until the file is ready. */
  describe(file: StoredFile): Json
  /** The answer to a GET of `url_private`. */
  download(id: string, token: string | undefined): Reply
}

export function createFiles(base: () => string, places: Places, changes: Changes): Files {
  const files = new Map<string, StoredFile>()
  const processing: Processing = { polls: 2, ms: 0 }
  const urls = (file: StoredFile) => {
    const root = `${base()}/files-pri/${places.team.id}-${file.id}`
    const name = encodeURIComponent(file.name)
    return {
      url_private: `${root}/${name}`,
      url_private_download: `${root}/download/${name}`,
      permalink: `${base()}/files/${file.owner}/${file.id}/${name}`,
      permalink_public: `${base()}/public/${places.team.id}-${file.id}`,
    }
  }

  const store: Files = {
    processing,
    get all() {
      return [...files.values()]
    },
    get: (id) => files.get(id),
    find({ id, url }) {
      if (typeof id === 'string') return files.get(id)
      return [...files.values()].find((file) => Object.values(urls(file)).includes(String(url)))
    },
    begin(id, announced) {
      const file: StoredFile = {
        id,
        ...announced,
        title: announced.name,
        created: Math.floor(Date.now() / 1000),
        data: new Uint8Array(),
        media: { filetype: '', mimetype: '', pretty: '' },
        completed: 0,
        completedAt: 0,
        polls: 0,
        shares: [],
        isGivenToBot: false,
        isDeleted: false,
      }
      files.set(id, file)
      return file
    },
    receive(file, data) {
      file.data = new Uint8Array(data)
      file.media = mediaOf(data, file.name)
    },
    complete(file, title = file.title) {
      file.title = title
      file.completedAt = Date.now()
      file.completed = changes.tick()
    },
    isReady(file) {
      if (!file.completed) return false
      if (file.owner !== APP.botUserId) return true
      return file.polls >= processing.polls && Date.now() - file.completedAt >= processing.ms
    },
    botMaySee({ owner, shares, isGivenToBot, isDeleted }) {
      if (isDeleted) return false
      return owner === APP.botUserId || isGivenToBot || shares.some(({ channel }) => channel.hasBot)
    },
    describe(file) {
      const common = commonFields(file, places.team.id)
      if (!store.isReady(file)) return { ...common, ...BARE, ...urls(file) }
      return { ...common, ...processed(file, urls(file).url_private), ...sharing(file, places.team.id), ...urls(file) }
    },
    download(id, token) {
      const file = files.get(id)
      if (token !== APP.botToken || !file || !store.botMaySee(file)) return { status: 302, headers: LOGIN, body: '' }
      return { status: 200, headers: { 'content-type': file.media.mimetype || 'binary/octet-stream' }, body: file.data }
    },
  }
  return store
}

/** Slack shows its login page to whom it doesn't know, with status 200. */
export const LOGIN_PAGE: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Sign in to Dreamers | Slack</title></head><body>Sign in</body></html>',
}
const LOGIN = { location: '/?redir=%2Ffiles-pri&no_sso=1' }

const BARE = {
  mimetype: '',
  filetype: '',
  pretty_type: '',
  media_display_type: 'unknown',
  is_public: false,
  channels: [],
  groups: [],
  ims: [],
  shares: {},
}

function commonFields(file: StoredFile, team: string): Json {
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    user: file.owner,
    user_team: team,
    editable: false,
    size: file.data.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    comments_count: 0,
    is_starred: false,
    has_more_shares: false,
    has_rich_preview: false,
    file_access: 'visible',
    ...(file.altText && { alt_txt: file.altText }),
  }
}

function processed({ media }: StoredFile, url: string): Json {
  const [width, height] = media.size ?? []
  const thumbs = Object.fromEntries([64, 80, 160, 360].map((side) => [`thumb_${side}`, `${url}?thumb=${side}`]))
  return {
    mimetype: media.mimetype,
    filetype: media.filetype,
    pretty_type: media.pretty,
    media_display_type: media.mimetype.split('/')[0] ?? 'unknown',
    ...(width && { original_w: width, original_h: height, thumb_360_w: 360, thumb_360_h: 360, ...thumbs }),
  }
}

function sharing({ shares }: StoredFile, team: string): Json {
  const ids = (wanted: (channel: Channel) => boolean) => [
    ...new Set(shares.flatMap(({ channel }) => (wanted(channel) ? [channel.id] : []))),
  ]
  const grouped = (isPrivate: boolean) => {
    const some = shares.filter(({ channel }) => channel.isPrivate === isPrivate)
    const share = ({ ts, threadTs, channel }: StoredFile['shares'][number]) => {
      return { ts, channel_name: channel.name, team_id: team, ...(threadTs && { thread_ts: threadTs }) }
    }
    const entries = Object.groupBy(some, ({ channel }) => channel.id)
    return Object.fromEntries(Object.entries(entries).map(([id, list = []]) => [id, list.map(share)]))
  }
  const [open, secret] = [grouped(false), grouped(true)]
  return {
    is_public: Object.keys(open).length > 0,
    channels: ids(({ isPrivate }) => !isPrivate),
    groups: ids((channel) => channel.isPrivate && !channel.with),
    ims: ids((channel) => channel.with !== undefined),
    shares: {
      ...(Object.keys(open).length && { public: open }),
      ...(Object.keys(secret).length && { private: secret }),
    },
  }
}
