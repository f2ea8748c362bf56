/**
 * Prints the app manifest, to paste where Slack creates an app: npm run slack-manifest. For HTTP instead of Socket Mode,
 * with the URL to which Slack sends requests: npm run slack-manifest -- https://dreambot.example.org/slack/events
 */
import { loadCommands } from '../../command/load.ts'
import { manifest } from './manifest.ts'

const [requestUrl] = process.argv.slice(2)
if (requestUrl !== undefined && !/^https:\/\/\S+$/.test(requestUrl)) {
  console.error(`Slack sends requests only to URLs that begin with https://, and this one does not: ${requestUrl}`)
  process.exitCode = 1
} else console.log(JSON.stringify(manifest(await loadCommands(), requestUrl), null, 2))
