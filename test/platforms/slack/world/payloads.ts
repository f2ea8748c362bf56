/** What Slack tells the bot, in the shapes of its own payloads. */
import { randomUUID } from 'node:crypto'
import type {
  BlockAction,
  BlockSuggestion,
  EnvelopedEvent,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt'
import type { Message } from './chat.ts'
import { APP } from './emulator.ts'
import type { Channel, Person, Places } from './places.ts'
import type { Json } from './types.ts'
import type { OpenView } from './view-methods.ts'

/** Slack's old way to show that it is Slack; the signature is the new one. */
const TOKEN = 'verification'

export interface Scene {
  readonly team: Places['team']
  readonly person: Person
  readonly trigger: string
}

export function slashPayload(
  { team, person, trigger }: Scene,
  command: string,
  text: string,
  channel: Channel,
  responseUrl: string,
): SlashCommand {
  return {
    token: TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.with ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: APP.id,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger,
  }
}

export function shortcutPayload(
  scene: Scene,
  callbackId: string,
  message: Message,
  described: Json,
  channel: Channel,
  responseUrl: string,
): MessageShortcut {
  return {
    type: 'message_action',
    ...common(scene),
    callback_id: callbackId,
    trigger_id: scene.trigger,
    action_ts: now(),
    response_url: responseUrl,
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.name },
    message: { ...described, type: 'message', ts: message.ts },
  }
}

/** Where an action took place: on a message, with an address to answer at, or in a view. */
export type Stage =
  | { readonly message: Message; readonly described: Json; readonly channel: Channel; readonly responseUrl: string }
  | { readonly view: OpenView; readonly values: ViewOutput['state']['values'] }

export function actionPayload(scene: Scene, action: Json, stage: Stage): Partial<BlockAction> {
  const actions = [{ ...action, action_ts: now() }] as unknown as BlockAction['actions']
  const payload = { type: 'block_actions' as const, ...common(scene), trigger_id: scene.trigger, actions }
  if ('view' in stage) {
    const view = viewOutput(stage.view, stage.values)
    return { ...payload, container: { type: 'view', view_id: stage.view.id }, view }
  }
  const { message, described, channel, responseUrl } = stage
  return {
    ...payload,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
      ...(message.threadTs && { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channel.name },
    // Of a message that only one person sees, Slack keeps nothing to send.
    ...(!message.onlyFor && { message: { ...described, type: 'message', ts: message.ts } }),
    state: { values: {} },
    response_url: responseUrl,
  }
}

export function submitPayload(
  scene: Scene,
  view: OpenView,
  values: ViewOutput['state']['values'],
  responseUrls: ViewSubmitAction['response_urls'],
): ViewSubmitAction {
  const payload = { type: 'view_submission' as const, ...common(scene), trigger_id: scene.trigger }
  return { ...payload, view: viewOutput(view, values), ...(responseUrls && { response_urls: responseUrls }) }
}

export function closedPayload(scene: Scene, view: OpenView): ViewClosedAction {
  return { type: 'view_closed', ...common(scene), view: viewOutput(view, {}), is_cleared: false }
}

export function suggestionPayload(
  scene: Scene,
  view: OpenView,
  { actionId, blockId, value }: { actionId: string; blockId: string; value: string },
): BlockSuggestion {
  return {
    type: 'block_suggestion',
    ...common(scene),
    container: { type: 'view', view_id: view.id },
    action_id: actionId,
    block_id: blockId,
    value,
    view: viewOutput(view, {}),
  }
}

export function eventPayload(team: Places['team'], event: Json & { type: string }): EnvelopedEvent {
  const time = Math.floor(Date.now() / 1000)
  const withTime = { event_ts: `${time}.000000`, ...event }
  return {
    token: TOKEN,
    team_id: team.id,
    context_team_id: team.id,
    api_app_id: APP.id,
    event: withTime,
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    event_time: time,
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: APP.botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  }
}

function common({ team, person }: Scene) {
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
    api_app_id: APP.id,
    token: TOKEN,
    is_enterprise_install: false,
  }
}

function viewOutput(view: OpenView, values: ViewOutput['state']['values']): ViewOutput {
  return { ...(view.current as unknown as ViewOutput), state: { values } }
}

function now(): string {
  return (Date.now() / 1000).toFixed(6)
}
