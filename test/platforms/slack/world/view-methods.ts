/** views.*: the emulator keeps the views and the triggers; limits, block ids and what people see are ours. */
import { troubleInImages, withIds } from './blocks.ts'
import type { Changes } from './changes.ts'
import type { Method, Parts } from './chat-methods.ts'
import { troubleInView } from './limits.ts'
import { type Answer, type Block, isJson, type Json, refusal } from './types.ts'

/** A modal or a Home tab on somebody's screen. */
export interface OpenView {
  readonly id: string
  readonly type: 'modal' | 'home'
  /** The id of whose screen it is on. */
  readonly user: string
  /** As Slack answers and sends it, without state. */
  current: Json & { blocks: Block[]; callback_id: string; private_metadata: string }
  /** How often it was drawn anew. */
  updates: number
  isClosed: boolean
  changed: number
  /** What the last suggestions offered, by action id. */
  readonly offered: Map<string, readonly Json[]>
}

export interface Views {
  readonly all: readonly OpenView[]
  readonly methods: Record<string, Method>
  get(id: string): OpenView | undefined
  /** A trigger id of this person's, with which one modal can be opened within three seconds. */
  trigger(user: string, view?: OpenView): Promise<string>
}

export function createViews({ asBot, files, places }: Parts, changes: Changes): Views {
  const views = new Map<string, OpenView>()
  const owners = new Map<string, string>()

  /** Calls with a checked view with ids; draws what comes of it. */
  const draw = async (method: string, args: Json): Promise<Answer> => {
    const trouble = troubleInView(args.view)
    if (!isJson(args.view) || trouble.length) return refusal('invalid_arguments', trouble)
    const given = args.view.blocks as Block[]
    const images = troubleInImages(given, files)
    if (images.length) return refusal('invalid_arguments', images)
    const view = { ...args.view, blocks: withIds(given) }
    const answer = await asBot(method, { ...args, view })
    if (!answer.ok || !isJson(answer.view)) return answer
    const drawn = { ...answer.view, app_installed_team_id: places.team.id, submit_disabled: false }
    keep(drawn, args)
    return { ...answer, view: drawn }
  }
  const keep = (drawn: Json, args: Json) => {
    const id = String(drawn.id)
    const known = views.get(id)
    const current = drawn as OpenView['current']
    if (known) {
      known.current = current
      known.updates += 1
      known.changed = changes.tick()
      return
    }
    views.set(id, {
      id,
      type: drawn.type === 'home' ? 'home' : 'modal',
      user: owners.get(String(args.trigger_id)) ?? String(args.user_id),
      current,
      updates: 0,
      isClosed: false,
      changed: changes.tick(),
      offered: new Map(),
    })
  }

  return {
    get all() {
      return [...views.values()]
    },
    get: (id) => views.get(id),
    async trigger(user, view) {
      const args = { user_id: user, ...(view && { view_id: view.id }) }
      const { trigger_id: trigger, error } = await asBot('views.generateTriggerId', args)
      if (typeof trigger !== 'string') throw new Error(`no trigger for ${user}: ${error}`)
      owners.set(trigger, user)
      return trigger
    },
    methods: {
      'views.open': (args) => draw('views.open', args),
      'views.push': (args) => draw('views.push', args),
      'views.publish': (args) => draw('views.publish', args),
      async 'views.update'(args) {
        const isGone = [...views.values()].some(({ id, isClosed }) => id === args.view_id && isClosed)
        return isGone ? refusal('not_found') : draw('views.update', args)
      },
    },
  }
}
