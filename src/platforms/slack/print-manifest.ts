/**
 * Prints the app manifest, to be pasted where Slack creates an app: npm run slack-manifest. For a bot that is told by
 * requests, with their address: npm run slack-manifest -- https://dreambot.example.org/slack/events
 */
import { loadCommands } from '../../command/load.ts'
import { manifest } from './manifest.ts'

const [requestUrl] = process.argv.slice(2)
if (requestUrl !== undefined && !/^https:\/\/\S+$/.test(requestUrl)) {
  console.error(`Slack sends requests to addresses that begin with https://, not to ${requestUrl}.`)
  process.exitCode = 1
} else console.log(JSON.stringify(manifest(await loadCommands(), requestUrl), null, 2))
