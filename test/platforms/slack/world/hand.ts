/** A person's hand: one method for each thing people do that Slack tells the bot of. */
import type { ViewOutput, ViewSubmitAction } from '@slack/bolt'
import { type Aftermath, afterOptions, afterSlash, afterSubmit } from './aftermath.ts'
import { buttonsIn, type Message } from './chat.ts'
import { APP } from './emulator.ts'
import { type Ack, createEnvelope, type Delivery, type EnvelopeType } from './envelope.ts'
import { createHandle, type Handle, type Scope } from './handle.ts'
import { elementsOf } from './limits.ts'
import {
  actionPayload,
  closedPayload,
  eventPayload,
  type Scene,
  type Stage,
  shortcutPayload,
  slashPayload,
  submitPayload,
  suggestionPayload,
} from './payloads.ts'
import type { People } from './people.ts'
import type { Channel, Person } from './places.ts'
import type { ResponseUrls } from './response-urls.ts'
import { fillIn, optionOf, type Values } from './state.ts'
import { isJson, type Json, type Upload } from './types.ts'
import type { OpenView } from './view-methods.ts'

export interface By {
  /** A name or id. Default alice, or ada for an admin. */
  readonly user?: string
  readonly admin?: boolean
}

export interface Where extends By {
  /** A name or id, or 'dm' for the direct messages with the bot. Default gallery, or vault if private. */
  readonly channel?: string
  /** In a private channel that the bot is no member of. */
  readonly private?: boolean
}

export interface Written extends Where {
  readonly files?: readonly Upload[]
  readonly threadTs?: string
  /** As from another company's channel: of the files only their ids are told, and files.info tells the rest. */
  readonly sparse?: boolean
}

export interface Hand {
  slash(command: string, text: string, where?: Where): Promise<Handle>
  shortcut(callbackId: string, message: Message, by?: By): Promise<Handle>
  /** Presses the button with this action, and value if given; throws where there is none. */
  button(on: Message | OpenView, actionId: string, value?: string, by?: By): Promise<Handle>
  /** Chooses an option in a menu that acts at once. */
  choose(on: Message | OpenView, actionId: string, value: string, by?: By): Promise<Handle>
  /** Throws for what the form itself would refuse. */
  submit(view: OpenView, values?: Values): Promise<Handle>
  /** Closes a modal; undefined if the bot did not want to know. */
  dismiss(view: OpenView): Promise<Handle | undefined>
  /** Options offered while typing; undefined if Slack would not ask yet. */
  suggest(actionId: string, blockId: string, text: string, view: OpenView): Promise<readonly Json[] | undefined>
  mention(text: string, written?: Written): Promise<Handle>
  dm(text: string, written?: Written): Promise<Handle>
  /** Opens the bot's Home tab. */
  home(user?: string): Promise<Handle>
  /** Writes a message that the bot is not told of. */
  say(text: string, written?: Written): Promise<Message>
}

export interface HandParts extends Aftermath {
  readonly people: People
  readonly responseUrls: ResponseUrls
  delivery(): Delivery
}

export function createHand(parts: HandParts): Hand {
  const { places, chat, views, changes, responseUrls, people, delivery } = parts
  const who = ({ user, admin = false }: By): Person => places.person(user ?? (admin ? 'ada' : 'alice'))
  const where = async (place: Where): Promise<Channel> => {
    const ref = place.channel ?? (place.private ? 'vault' : 'gallery')
    return ref === 'dm' ? places.direct(who(place)) : places.channel(ref)
  }
  const scene = async (person: Person, view?: OpenView): Promise<Scene> => {
    return { team: places.team, person, trigger: await views.trigger(person.id, view) }
  }
  const act = (type: EnvelopeType, payload: object, scope: Scope, after: (ack: Ack) => Promise<Ack>): Handle => {
    const envelope = createEnvelope(type, payload as Json, changes)
    const ack = envelope.ack.then(after)
    delivery().deliver(envelope)
    return createHandle(parts, envelope, ack, scope)
  }
  const asIs = async (ack: Ack) => ack
  const scopeOf = (person: Person, channel?: Channel): Scope => {
    return { since: changes.now, user: person.id, channel: channel?.id }
  }
  const event = (person: Person, channel: Channel | undefined, content: Json & { type: string }): Handle =>
    act('events_api', eventPayload(places.team, content), scopeOf(person, channel), asIs)

  async function write(
    text: string,
    written: Written,
  ): Promise<{ message: Message; person: Person; channel: Channel }> {
    const { files = [], threadTs } = written
    const [person, channel] = [who(written), await where(written)]
    return { message: await people.write({ person, channel, text, files, threadTs }), person, channel }
  }

  async function actOn(on: Message | OpenView, element: Json, by: By, chosen: Json): Promise<Handle> {
    const person = who({ user: 'ts' in on ? on.onlyFor : on.user, ...by } as By)
    if ('ts' in on && on.onlyFor && on.onlyFor !== person.id) throw new Error(`${person.name} does not see it`)
    const text = element.text ? { text: element.text } : {}
    const action = { type: element.type, action_id: element.action_id, ...text, ...chosen }
    if (!('ts' in on)) {
      const given = isJson(chosen.selected_option) ? { [String(element.action_id)]: chosen.selected_option } : {}
      const { values } = await fillIn(on, { given, isSubmitted: false, upload: async () => ({}) })
      const stage: Stage = { view: on, values: values as unknown as ViewOutput['state']['values'] }
      return act('interactive', actionPayload(await scene(person, on), action, stage), scopeOf(person), asIs)
    }
    const channel = places.channel(on.channel)
    const responseUrl = responseUrls.open({ channel: channel.id, user: person.id, original: on })
    const stage: Stage = { message: on, described: chat.describe(on), channel, responseUrl }
    return act('interactive', actionPayload(await scene(person), action, stage), scopeOf(person, channel), asIs)
  }

  return {
    async slash(command, text, place = {}) {
      const [person, channel] = [who(place), await where(place)]
      const responseUrl = responseUrls.open({ channel: channel.id, user: person.id })
      const payload = slashPayload(await scene(person), command, text, channel, responseUrl)
      return act('slash_commands', payload, scopeOf(person, channel), afterSlash(parts, channel.id, person.id))
    },
    async shortcut(callbackId, message, by = {}) {
      const [person, channel] = [who(by), places.channel(message.channel)]
      const responseUrl = responseUrls.open({ channel: channel.id, user: person.id })
      const described = chat.describe(message)
      const payload = shortcutPayload(await scene(person), callbackId, message, described, channel, responseUrl)
      return act('interactive', payload, scopeOf(person, channel), asIs)
    },
    async button(on, actionId, value, by = {}) {
      const buttons = 'ts' in on ? on.buttons : buttonsIn(on.current.blocks)
      const found = buttons.find((one) => one.actionId === actionId && (value === undefined || one.value === value))
      if (!found) throw new Error(`no button ${actionId} ${value ?? ''} among ${buttons.map((one) => one.actionId)}`)
      return actOn(on, found.element, by, { block_id: found.blockId, value: found.value })
    },
    async choose(on, actionId, value, by = {}) {
      const blocks = ('ts' in on ? on.blocks : on.current.blocks) as unknown as Json[]
      const found = blocks
        .flatMap((block) => elementsOf(block).map(({ element }) => ({ element, block })))
        .find(({ element }) => element.action_id === actionId)
      if (!found) throw new Error(`no menu ${actionId}`)
      if (found.block.type === 'input' && found.block.dispatch_action !== true)
        throw new Error(`the menu ${actionId} waits until the form is submitted`)
      const option = optionOf(found.element, value, 'ts' in on ? undefined : on)
      return actOn(on, found.element, by, { block_id: found.block.block_id, selected_option: option })
    },
    async submit(view, values = {}) {
      if (view.isClosed) throw new Error('the modal is closed')
      const person = places.person(view.user)
      const describe = async (upload: Upload) => parts.files.describe(await people.give(person, upload))
      const filled = await fillIn(view, { given: values, upload: describe })
      const urls = filled.answerIn.map(({ channel_id, ...field }) => {
        return { ...field, channel_id, response_url: responseUrls.open({ channel: channel_id, user: person.id }) }
      }) satisfies ViewSubmitAction['response_urls']
      const state = filled.values as unknown as ViewOutput['state']['values']
      const payload = submitPayload(await scene(person, view), view, state, urls.length ? urls : undefined)
      return act('interactive', payload, scopeOf(person), afterSubmit(parts, view))
    },
    async dismiss(view) {
      view.isClosed = true
      const person = places.person(view.user)
      if (view.current.notify_on_close !== true) return undefined
      return act('interactive', closedPayload(await scene(person), view), scopeOf(person), asIs)
    },
    async suggest(actionId, blockId, text, view) {
      const found = view.current.blocks
        .flatMap((block) => (block.block_id === blockId ? elementsOf(block as unknown as Json) : []))
        .find(({ element }) => element.action_id === actionId)
      if (!found) throw new Error(`no menu ${actionId} in ${blockId}`)
      if (text.length < Number(found.element.min_query_length ?? 3)) return undefined
      const person = places.person(view.user)
      const payload = suggestionPayload(await scene(person), view, { actionId, blockId, value: text })
      const handle = act('interactive', payload, scopeOf(person), afterOptions(view, actionId))
      const { trouble } = await handle.ack
      if (trouble) throw new Error(`no options for ${text}: ${trouble}`)
      return view.offered.get(actionId) ?? []
    },
    async mention(text, written = {}) {
      const called = text.includes(`<@${APP.botUserId}>`) ? text : `<@${APP.botUserId}> ${text}`
      if (!(await where(written)).hasBot) throw new Error('where the bot is no member, Slack tells it of no mention')
      const { message, person, channel } = await write(called, written)
      const { subtype: _, ...described } = { ...chat.describe(message), ...(written.sparse && sparse(message)) }
      return event(person, channel, { ...described, type: 'app_mention', channel: channel.id, event_ts: message.ts })
    },
    async dm(text, written = {}) {
      const { message, person, channel } = await write(text, { ...written, channel: 'dm' })
      const described = { ...chat.describe(message), ...(written.sparse && sparse(message)) }
      const content = { ...described, type: 'message', channel: channel.id, channel_type: 'im' }
      return event(person, channel, { ...content, event_ts: message.ts })
    },
    async home(user) {
      const person = who(user === undefined ? {} : { user })
      const channel = await places.direct(person)
      const view = views.all.find((one) => one.type === 'home' && one.user === person.id)?.current
      const content = { type: 'app_home_opened', user: person.id, channel: channel.id, tab: 'home' }
      return event(person, undefined, { ...content, ...(view && { view }) })
    },
    say: async (text, written = {}) => (await write(text, written)).message,
  }
}

function sparse({ files }: Message): Json {
  return {
    files: files.map(({ id, created }) => ({ id, created, timestamp: created, file_access: 'check_file_info' })),
  }
}
