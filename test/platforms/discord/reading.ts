/** What a person reads of the bot's messages. */
import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js'
import type { Shown } from './shown.ts'

/** All text, as Discord shows it: marks that are escaped stand as they are. */
export function textOf({ components }: Shown): string {
  return textsIn(components)
    .join('\n')
    .replaceAll(/\\([^A-Za-z0-9\s])/g, '$1')
}

/** All text, as it was sent. */
export function rawTextOf({ components }: Shown): string {
  return textsIn(components).join('\n')
}

/** The links of the pictures that are shown large, and what they are described as. */
export function galleryOf({ components }: Shown): { url: string; description: string | null; spoiler: boolean }[] {
  return flatten(components).flatMap((component) => {
    if (component.type !== ComponentType.MediaGallery) return []
    return component.items.map(({ media, description = null, spoiler = false }) => {
      return { url: media.url, description, spoiler }
    })
  })
}

/** The rows of buttons, by their labels. */
export function rowsOf({ components }: Shown): (string | undefined)[][] {
  return flatten(components).flatMap((component) => {
    if (component.type !== ComponentType.ActionRow) return []
    return [component.components.map((button) => ('label' in button ? button.label : undefined))]
  })
}

/** A card that says that its picture has begun. */
export function isRunning(shown: Shown): boolean {
  return /starting|step \d+ of/.test(textOf(shown))
}

export function isResult({ buttons }: Shown): boolean {
  return buttons.some(({ customId }) => customId.startsWith('recipe:'))
}

type Component = Shown['components'][number] | Extract<APIMessageTopLevelComponent, { components: unknown }>

function flatten(components: readonly Shown['components'][number][]): Shown['components'][number][] {
  return components.flatMap((component: Component) => [
    component,
    ...(component.type === ComponentType.Container ? flatten(component.components) : []),
  ])
}

function textsIn(components: Shown['components']): string[] {
  return flatten(components).flatMap((component) =>
    component.type === ComponentType.TextDisplay ? [component.content] : [],
  )
}
