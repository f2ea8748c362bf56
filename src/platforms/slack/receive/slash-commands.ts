/** Listens to slash commands, which run directly when their text says enough, and else open a form. */
import type { App, ViewSubmitAction } from '@slack/bolt'
import { errorReply } from '../../../bot/card.ts'
import type { Command } from '../../../command/command.ts'
import { kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import { UserError } from '../../../core/errors.ts'
import { translationsOf } from '../../../i18n/command-translations.ts'
import { languageOf, phrase, translatorFor } from '../../../i18n/phrase.ts'
import type { SlackAddress } from '../address.ts'
import type { SlackRequester } from '../requester.ts'
import { unescapeMrkdwn } from '../text.ts'
import { FIELD } from './fields.ts'
import { form } from './form.ts'
import type { ListenerContext } from './listener.ts'
import { errorsIn, submissionOf } from './submission.ts'
import { createSuggestions, type Suggestions } from './suggestions.ts'

export function listenToCommands(app: App, context: ListenerContext): void {
  const { bot, commands } = context
  const suggestions = createSuggestions(bot, commands)
  for (const [name, command] of commands) {
    listenToCommand(app, context, { name, command, suggestions })
    listenToSubmissions(app, context, { name, command, suggestions })
  }
  listenToFields(app, suggestions)
}

interface CommandForm {
  readonly name: string
  readonly command: Command
  readonly suggestions: Suggestions
}

function listenToCommand(app: App, context: ListenerContext, { name, command, suggestions }: CommandForm): void {
  const { bot, findRequester, refuse } = context

  /** Throws `UserError` for values that are wrong, and when the form cannot be opened. */
  async function runOrAsk(text: string, trigger: string, requester: SlackRequester): Promise<void> {
    const given = parseWords(unescapeMrkdwn(text), command)
    // Somebody who may not use the command is told at once, not after filling in the form.
    const isAllowed = !command.moderatorsOnly || requester.moderator
    if (!isAllowed || !needsForm(command, given)) {
      return bot.handle({ ...requester, command: name, input: given, attachments: {} })
    }
    const [error] = errorsIn(given, command).values()
    if (error) throw error
    const view = await openForm(context, { name, command, given, trigger, address: requester.address })
    suggestions.remember(view, given)
  }

  app.command(`/${name}`, async ({ ack, payload }) => {
    await ack()
    const { user_id: user, channel_id: channel, response_url: respond, text, trigger_id: trigger } = payload
    const requester = await findRequester(user, { channel, respond })
    await runOrAsk(text, trigger, requester).catch((error) => refuse(requester.address, error))
  })
}

/** Whether a required option is missing, or nothing is given although the command has several options. */
function needsForm({ args }: Command, given: Readonly<Record<string, string>>): boolean {
  const options = Object.entries(args.shape)
  if (options.length > 1 && Object.keys(given).length === 0) return true
  return options.some(([key, option]) => given[kebab(key)] === undefined && !option.safeParse(undefined).success)
}

interface OpenFormOptions {
  readonly name: string
  readonly command: Command
  /** Initial values by option name in kebab case. */
  readonly given: Readonly<Record<string, string>>
  /** A trigger_id, with which a form can be opened for three seconds. */
  readonly trigger: string
  /** The address for the command's replies. */
  readonly address: SlackAddress
}

/** Opens a form, and returns the view's id. Throws `UserError` output when Slack does not open it. */
async function openForm({ client, languages, log }: ListenerContext, options: OpenFormOptions): Promise<string> {
  const { name, command, given, trigger, address } = options
  const translations = translationsOf(name, languages)
  const view = form({
    name,
    command,
    given,
    metadata: JSON.stringify(address),
    translate: translatorFor(address.language, languages),
    translateCommand: translatorFor(address.language, translations),
    names: languageOf(address.language, translations)?.names ?? {},
  })
  try {
    const opened = await client.views.open({ trigger_id: trigger, view })
    return opened.view?.id ?? ''
  } catch (error) {
    log({ level: 'warn', message: `a form could not be opened: ${(error as Error).message}` })
    throw new UserError('output', phrase`The form could not be opened.`, phrase`Ask again in a moment.`)
  }
}

function listenToSubmissions(app: App, context: ListenerContext, { name, command, suggestions }: CommandForm): void {
  const { bot, languages, people, uploads } = context
  app.view<ViewSubmitAction>({ callback_id: name, type: 'view_submission' }, async ({ ack, view, body }) => {
    const address = addressIn(view)
    const { values, files } = submissionOf(view)
    const wrong = [...errorsIn(values, command)]
    if (wrong.length > 0) {
      const translate = translatorFor(address.language, languages)
      const errors = wrong.map(([option, error]) => [option, errorReply(error, translate).text] as const)
      return ack({ response_action: 'errors', errors: Object.fromEntries(errors) })
    }
    await ack()
    suggestions.forget(view.id)
    const { moderator } = await people.get(body.user.id)
    const attachments = Object.fromEntries(Object.entries(files).map(([option, file]) => [option, uploads(file)]))
    await bot.handle({ command: name, input: values, attachments, user: body.user.id, moderator, address })
  })
}

function listenToFields(app: App, suggestions: Suggestions): void {
  const fields = new RegExp(`^${FIELD}`)
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: fields }, async ({ ack, options }) => {
    const { view, action_id: action, value } = options
    if (!view) return ack({ options: [] })
    const address = addressIn(view)
    const query = { command: view.callback_id, option: action.slice(FIELD.length), text: value }
    await ack({ options: await suggestions.offer({ ...query, user: address.user, address }, view) })
  })
  app.action({ type: 'block_actions', action_id: fields }, async ({ ack, body }) => {
    await ack()
    if ('view' in body && body.view) suggestions.remember(body.view.id, submissionOf(body.view).values)
  })
}

/** The address that `openForm` has put into the view. */
function addressIn({ private_metadata: metadata }: { readonly private_metadata: string }): SlackAddress {
  return JSON.parse(metadata)
}
