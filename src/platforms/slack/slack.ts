/** Slack as a platform: slash commands with forms, mentions, a Home tab, and one card for each job. */
import { App } from '@slack/bolt'
import type { Command } from '../../command/command.ts'
import type { Log } from '../../core/log.ts'
import type { Platform } from '../../core/platform.ts'
import type { Languages } from '../../i18n/phrase.ts'
import type { SlackAddress } from './address.ts'
import { createBoltLog, withoutSecrets } from './bolt-log.ts'
import { createClients } from './clients.ts'
import type { SlackConfig } from './config.ts'
import { createConnection } from './connect.ts'
import { createChannelPacing } from './deliver/channel-pacing.ts'
import { createDelivery, type Delivery } from './deliver/deliver.ts'
import { createSendEphemeral } from './deliver/ephemeral.ts'
import { createSlackFiles } from './deliver/slack-files.ts'
import { isInvalid, startError } from './errors.ts'
import { trackWork } from './in-flight.ts'
import { SECONDS } from './limits.ts'
import { createPeople } from './people.ts'
import { listenToButtons } from './receive/buttons.ts'
import { createHome, isHome } from './receive/home.ts'
import { createListener } from './receive/listener.ts'
import { listenToMentions } from './receive/mentions.ts'
import { listenToCommands } from './receive/slash-commands.ts'
import { createUploads } from './receive/uploads.ts'
import { createFindRequester } from './requester.ts'

export interface SlackOptions extends SlackConfig {
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  readonly log: Log
  /** Between two messages in one channel. Default Slack's own. */
  readonly messageSeconds?: number
}

/** `start` throws `UserError` for tokens that Slack refuses, and for a Slack that cannot be reached. */
export function createSlack(options: SlackOptions): Platform {
  const { botToken, apiUrl, delivery, commands, languages, messageSeconds } = options
  const secrets = [botToken, delivery.mode === 'socket' ? delivery.appToken : delivery.signingSecret]
  const log = withoutSecrets(options.log, secrets)
  const logger = createBoltLog(log)
  const { patient, prompt } = createClients({ botToken, apiUrl, logger })
  const home = createHome()
  let messages: Delivery | undefined

  function started(): Delivery {
    if (!messages) throw new Error('Slack is not connected yet')
    return messages
  }

  return {
    paceSeconds: SECONDS.betweenCards,

    async start(bot) {
      const me = await prompt.auth.test().catch((error) => {
        throw startError(error, 'SLACK_BOT_TOKEN', apiUrl)
      })
      const { user_id: id = '', bot_id: botId = '', team_id: place = '', user: name = '' } = me
      const pace = createChannelPacing(messageSeconds)
      const pictures = createSlackFiles(patient, log)
      const whisper = createSendEphemeral(patient, pace)
      messages = createDelivery({ client: patient, pictures, whisper, pace, bot: name, languages, log })

      const connection = createConnection({ delivery, apiUrl }, logger)
      // Bolt asks nothing more about a bot whose ids it is given.
      const bolt = { token: botToken, botId, botUserId: id, clientOptions: { slackApiUrl: apiUrl } }
      const app = new App({ ...bolt, receiver: connection.receiver, logger, convoStore: false })
      app.error(async ({ message, stack = '' }) =>
        log({ level: 'error', message: `what Slack told could not be answered: ${message}`, stack }),
      )
      const answered = trackWork(app)

      const people = createPeople(prompt, place, log)
      const ask = createFindRequester(people, place)
      const uploads = createUploads({ client: patient, botToken, apiUrl, bot: name })
      const desk = createListener({
        ...{ bot, commands, languages, people, ask, uploads, messages, whisper, log },
        client: prompt,
      })
      listenToCommands(app, desk)
      listenToButtons(app, desk)
      listenToMentions(app, desk, id)
      home.listen(app, desk, place)

      await connection.start()
      return async () => {
        await connection.stop()
        await answered(SECONDS.farewell)
      }
    },

    async post(address, reply) {
      return isHome(address) ? home.post(address, reply) : started().post(address as SlackAddress, reply)
    },

    refuses: isInvalid,

    remove: (address) => started().remove(address as SlackAddress),
  }
}
