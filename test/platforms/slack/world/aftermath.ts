/** What an acknowledgement that carries something does on the person's screen. */
import { takeBlocks } from './blocks.ts'
import type { Parts } from './chat-methods.ts'
import type { Ack } from './envelope.ts'
import type { Seen } from './handle.ts'
import { troubleInOptions } from './limits.ts'
import { say } from './response-urls.ts'
import { type Answer, isJson, type Json } from './types.ts'
import type { OpenView } from './view-methods.ts'

export type Aftermath = Seen & Pick<Parts, 'places'>

export function afterSlash({ chat, files }: Aftermath, channel: string, user: string): (ack: Ack) => Promise<Ack> {
  return async (ack) => {
    if (ack.trouble || !isJson(ack.payload) || (!ack.payload.text && !ack.payload.blocks)) return ack
    const { blocks, refused } = takeBlocks(ack.payload.blocks, files)
    if (refused) return { ...ack, trouble: `invalid_blocks: ${refused.errors}` }
    say(chat, { channel, user, original: undefined }, ack.payload, blocks ?? [], 'ack')
    return ack
  }
}

export function afterSubmit({ views, changes }: Aftermath, view: OpenView): (ack: Ack) => Promise<Ack> {
  const close = (closing: readonly OpenView[]) => {
    for (const one of closing) one.isClosed = true
    changes.tick()
  }
  return async (ack) => {
    if (ack.status !== 'acked') return ack
    const payload: Json = isJson(ack.payload) ? ack.payload : {}
    switch (payload.response_action) {
      case undefined:
        close([view])
        return ack
      case 'clear':
        close(views.all.filter(({ type, user }) => type === 'modal' && user === view.user))
        return ack
      case 'errors': {
        const named = isJson(payload.errors) ? Object.keys(payload.errors) : []
        const unknown = named.filter((id) => !view.current.blocks.some((block) => block.block_id === id))
        return !named.length || unknown.length ? { ...ack, trouble: `errors for no field: ${unknown}` } : ack
      }
      case 'update':
        return drawn(ack, await views.methods['views.update']?.({ view_id: view.id, view: payload.view }))
      case 'push': {
        const trigger = await views.trigger(view.user, view)
        return drawn(ack, await views.methods['views.push']?.({ trigger_id: trigger, view: payload.view }))
      }
      default:
        return { ...ack, trouble: `unknown response_action ${payload.response_action}` }
    }
  }
}

/** Keeps what was offered, so that only that can be chosen. */
export function afterOptions(view: OpenView, actionId: string): (ack: Ack) => Promise<Ack> {
  return async (ack) => {
    if (ack.trouble) return ack
    const [trouble] = troubleInOptions(ack.payload)
    if (trouble || !isJson(ack.payload)) return { ...ack, trouble: trouble ?? 'no options' }
    const groups = Array.isArray(ack.payload.option_groups) ? ack.payload.option_groups : [ack.payload]
    const options = groups.flatMap((group: unknown) =>
      isJson(group) && Array.isArray(group.options) ? group.options : [],
    )
    view.offered.set(actionId, options)
    return ack
  }
}

function drawn(ack: Ack, answer: Answer | undefined): Ack {
  return answer?.ok ? ack : { ...ack, trouble: `${answer?.error}: ${answer?.errors ?? ''}` }
}
