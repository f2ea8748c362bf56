/** How the bot connects to Slack. */
export interface SlackConfig {
  /** The bot token, xoxb-... */
  readonly botToken: string
  readonly apiUrl: string
  /** Whether the bot opens a socket with an app-level token, or Slack sends signed requests to a port. */
  readonly delivery:
    | { readonly mode: 'socket'; readonly appToken: string }
    | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }
}
