/** `attachment://name` in a message's embeds and components: the url of the file that has this name. */
import type { APIEmbed, APIMessageTopLevelComponent } from 'discord.js'
import type { StoredFile } from './files.ts'
import { invalidForm, Refused } from './refusals.ts'

interface Looks {
  readonly embeds: readonly APIEmbed[]
  readonly components: readonly APIMessageTopLevelComponent[]
  readonly files: readonly StoredFile[]
}

/**
 * The embeds and components with `urlOf` in the links' place, and the files that are still shown by themselves:
 * those that an embed links to are not. Refuses a component's link to a file that is not there.
 */
export function linked(
  { embeds, components, files }: Looks,
  urlOf: (file: StoredFile) => Urls = () => ({ url: '', proxy_url: '' }),
): { embeds: APIEmbed[]; components: APIMessageTopLevelComponent[]; shown: StoredFile[] } {
  const embedded = new Set<StoredFile>()
  const find = (url: string): StoredFile | undefined => files.find(({ name }) => `attachment://${name}` === url)
  const inEmbeds = (url: string): Urls => {
    const file = find(url)
    if (!file) return { url }
    embedded.add(file)
    return urlOf(file)
  }
  const inComponents = (url: string): object => {
    const file = find(url)
    if (!file) throw new Refused(invalidForm({ components: `the message has no file ${url}` }))
    return { id: file.id, ...urlOf(file) }
  }
  const linkedEmbeds = replaceLinks(embeds, inEmbeds) as APIEmbed[]
  return {
    embeds: linkedEmbeds,
    components: replaceLinks(components, inComponents) as APIMessageTopLevelComponent[],
    shown: files.filter((file) => !embedded.has(file)),
  }
}

interface Urls {
  readonly url: string
  readonly proxy_url?: string
}

function replaceLinks(value: unknown, replace: (url: string) => object): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceLinks(item, replace))
  if (typeof value !== 'object' || value === null) return value
  if ('url' in value && String(value.url).startsWith('attachment://'))
    return { ...value, ...replace(String(value.url)) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceLinks(item, replace)]))
}

const PLAIN = { description: null, spoiler: false }

/** Components with the numbers that Discord gives to those that have none, and what it says of plain pictures. */
export function numbered(components: readonly APIMessageTopLevelComponent[]): APIMessageTopLevelComponent[] {
  let next = 1
  const number = (component: object): object => {
    const id = 'id' in component && component.id ? component.id : next
    next += 1
    return {
      ...component,
      id,
      ...('components' in component && { components: (component.components as object[]).map(number) }),
      ...('items' in component && { items: (component.items as object[]).map((item) => ({ ...PLAIN, ...item })) }),
      ...('accessory' in component && { accessory: number(component.accessory as object) }),
    }
  }
  return components.map((component) => number(component) as APIMessageTopLevelComponent)
}
