/** Slack as a platform: slash commands with forms, mentions, a Home tab, and one card for each job. */
import { App } from '@slack/bolt'
import type { Command } from '../../command/command.ts'
import { stackOf } from '../../core/errors.ts'
import { cleanedLog, type Log, redact } from '../../core/log.ts'
import type { Bot, Platform, Stop } from '../../core/platform.ts'
import type { Languages } from '../../i18n/phrase.ts'
import type { SlackAddress } from './address.ts'
import { createBoltLog } from './bolt-log.ts'
import { createClients } from './clients.ts'
import type { SlackConfig } from './config.ts'
import { createConnection } from './connect.ts'
import { createChannelPacing } from './deliver/channel-pacing.ts'
import { createDelivery, type Delivery } from './deliver/deliver.ts'
import { createSendEphemeral } from './deliver/ephemeral.ts'
import { createSlackFiles } from './deliver/slack-files.ts'
import { explained, isInvalid, startError } from './errors.ts'
import { trackInFlight } from './in-flight.ts'
import { SECONDS } from './limits.ts'
import { createPeople } from './people.ts'
import { listenToButtons } from './receive/buttons.ts'
import { createHome, isHome } from './receive/home.ts'
import { createListenerContext } from './receive/listener.ts'
import { listenToMentions } from './receive/mentions.ts'
import { listenToCommands } from './receive/slash-commands.ts'
import { createUploads } from './receive/uploads.ts'
import { createFindRequester } from './requester.ts'

export interface SlackOptions extends SlackConfig {
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  readonly log: Log
  /** The time between two messages in one channel, in seconds. Default: Slack's limit. */
  readonly messageSeconds?: number
}

/**
 * `start` throws `UserError` for tokens that Slack rejects, and when Slack cannot be reached. Tokens do not reach the log.
 */
export function createSlack(options: SlackOptions): Platform {
  const { botToken, apiUrl, delivery: transport, commands, languages, messageSeconds } = options
  const secrets = [botToken, transport.mode === 'socket' ? transport.appToken : transport.signingSecret]
  const log = cleanedLog(options.log, (text) => redact(text, secrets))
  const logger = createBoltLog(log)
  const { patient, prompt } = createClients({ botToken, apiUrl, logger })
  const home = createHome()
  let delivery: Delivery | undefined

  async function start(bot: Bot): Promise<Stop> {
    const me = await explained(prompt.auth.test(), (error) => startError(error, { setting: 'SLACK_BOT_TOKEN', apiUrl }))
    const { user_id: botUser = '', bot_id: botId = '', team_id: place = '', user: name = '' } = me
    const pace = createChannelPacing(messageSeconds)
    const sendEphemeral = createSendEphemeral(patient, pace)
    const files = createSlackFiles(patient, log)
    delivery = createDelivery({ client: patient, files, sendEphemeral, pace, bot: name, languages, log })

    const connection = createConnection({ delivery: transport, apiUrl, logger })
    // With both ids given, Bolt does not ask Slack for them.
    const identity = { token: botToken, botId, botUserId: botUser, clientOptions: { slackApiUrl: apiUrl } }
    const app = new App({ ...identity, receiver: connection.receiver, logger, convoStore: false })
    app.error(async (error) =>
      log({ level: 'error', message: `an event could not be answered: ${error.message}`, stack: stackOf(error) }),
    )
    const settled = trackInFlight(app)

    const people = createPeople({ client: prompt, place, log })
    const context = createListenerContext({
      bot,
      botUser,
      place,
      commands,
      languages,
      people,
      findRequester: createFindRequester(people, place),
      uploads: createUploads({ client: patient, botToken, apiUrl, bot: name }),
      delivery,
      sendEphemeral,
      client: prompt,
      log,
    })
    for (const listen of [listenToCommands, listenToButtons, listenToMentions, home.listen]) listen(app, context)

    await connection.start()
    return async () => {
      await connection.stop()
      await settled(SECONDS.shutdown)
    }
  }

  function started(): Delivery {
    if (!delivery) throw new Error('Slack is not connected yet')
    return delivery
  }

  return {
    paceSeconds: SECONDS.betweenCards,
    start,
    async post(address, reply) {
      return isHome(address) ? home.post(address, reply) : started().post(address as SlackAddress, reply)
    },
    refuses: isInvalid,
    remove: (address) => started().remove(address as SlackAddress),
  }
}
