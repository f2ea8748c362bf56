/** A small real bot on Bolt, with one of each thing that the world must carry. */
import type { AddressInfo } from 'node:net'
import { App, type Logger, LogLevel, SocketModeReceiver, type types } from '@slack/bolt'
import type { World } from '../world.ts'

export type Mode = 'socket' | 'http'

export interface SmallBot {
  readonly app: App
  stop(): Promise<void>
}

export interface SmallBotOptions {
  readonly mode?: Mode
  /** Do not acknowledge slash commands. */
  readonly deaf?: boolean
}

/** A logger of Bolt's that says nothing. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

export async function startSmallBot(world: World, { mode = 'socket', deaf = false }: SmallBotOptions = {}) {
  const clientOptions = () => ({ slackApiUrl: world.apiUrl, retryConfig: { retries: 2, minTimeout: 10 } })
  const receiver = new SocketModeReceiver({
    appToken: world.appToken,
    logger: silent,
    // Also the pause before it connects anew.
    clientPingTimeout: 150,
    installerOptions: { clientOptions: clientOptions() },
  })
  const app = new App({
    token: world.botToken,
    clientOptions: clientOptions(),
    logger: silent,
    ...(mode === 'socket' ? { socketMode: true, receiver } : { signingSecret: world.signingSecret }),
  })
  listen(app, world, deaf)
  if (mode === 'socket') await app.start()
  else {
    const server = await app.start({ port: 0, host: '127.0.0.1' })
    const { port } = server.address() as AddressInfo
    world.useHttp(`http://127.0.0.1:${port}/slack/events`)
  }
  return { app, stop: () => stop(app, receiver, mode) } satisfies SmallBot
}

/** Bolt does not wait for its socket's end; a connection that is cut meanwhile leaves it with a timer of 30 s. */
async function stop(app: App, { client }: SocketModeReceiver, mode: Mode): Promise<void> {
  const gone = mode === 'socket' ? new Promise<void>((resolve) => client.once('disconnected', resolve)) : undefined
  await app.stop()
  await gone
}

function listen(app: App, world: World, deaf: boolean): void {
  const { client } = app
  const draw = async (channel: string, photo: Uint8Array, threadTs?: string) => {
    const place = threadTs === undefined ? {} : { thread_ts: threadTs }
    const card = await client.chat.postMessage({ channel, text: 'waiting', blocks: cardOf('waiting'), ...place })
    const picture = await upload(app, photo)
    await client.chat.update({ channel, ts: card.ts ?? '', text: 'done', blocks: cardOf('done', picture) })
  }

  app.command('/filter', async ({ ack, command, respond }) => {
    if (deaf) return
    await ack()
    await client.chat.postMessage({ channel: command.channel_id, text: command.text, blocks: cardOf(command.text) })
    await respond(`drawing ${command.text}`)
  })
  app.command('/help', async ({ ack }) => ack({ text: 'all commands', response_type: 'ephemeral' }))
  app.command('/dream', async ({ ack, command }) => {
    await ack()
    await client.views.open({ trigger_id: command.trigger_id, view: modal(command.channel_id) })
  })
  app.options('layer', async ({ ack, payload }) => {
    const names = ['block1_conv1', 'block5_conv3'].filter((name) => name.includes(payload.value))
    await ack({ options: names.map((name) => ({ text: { type: 'plain_text', text: name }, value: name })) })
  })
  app.view('dream', async ({ ack, view }) => {
    const { photo, layer } = fields(view.state.values)
    if (layer?.selected_option?.value !== 'block5_conv3')
      return ack({ response_action: 'errors', errors: { layer: 'too shallow' } })
    await ack()
    await draw(view.private_metadata, await download(world.botToken, photo?.files?.[0]?.url_private))
  })
  app.action('network', async ({ ack, body }) => {
    await ack()
    if ('view' in body && body.view) await client.views.update({ view_id: body.view.id, view: modal('again') })
  })
  app.shortcut({ callback_id: 'dream_this', type: 'message_action' }, async ({ ack, shortcut }) => {
    await ack()
    const { files } = shortcut.message as { files?: { url_private: string }[] }
    await draw(shortcut.channel.id, await download(world.botToken, files?.[0]?.url_private), shortcut.message_ts)
  })
  app.action('cancel', async ({ ack, body, respond, action }) => {
    await ack()
    const { channel, message, user } = body as {
      channel: { id: string }
      message?: { ts: string }
      user: { id: string }
    }
    const value = 'value' in action ? action.value : ''
    if (!message) return void (await respond({ replace_original: true, text: `dismissed ${value}` }))
    await client.chat.update({ channel: channel.id, ts: message.ts, text: `cancelled ${value}`, blocks: [] })
    await client.chat.postEphemeral({ channel: channel.id, user: user.id, text: 'cancelled', blocks: cardOf('again?') })
  })
  app.event('app_mention', async ({ event }) => {
    const threadTs = event.thread_ts ?? event.ts
    await draw(event.channel, await download(world.botToken, event.files?.[0]?.url_private), threadTs)
  })
  app.message(async ({ message, say }) => {
    if ('files' in message) await say(`got ${message.files?.length} files`)
  })
  app.event('app_home_opened', async ({ event }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: cardOf('at home') } })
  })
}

function fields(values: Record<string, Record<string, Field>>): Record<string, Field> {
  return Object.assign({}, ...Object.values(values)) as Record<string, Field>
}

interface Field {
  readonly selected_option?: { readonly value: string } | null
  readonly files?: readonly { readonly url_private: string }[]
}

export async function download(token: string, url = ''): Promise<Uint8Array> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'error' })
  return new Uint8Array(await response.arrayBuffer())
}

/** Uploads without sharing; settles when the picture can be shown. */
export async function upload({ client }: App, data: Uint8Array, name = 'dream.png'): Promise<string> {
  const id = await uploadOnly(client, data, name)
  for (;;) {
    const { file } = await client.files.info({ file: id })
    if (file?.mimetype) return id
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export async function uploadOnly(client: App['client'], data: Uint8Array, name: string, share = {}): Promise<string> {
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: name,
    length: data.length,
  })
  await fetch(url, { method: 'POST', body: new Uint8Array(data) })
  await client.files.completeUploadExternal({ files: [{ id, title: name }], ...share })
  return id
}

export function cardOf(text: string, picture?: string): types.KnownBlock[] {
  const image: types.KnownBlock[] = picture ? [{ type: 'image', alt_text: 'a dream', slack_file: { id: picture } }] : []
  const button: types.Button = {
    type: 'button',
    action_id: 'cancel',
    value: text,
    text: { type: 'plain_text', text: 'Cancel' },
  }
  return [{ type: 'section', text: { type: 'mrkdwn', text } }, ...image, { type: 'actions', elements: [button] }]
}

function modal(channel: string): types.ModalView {
  const text = (words: string) => ({ type: 'plain_text' as const, text: words })
  return {
    type: 'modal',
    callback_id: 'dream',
    private_metadata: channel,
    title: text('Dream'),
    submit: text('Dream'),
    notify_on_close: true,
    blocks: [
      {
        type: 'input',
        block_id: 'photo',
        label: text('Photo'),
        element: { type: 'file_input', action_id: 'photo', filetypes: ['png', 'jpg'], max_files: 1 },
      },
      {
        type: 'input',
        block_id: 'layer',
        label: text('Layer'),
        element: { type: 'external_select', action_id: 'layer', min_query_length: 1 },
      },
      {
        type: 'input',
        block_id: 'network',
        optional: true,
        dispatch_action: true,
        label: text('Network'),
        element: { type: 'static_select', action_id: 'network', options: [{ text: text('VGG 16'), value: 'vgg16' }] },
      },
      {
        type: 'input',
        block_id: 'steps',
        optional: true,
        label: text('Steps'),
        element: {
          type: 'number_input',
          action_id: 'steps',
          is_decimal_allowed: false,
          min_value: '1',
          max_value: '99',
        },
      },
    ],
  }
}
