/** Shows or changes the settings of a place (a guild or a workspace) or of one of its channels. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { parseOptions } from '../src/command/options.ts'
import { defined } from '../src/core/defined.ts'
import { UserError } from '../src/core/errors.ts'
import { LARGEST_LIMITS, type Limits, stricterLimits } from '../src/core/limits.ts'
import type { PlaceSettings, SettingsChanges } from '../src/core/place-settings.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'

const atMost = (limit: number) => common.wholeNumber(1, limit).optional()

/** The options that set limits, each at most that of `limits`. */
const limitOptions = ({ perUser, perUserHourly, perPlaceWaiting }: Limits) => ({
  perUser: atMost(perUser).describe('Pictures of one person waiting or running'),
  perHour: atMost(perUserHourly).describe('Pictures of one person in an hour'),
  waiting: atMost(perPlaceWaiting).describe('Pictures waiting here'),
})

const answersSchema = z.enum(['everywhere', 'here', 'not-here'])

export default defineCommand({
  description: 'Show or change the settings here: default network and layer, channels, limits, spoilers',

  args: z.object({
    network: common.network.describe('The network of requests that name none'),
    layer: common.layer.optional().describe('The layer of dreams that name none'),
    answers: answersSchema
      .optional()
      .describe('Answer in every channel, or only in channels where this is set to here'),
    ...limitOptions(LARGEST_LIMITS),
    spoiler: z.boolean().optional().describe('Hide pictures behind a spoiler'),
    scope: z
      .enum(['place', 'channel'])
      .default('place')
      .describe('Change it for the whole place or this channel alone'),
    reset: z.boolean().optional().describe('Restore the defaults first'),
  }),
  chatOnly: true,
  moderatorsOnly: true,

  async run({ network, layer, answers, perUser, perHour, waiting, spoiler, scope, reset }, context) {
    // All checks come before the first change, so that a refused request changes nothing.
    if (network !== undefined || layer !== undefined) await context.choose({ network, layer, use: 'dream' })
    parseOptions(z.object(limitOptions(context.limits)), { perUser, perHour, waiting })
    const channels = answers && answeringChannels(answers, reset ? {} : context.settings(), context.channel)
    context.changeSettings(scope, {
      ...(reset ? NOTHING : {}),
      ...defined({ network, layer, perUser, perUserHourly: perHour, perPlaceWaiting: waiting, spoiler }),
      // A new network resets the layer, which was one of the old network's.
      ...(network !== undefined ? { layer } : {}),
    })
    if (channels) context.changeSettings('place', { channels: channels === 'all' ? undefined : channels })
    const text = context.translate(joined(settingsLines(context.settings(), context.limits), '\n'))
    return { state: 'info', title: context.translate(phrase`Settings here`), text, audience: 'user' }
  },
})

/** Takes every setting back to its default. */
const NOTHING: SettingsChanges = {
  network: undefined,
  layer: undefined,
  channels: undefined,
  perUser: undefined,
  perUserHourly: undefined,
  perPlaceWaiting: undefined,
  spoiler: undefined,
}

/** The channels in which the bot is to answer. Throws `UserError` bad-input where none would be left. */
function answeringChannels(
  answers: z.output<typeof answersSchema>,
  { channels: before = [] }: PlaceSettings,
  channel: string | undefined,
): string[] | 'all' {
  if (answers === 'everywhere') return 'all'
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

function settingsLines(settings: PlaceSettings, limits: Limits): Text[] {
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
