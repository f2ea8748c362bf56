/** Discord's documented limits that its OpenAPI description lacks. Each check returns sentences. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIEmbed,
  ApplicationCommandType,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  ApplicationCommandOptionType as Option,
} from 'discord.js'
import type { BotRequest } from './faults.ts'
import type { MessageBody } from './messages.ts'

export function limits({ method, path, body, files }: BotRequest): string[] {
  if (/^\/applications\/\d+\/(guilds\/\d+\/)?commands$/.test(path) && method === 'PUT')
    return commandLimits(body as readonly APIApplicationCommand[])
  const isMessage = /^\/(webhooks\/|channels\/\d+\/messages)/.test(path) && (method === 'POST' || method === 'PATCH')
  const data = /\/callback$/.test(path) ? (body as { data?: MessageBody }).data : isMessage ? (body as MessageBody) : {}
  return [
    ...messageLimits(data ?? {}, method === 'PATCH'),
    ...(files.length > 10 ? [`${files.length} files, at most 10 are allowed`] : []),
  ]
}

interface Component {
  readonly type: ComponentType
  readonly custom_id?: string
  readonly style?: number
  readonly url?: string
  readonly label?: string
  readonly emoji?: object
  readonly content?: string
  readonly components?: readonly Component[]
  readonly accessory?: Component
}

/** @param isEdit Of a message whose flags are not known here. */
function messageLimits({ content, embeds, components, flags }: MessageBody, isEdit: boolean): string[] {
  const all = (components ?? []).flatMap((component) => flatten(component as Component))
  const rows = (components ?? []).filter(({ type }) => type === ComponentType.ActionRow)
  const mixed = rows.length < (components ?? []).length
  const isV2 = Boolean((flags ?? 0) & MessageFlags.IsComponentsV2) || (isEdit && mixed)
  const text = sum((embeds ?? []).map(embedText))
  const ids = all.flatMap(({ custom_id }) => custom_id ?? [])
  const shown = sum(all.map(({ type, content }) => (type === ComponentType.TextDisplay ? (content ?? '').length : 0)))
  return [
    ...problem((content ?? '').length > 2000, `content has ${content?.length} characters, at most 2000 are allowed`),
    ...problem(text > 6000, `embeds have ${text} characters together, at most 6000 are allowed`),
    ...problem(new Set(ids).size < ids.length, `custom_id is not unique: ${ids}`),
    ...problem(!isV2 && rows.length > 5, `${rows.length} rows, at most 5 are allowed`),
    ...problem(!isV2 && mixed, 'components other than rows need the flag IsComponentsV2'),
    ...problem(isV2 && Boolean(content || embeds?.length), 'with IsComponentsV2 there is no content and no embed'),
    ...problem(all.length > 40, `${all.length} components, at most 40 are allowed`),
    ...problem(shown > 4000, `text displays have ${shown} characters together, at most 4000 are allowed`),
    ...all.filter(({ type }) => type === ComponentType.Button).flatMap(buttonLimits),
  ]
}

function buttonLimits({ style, custom_id, url, label, emoji }: Component): string[] {
  if (style === ButtonStyle.Premium) return []
  const isLink = style === ButtonStyle.Link
  return [
    ...problem(
      isLink ? !url || custom_id !== undefined : !custom_id,
      `button ${label}: a link has a url, others an id`,
    ),
    ...problem(!label && !emoji, 'a button needs a label or an emoji'),
  ]
}

function commandLimits(commands: readonly APIApplicationCommand[]): string[] {
  const chat = commands.filter(({ type }) => isChat(type))
  const names = commands.map(({ type, name }) => `${type ?? ApplicationCommandType.ChatInput} ${name}`)
  return [
    ...problem(chat.length > 100, `${chat.length} slash commands, at most 100 are allowed`),
    ...problem(new Set(names).size < names.length, `commands are not unique: ${names}`),
    ...commands.flatMap((command) => (isChat(command.type) ? slashLimits(command) : menuLimits(command))),
  ]
}

function menuLimits({ name, description, options }: APIApplicationCommand): string[] {
  return problem(Boolean(description || options?.length), `${name}: an action has no description and no options`)
}

function slashLimits({ name, description, options = [] }: APIApplicationCommand): string[] {
  const given = options as readonly APIApplicationCommandBasicOption[]
  const firstOptional = given.findIndex(({ required }) => !required)
  const names = given.map((option) => option.name)
  const size = name.length + description.length + sum(given.map(optionText))
  return [
    ...nameLimits(name, description ?? ''),
    ...given.flatMap((option) => optionLimits(name, option)),
    ...problem(new Set(names).size < names.length, `/${name}: options are not unique: ${names}`),
    ...problem(
      firstOptional >= 0 && given.slice(firstOptional).some(({ required }) => required),
      `/${name}: required options come first`,
    ),
    ...problem(size > 8000, `/${name} has ${size} characters in all, at most 8000 are allowed`),
  ]
}

function nameLimits(name: string, description: string, command = ''): string[] {
  const what = command === '' ? `/${name}` : `/${command} ${name}`
  return [
    ...problem(!NAME.test(name), `${what}: the name may have 1 to 32 letters, digits, - and _`),
    ...problem(name !== name.toLowerCase(), `${what}: the name must be in lower case`),
    ...problem(description.length < 1 || description.length > 100, `${what}: the description has 1 to 100 characters`),
  ]
}

function optionLimits(command: string, option: APIApplicationCommandBasicOption): string[] {
  const { name, description } = option
  const choices = choicesOf(option)
  const what = `/${command} ${name}`
  const [least, most] = 'min_value' in option ? [option.min_value, option.max_value] : []
  const completes = 'autocomplete' in option && option.autocomplete
  return [
    ...nameLimits(name, description, command),
    ...problem(choices.length > 0 && Boolean(completes), `${what}: either choices or autocomplete`),
    ...problem(least !== undefined && most !== undefined && least > most, `${what}: min_value is above max_value`),
    ...wrongChoices(choices, option.type).map((wrong) => `${what}: ${wrong}`),
  ]
}

export interface Choice {
  readonly name: string
  readonly value: string | number
}

/** What is wrong with choices for an option of this type. */
export function wrongChoices(choices: readonly Choice[], type: Option): string[] {
  const fits = (value: string | number): boolean => {
    if (type === Option.String) return typeof value === 'string' && value.length <= 100
    return type === Option.Integer ? Number.isSafeInteger(value) : typeof value === 'number'
  }
  return [
    ...problem(choices.length > 25, `${choices.length} choices, at most 25 are allowed`),
    ...choices.flatMap(({ name, value }) => [
      ...problem(
        name.length < 1 || name.length > 100,
        `the choice ${name} has ${name.length} characters, not 1 to 100`,
      ),
      ...problem(!fits(value), `the choice ${name} has a value that does not fit: ${value}`),
    ]),
  ]
}

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

function problem(isOne: boolean, sentence: string): string[] {
  return isOne ? [sentence] : []
}

function isChat(type: ApplicationCommandType | undefined): boolean {
  return (type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput
}

function choicesOf(option: APIApplicationCommandBasicOption): readonly Choice[] {
  return 'choices' in option ? (option.choices ?? []) : []
}

function optionText(option: APIApplicationCommandBasicOption): number {
  const choices = choicesOf(option).map(({ name, value }) => name.length + String(value).length)
  return option.name.length + option.description.length + sum(choices)
}

function embedText({ title, description, footer, author, fields = [] }: APIEmbed): number {
  const texts = [title, description, footer?.text, author?.name, ...fields.flatMap(({ name, value }) => [name, value])]
  return sum(texts.map((text) => text?.length ?? 0))
}

function flatten(component: Component): Component[] {
  const { components = [], accessory } = component
  return [component, ...[...components, ...(accessory ? [accessory] : [])].flatMap(flatten)]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
