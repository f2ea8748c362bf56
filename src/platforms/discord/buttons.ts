/** Buttons of a reply: their appearance, and the custom id that comes back when somebody presses one. */
import { type APIActionRowComponent, type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js'
import { type Action, actions, type Button } from '../../core/platform.ts'
import { LIMITS } from './limits.ts'
import { truncate } from './text.ts'

/** Rows of at most five buttons. A button's custom id is `action:job`. */
export function buttonRows(buttons: readonly Button[]): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const all = buttons.map(({ action, job, label }): APIButtonComponentWithCustomId => {
    const { style, emoji } = APPEARANCES[action]
    const appearance = { style, emoji: { name: emoji }, label: truncate(label, LIMITS.buttonLabel) }
    return { type: ComponentType.Button, ...appearance, custom_id: `${action}:${job}` }
  })
  const rows = Array.from({ length: Math.ceil(all.length / LIMITS.buttonsInRow) }, (_, i) => i * LIMITS.buttonsInRow)
  return rows.map((start) => ({
    type: ComponentType.ActionRow,
    components: all.slice(start, start + LIMITS.buttonsInRow),
  }))
}

/** The action and job of a pressed button. Undefined for a custom id that is not the bot's. */
export function parseButton(customId: string): Pick<Button, 'action' | 'job'> | undefined {
  const [, name, job] = /^([a-z-]+):(.+)$/.exec(customId) ?? []
  const action = actions.find((each) => each === name)
  return action && job !== undefined ? { action, job } : undefined
}

/** Whether the answer to a press is shown only to the person who pressed. Other actions post a new card for everybody. */
export function isPersonal(action: Action): boolean {
  return APPEARANCES[action].isPersonal ?? false
}

interface Appearance {
  readonly style: APIButtonComponentWithCustomId['style']
  readonly emoji: string
  readonly isPersonal?: true
}

const APPEARANCES: Readonly<Record<Action, Appearance>> = {
  cancel: { style: ButtonStyle.Secondary, emoji: '✖️', isPersonal: true },
  deeper: { style: ButtonStyle.Primary, emoji: '🌀' },
  stronger: { style: ButtonStyle.Secondary, emoji: '⚡' },
  'next-layer': { style: ButtonStyle.Secondary, emoji: '⏭️' },
  'new-seed': { style: ButtonStyle.Secondary, emoji: '🎲' },
  animate: { style: ButtonStyle.Secondary, emoji: '🎞️' },
  'draw-strongest': { style: ButtonStyle.Primary, emoji: '🔍' },
  'dream-strongest': { style: ButtonStyle.Primary, emoji: '🌀' },
  recipe: { style: ButtonStyle.Secondary, emoji: '📋', isPersonal: true },
  delete: { style: ButtonStyle.Danger, emoji: '🗑️', isPersonal: true },
}
