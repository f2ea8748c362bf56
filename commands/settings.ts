/** What holds in one guild or workspace, or in one channel of it. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { parseOptions } from '../src/command/options.ts'
import { UserError } from '../src/core/errors.ts'
import { LARGEST_LIMITS, type Limits, stricterLimits } from '../src/core/limits.ts'
import type { PlaceSettings, SettingsChanges } from '../src/core/place-settings.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'

const atMost = (limit: number) => z.number().int().min(1).max(limit).optional()

/** The options that set limits, none of them past `limits`. */
const limitOptions = ({ perUser, perUserHourly, perPlaceWaiting }: Limits) => ({
  perUser: atMost(perUser).describe('Pictures of one person waiting or running'),
  perHour: atMost(perUserHourly).describe('Pictures of one person in an hour'),
  waiting: atMost(perPlaceWaiting).describe('Pictures waiting here'),
})

export default defineCommand({
  description: 'Show or change what holds here: default network and layer, channels, limits, spoilers',

  args: z.object({
    network: common.network.describe('The network of requests that name none'),
    layer: common.layer.optional().describe('The layer of dreams that name none'),
    answers: z
      .enum(['everywhere', 'here', 'not-here'])
      .optional()
      .describe('Answer in every channel, or only where this has been set to here'),
    ...limitOptions(LARGEST_LIMITS),
    spoiler: z.boolean().optional().describe('Hide pictures until somebody wants to see them'),
    scope: z
      .enum(['place', 'channel'])
      .default('place')
      .describe('Change it for the whole place or this channel alone'),
    reset: z.boolean().optional().describe('Forget what was set before'),
  }),
  chat: true,
  moderators: true,

  async run({ network, layer, answers, perUser, perHour, waiting, spoiler, scope, reset }, context) {
    // What is wrong is refused before anything is changed.
    if (network !== undefined || layer !== undefined) await context.choose({ network, layer, command: 'dream' })
    parseOptions(z.object(limitOptions(context.limits)), { perUser, perHour, waiting })
    const where = answers && { channels: channels(answers, reset ? {} : context.settings(), context.channel) }
    const changes = defined({ network, layer, perUser, perUserHourly: perHour, perPlaceWaiting: waiting, spoiler })
    // The layer that was set before is another network's.
    const other = network !== undefined && { layer }
    context.change(scope, { ...(reset && NOTHING), ...changes, ...other })
    if (where) context.change('place', where)
    const { translate } = context
    const lines = describe(context.settings(), context.limits)
    const text = translate(joined(lines, '\n'))
    return { state: 'info', title: translate(phrase`What holds here`), text, audience: 'user' }
  },
})

const NOTHING: SettingsChanges = {
  network: undefined,
  layer: undefined,
  channels: undefined,
  perUser: undefined,
  perUserHourly: undefined,
  perPlaceWaiting: undefined,
  spoiler: undefined,
}

function channels(
  answers: 'everywhere' | 'here' | 'not-here',
  { channels: before = [] }: PlaceSettings,
  channel: string | undefined,
): string[] | undefined {
  if (answers === 'everywhere') return undefined
  if (channel === undefined) {
    throw new UserError(
      'bad-input',
      phrase`There is only one channel here.`,
      phrase`Use this in a server or workspace.`,
    )
  }
  const others = before.filter((each) => each !== channel)
  if (answers === 'here') return [...others, channel]
  if (others.length > 0) return others
  throw new UserError(
    'bad-input',
    phrase`Then Dreambot would answer nowhere.`,
    phrase`Set another channel to here first.`,
  )
}

function defined(changes: SettingsChanges): SettingsChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

function describe(settings: PlaceSettings, limits: Limits): Text[] {
  const { network, layer, channels = [], spoiler } = settings
  const { perUser, perUserHourly, perPlaceWaiting } = stricterLimits(limits, settings)
  return [
    phrase`Network: ${network ?? phrase`the best that is installed`}`,
    phrase`Layer of dreams: ${layer ?? phrase`the network’s own`}`,
    phrase`Answers: ${channels.length === 0 ? phrase`in every channel` : phrase`in ${channels.length} of its channels`}`,
    phrase`Pictures of one person waiting or running: ${perUser}`,
    phrase`Pictures of one person in an hour: ${perUserHourly}`,
    phrase`Pictures waiting here: ${perPlaceWaiting}`,
    phrase`Pictures hidden as spoilers: ${spoiler ? phrase`yes` : phrase`no`}`,
  ]
}
