export interface SlackConfig {
  readonly botToken: string
  readonly apiUrl: string
  readonly delivery:
    | { readonly mode: 'socket'; readonly appToken: string }
    | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }
}
