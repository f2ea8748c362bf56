/** A message as a person sees it. */
import { type APIButtonComponentWithCustomId, type APIMessage, ComponentType, MessageFlags } from 'discord.js'
import { isEphemeral, type Messages, type Stored } from './messages.ts'

export interface Shown {
  readonly id: string
  readonly channel: string
  readonly content: string
  readonly embeds: APIMessage['embeds']
  readonly components: NonNullable<APIMessage['components']>
  /** All that can be pressed, at any depth. */
  readonly buttons: readonly ShownButton[]
  readonly files: readonly ShownFile[]
  readonly ephemeral: boolean
  /** "The bot is thinking ..." */
  readonly loading: boolean
  readonly json: APIMessage
}

export interface ShownButton {
  readonly customId: string
  readonly label: string | undefined
  readonly style: number
  readonly disabled: boolean
}

export interface ShownFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly data: Buffer
  /** The alternative text. */
  readonly description: string | undefined
  readonly spoiler: boolean
  readonly url: string
}

/** A copy: later edits do not change it. */
export function show(message: Stored, messages: Messages): Shown {
  const json = messages.json(message)
  const urls = new Map(json.attachments.map(({ id, url }) => [id, url]))
  return {
    id: message.id,
    channel: message.channel,
    content: message.content,
    embeds: json.embeds,
    components: json.components ?? [],
    buttons: buttonsIn(json.components ?? []),
    files: message.files.map(({ id, name, type, data, description, spoiler = false }) => {
      return { id, name, type, data, description, spoiler, url: urls.get(id) ?? '' }
    }),
    ephemeral: isEphemeral(message),
    loading: Boolean(message.flags & MessageFlags.Loading),
    json,
  }
}

function buttonsIn(components: readonly object[]): ShownButton[] {
  return components.flatMap((component) => {
    const { type, custom_id, label, style, disabled = false } = component as APIButtonComponentWithCustomId
    if (type === ComponentType.Button) return custom_id ? [{ customId: custom_id, label, style, disabled }] : []
    const { components = [], accessory } = component as { components?: object[]; accessory?: object }
    return buttonsIn(accessory ? [...components, accessory] : components)
  })
}
