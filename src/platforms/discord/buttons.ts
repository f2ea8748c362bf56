/** A reply's buttons: how they look, and what they say of themselves when somebody presses them. */
import { type APIActionRowComponent, type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js'
import { type Action, actions, type Button } from '../../core/platform.ts'
import { LIMITS } from './limits.ts'
import { truncate } from './text.ts'

export function buttonRows(buttons: readonly Button[]): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const all = buttons.map(({ action, job, label }): APIButtonComponentWithCustomId => {
    const { style, emoji } = LOOKS[action]
    const look = { style, emoji: { name: emoji }, label: truncate(label, LIMITS.buttonLabel) }
    return { type: ComponentType.Button, ...look, custom_id: `${action}:${job}` }
  })
  const rows = Array.from({ length: Math.ceil(all.length / LIMITS.buttonsInRow) }, (_, i) => i * LIMITS.buttonsInRow)
  return rows.map((start) => ({
    type: ComponentType.ActionRow,
    components: all.slice(start, start + LIMITS.buttonsInRow),
  }))
}

/** What a pressed button says; undefined for one that is not ours. */
export function pressed(customId: string): Pick<Button, 'action' | 'job'> | undefined {
  const [, name, job] = /^([a-z-]+):(.+)$/.exec(customId) ?? []
  const action = actions.find((each) => each === name)
  return action && job !== undefined ? { action, job } : undefined
}

/** Whether only the person who pressed it sees what comes of it; the others make a new picture for all. */
export function isPersonal(action: Action): boolean {
  return LOOKS[action].personal ?? false
}

interface Look {
  readonly style: APIButtonComponentWithCustomId['style']
  readonly emoji: string
  readonly personal?: true
}

const LOOKS: Readonly<Record<Action, Look>> = {
  cancel: { style: ButtonStyle.Secondary, emoji: '✖️', personal: true },
  deeper: { style: ButtonStyle.Primary, emoji: '🌀' },
  stronger: { style: ButtonStyle.Secondary, emoji: '⚡' },
  'next-layer': { style: ButtonStyle.Secondary, emoji: '⏭️' },
  'new-seed': { style: ButtonStyle.Secondary, emoji: '🎲' },
  animate: { style: ButtonStyle.Secondary, emoji: '🎞️' },
  'draw-strongest': { style: ButtonStyle.Primary, emoji: '🔍' },
  'dream-strongest': { style: ButtonStyle.Primary, emoji: '🌀' },
  recipe: { style: ButtonStyle.Secondary, emoji: '📋', personal: true },
  delete: { style: ButtonStyle.Danger, emoji: '🗑️', personal: true },
}
