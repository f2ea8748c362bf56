/** Slash commands: straight from their text where that says enough, else through a form. */
import type { App, ViewSubmitAction } from '@slack/bolt'
import { errorReply } from '../../../bot/card.ts'
import type { Command } from '../../../command/command.ts'
import { kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import { UserError } from '../../../core/errors.ts'
import { languageOf, phrase, translatorFor } from '../../../i18n/phrase.ts'
import type { SlackAddress } from '../address.ts'
import type { SlackRequester } from '../requester.ts'
import { unescapeMrkdwn } from '../text.ts'
import { FIELD } from './fields.ts'
import { form } from './form.ts'
import type { Listener } from './listener.ts'
import { errorsIn, submissionOf } from './submission.ts'
import { createSuggestions } from './suggestions.ts'

export function listenToCommands(app: App, desk: Listener): void {
  const { bot, commands, languages, people, ask, uploads, client, refuse } = desk
  const suggestions = createSuggestions(bot, commands)

  async function begin(
    name: string,
    command: Command,
    text: string,
    trigger: string,
    asked: SlackRequester,
  ): Promise<void> {
    const given = parseWords(unescapeMrkdwn(text), command)
    // Who may not is told so before filling anything in.
    const mayAsk = !command.moderators || asked.moderator
    if (!mayAsk || !needsForm(command, given)) {
      return bot.handle({ ...asked, command: name, input: given, attachments: {} })
    }
    const [mistake] = errorsIn(given, command).values()
    if (mistake) throw mistake
    const { language } = asked.address
    const view = form({
      ...{ name, command, given },
      metadata: JSON.stringify(asked.address),
      translate: translatorFor(language, languages),
      names: languageOf(language, languages)?.names ?? {},
    })
    const opened = await client.views.open({ trigger_id: trigger, view }).catch((error: Error) => {
      desk.log({ level: 'warn', message: `a form could not be opened: ${error.message}` })
      throw new UserError('output', phrase`The form could not be opened.`, phrase`Ask again in a moment.`)
    })
    suggestions.note(opened.view?.id ?? '', given)
  }

  for (const [name, command] of commands) {
    app.command(`/${name}`, async ({ ack, payload }) => {
      await ack()
      const { user_id: user, channel_id: channel, response_url: respond, text, trigger_id: trigger } = payload
      const asked = await ask(user, { channel, respond })
      await begin(name, command, text, trigger, asked).catch((error) => refuse(asked.address, error))
    })

    app.view<ViewSubmitAction>({ callback_id: name, type: 'view_submission' }, async ({ ack, view, body }) => {
      const address = addressIn(view)
      const { values, files } = submissionOf(view)
      const mistakes = [...errorsIn(values, command)]
      if (mistakes.length > 0) {
        const translate = translatorFor(address.language, languages)
        const errors = mistakes.map(([option, error]) => [option, errorReply(error, translate).text] as const)
        return ack({ response_action: 'errors', errors: Object.fromEntries(errors) })
      }
      await ack()
      suggestions.forget(view.id)
      const { moderator } = await people.get(body.user.id)
      const attachments = Object.fromEntries(Object.entries(files).map(([option, file]) => [option, uploads(file)]))
      await bot.handle({ command: name, input: values, attachments, user: body.user.id, moderator, address })
    })
  }

  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: new RegExp(`^${FIELD}`) },
    async ({ ack, options }) => {
      const { view, action_id: action, value } = options
      if (!view) return ack({ options: [] })
      const address = addressIn(view)
      const option = action.slice(FIELD.length)
      await ack({ options: await suggestions.offer(view.callback_id, option, value, view, address) })
    },
  )

  app.action({ type: 'block_actions', action_id: new RegExp(`^${FIELD}`) }, async ({ ack, body }) => {
    await ack()
    if ('view' in body && body.view) suggestions.note(body.view.id, submissionOf(body.view).values)
  })
}

/** Where something must be given that is not; or nothing is, and there is something to choose. */
function needsForm({ args }: Command, given: Readonly<Record<string, string>>): boolean {
  const options = Object.entries(args.shape)
  if (options.length > 1 && Object.keys(given).length === 0) return true
  return options.some(([key, option]) => given[kebab(key)] === undefined && !option.safeParse(undefined).success)
}

function addressIn({ private_metadata: metadata }: { readonly private_metadata: string }): SlackAddress {
  return JSON.parse(metadata)
}
