/** The app manifest, derived from the bot's commands, the methods that it calls and the events that it listens to. */
import type { webApi } from '@slack/bolt'
import type { Command } from '../../command/command.ts'
import { optionsInText } from '../../command/parse-line.ts'
import { defined } from '../../core/defined.ts'
import { COUNTS, LENGTHS } from './limits.ts'

type Manifest = webApi.AppsManifestCreateArguments['manifest']
type Scope = NonNullable<NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>['bot']>[number]
type Event = NonNullable<NonNullable<NonNullable<Manifest['settings']>['event_subscriptions']>['bot_events']>[number]

/** The methods that the bot calls, with the scopes that each requires: https://docs.slack.dev/reference/methods */
export const METHODS: Readonly<Record<string, readonly Scope[]>> = {
  'auth.test': [],
  // Called with the app-level token.
  'apps.connections.open': [],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  // chat:write.public posts in public channels of which the bot is not a member.
  'chat.postMessage': ['chat:write', 'chat:write.public'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.delete': ['files:write'],
}

/** Events that the bot subscribes to, with the scopes that each requires: https://docs.slack.dev/reference/events */
const EVENTS = {
  app_mention: ['app_mentions:read'],
  'message.im': ['im:history'],
  app_home_opened: [],
} as const satisfies Partial<Record<Event, readonly Scope[]>>

/** Scopes for slash commands and shortcuts. */
const COMMAND_SCOPES: readonly Scope[] = ['commands']

/**
 * The manifest to paste where Slack creates an app.
 *
 * @param requestUrl The URL to which Slack sends requests, such as "https://dreambot.example.org/slack/events". Default:
 * Socket Mode.
 */
export function manifest(commands: ReadonlyMap<string, Command>, requestUrl?: string): Manifest {
  const scopes = [COMMAND_SCOPES, ...Object.values(METHODS), ...Object.values(EVENTS)].flat()
  const request = defined({ request_url: requestUrl })
  return {
    _metadata: { major_version: 1 },
    display_information: {
      name: 'Dreambot',
      description: 'See what a convolutional network sees: photos that dream, and what its filters look for',
      background_color: '#2b1055',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'dreambot', always_online: true },
      shortcuts: [...commands].flatMap(([name, { onPicture, description }]) =>
        onPicture
          ? [
              {
                type: 'message' as const,
                name: onPicture.title,
                callback_id: name,
                description: description.slice(0, LENGTHS.shortcutDescription),
              },
            ]
          : [],
      ),
      slash_commands: [...commands].map(([name, command]) => ({
        command: `/${name}`,
        description: command.description.slice(0, LENGTHS.commandDescription),
        ...usageHint(command),
        should_escape: false,
        ...defined({ url: requestUrl }),
      })),
    },
    oauth_config: { scopes: { bot: [...new Set(scopes)].sort() } },
    settings: {
      event_subscriptions: { ...request, bot_events: Object.keys(EVENTS).sort() as Event[] },
      interactivity: {
        is_enabled: true,
        ...request,
        ...defined({ message_menu_options_url: requestUrl }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  }
}

/** The hint that Slack shows while people type, such as "layer [filters] [network] [option=value ...]". */
function usageHint({ args }: Command): { usage_hint?: string } {
  const options = optionsInText(args).map(({ key, name }) =>
    args.shape[key]?.safeParse(undefined).success ? `[${name}]` : name,
  )
  if (options.length === 0) return {}
  const more = options.length > COUNTS.hintedOptions ? ['[option=value ...]'] : []
  return { usage_hint: [...options.slice(0, COUNTS.hintedOptions), ...more].join(' ').slice(0, LENGTHS.usageHint) }
}
