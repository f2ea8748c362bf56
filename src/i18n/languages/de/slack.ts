/** Slack. */
export const slack = {
  'Port {0} cannot be listened on: {1}.': 'Auf Port {0} lässt sich nicht lauschen: {1}.',
  'Set SLACK_PORT to another.': 'Setz SLACK_PORT auf einen anderen.',

  'The file is in the thread.': 'Die Datei ist im Thread.',

  'Dreambot is not in this conversation.': 'Dreambot ist nicht in dieser Unterhaltung.',
  'Invite it with /invite @{0}, and ask again.': 'Lade es mit /invite @{0} ein und versuch es noch einmal.',
  'Dreambot may not write here.': 'Dreambot darf hier nicht schreiben.',
  'Ask in another channel.': 'Versuch es in einem anderen Kanal.',
  'Slack refuses {0}: {1}.': 'Slack lehnt {0} ab: {1}.',
  'Copy it again from your app’s page, see README.md.':
    'Kopiere es noch einmal von der Seite deiner App, siehe README.md.',
  'Slack cannot be reached at {0}: {1}.': 'Slack ist unter {0} nicht erreichbar: {1}.',
  'Try again in a while, or see SLACK_API_URL in .env.example.':
    'Versuch es später noch einmal oder sieh bei SLACK_API_URL in .env.example nach.',

  'SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot.':
    'SLACK_BOT_TOKEN ist gesetzt, aber nicht, wie Slack Dreambot erreicht.',
  'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and SLACK_PORT for HTTP.':
    'Setz SLACK_APP_TOKEN für den Socket Mode oder SLACK_SIGNING_SECRET und SLACK_PORT für HTTP.',

  Refresh: 'Aktualisieren',

  'The form could not be opened.': 'Das Formular ließ sich nicht öffnen.',
  'Ask again in a moment.': 'Versuch es gleich noch einmal.',

  'Dreambot cannot see this picture.': 'Dreambot kann dieses Bild nicht sehen.',
  'Invite it with /invite @{0}, or send the picture with /dream.':
    'Lade es mit /invite @{0} ein oder schick das Bild mit /dream.',

  'The hidden picture': 'Das verborgene Bild',
}
