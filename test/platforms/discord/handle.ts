/** What a test sees of one interaction: how it was acknowledged, and what became of its messages. */
import type { Changes } from './changes.ts'
import type { Acknowledgement, Interaction } from './interactions.ts'
import type { Change, Messages, Stored } from './messages.ts'
import { type Shown, show } from './shown.ts'

export interface Edit {
  /** From the interaction's delivery, in real time. */
  readonly ms: number
  /** The message after it. */
  readonly message: Shown
}

export interface Handle {
  readonly id: string
  readonly acknowledgement: Acknowledgement | undefined
  /** Nobody acknowledged it within 3 s. */
  readonly lost: boolean
  /** The reply as it is now, or the message whose button was pressed; none if it is deleted. */
  readonly message: Shown | undefined
  /** Of that message, in order, since the interaction. */
  readonly edits: readonly Edit[]
  readonly followUps: readonly Shown[]
  readonly deleted: boolean
  /** Settles once it is acknowledged; rejects once it is lost. */
  acknowledged(timeoutMs?: number): Promise<Acknowledgement>
  /** Settles with the message once it is as `predicate` wants it; one that is only announced does not count. */
  until(predicate: (message: Shown) => unknown, timeoutMs?: number): Promise<Shown>
  untilFollowUp(predicate?: (message: Shown) => unknown, timeoutMs?: number): Promise<Shown>
  untilDeleted(timeoutMs?: number): Promise<void>
}

export interface Handles {
  follow(interaction: Interaction): Handle
  /** A message has changed. */
  changed(message: Stored, change: Change): void
}

export function createHandles(messages: Messages, changes: Changes): Handles {
  const followed: { readonly interaction: Interaction; readonly edits: Edit[] }[] = []

  return {
    changed(message, change) {
      for (const { interaction, edits } of followed) {
        const isReply = (interaction.original ?? interaction.source) === message
        if (change !== 'edited' || !isReply) continue
        edits.push({ ms: performance.now() - interaction.started, message: show(message, messages) })
      }
    },

    follow(interaction) {
      const edits: Edit[] = []
      followed.push({ interaction, edits })
      const current = (): Shown | undefined => {
        const { original } = interaction
        return original && !original.deleted ? show(original, messages) : undefined
      }
      const told = (): string => {
        const { acknowledgement, lost } = interaction
        return `; it is ${lost ? 'lost' : acknowledgement ? JSON.stringify(current()?.json) : 'not acknowledged'}`
      }
      const handle: Handle = {
        id: interaction.id,
        get acknowledgement() {
          return interaction.acknowledgement
        },
        get lost() {
          return interaction.lost
        },
        get message() {
          return current()
        },
        edits,
        get followUps() {
          return interaction.followUps.filter(({ deleted }) => !deleted).map((message) => show(message, messages))
        },
        get deleted() {
          return interaction.original?.deleted ?? false
        },
        acknowledged(timeoutMs) {
          const read = (): Acknowledgement | undefined => {
            if (interaction.lost) throw new Error('the interaction was not acknowledged in time')
            return interaction.acknowledgement
          }
          return changes.until(read, () => 'an acknowledgement', timeoutMs)
        },
        until(predicate, timeoutMs) {
          const read = (): Shown | undefined => {
            const message = current()
            return message && !message.loading && predicate(message) ? message : undefined
          }
          return changes.until(read, () => `a reply: ${predicate}${told()}`, timeoutMs)
        },
        untilFollowUp(predicate = () => true, timeoutMs) {
          return changes.until(
            () => handle.followUps.find(predicate),
            () => `a follow-up: ${predicate}${told()}`,
            timeoutMs,
          )
        },
        async untilDeleted(timeoutMs) {
          await changes.until(
            () => handle.deleted,
            () => `the reply's deletion${told()}`,
            timeoutMs,
          )
        },
      }
      return handle
    },
  }
}
