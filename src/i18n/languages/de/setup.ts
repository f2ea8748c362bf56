/** What is said to those who run the bot, and on the command line. */
export const setup = {
  'The playground cannot listen on port {0}: {1}.': 'Der Playground kann Port {0} nicht öffnen: {1}.',
  'Set DREAMBOT_PORT to another port.': 'Setz DREAMBOT_PORT auf einen anderen Port.',
  'No chat is set up.': 'Es ist kein Chat eingerichtet.',
  'Set the token of a chat as .env.example shows, or see npm run dreambot -- help.':
    'Setz das Token eines Chats, wie .env.example es zeigt, oder siehe npm run dreambot -- help.',
  'The setting {0} cannot be {1}.': 'Die Einstellung {0} kann nicht {1} sein.',
  'what it is set to': 'das, was dort steht,',
  'See .env.example.': 'Siehe .env.example.',
  'The settings in {0} cannot be read: {1}.': 'Die Einstellungen in {0} lassen sich nicht lesen: {1}.',
  'Mend or remove the file.': 'Berichtige oder entferne die Datei.',
  'The database in {0} cannot be opened: {1}.': 'Die Datenbank in {0} lässt sich nicht öffnen: {1}.',
  'The photo cannot be kept in {0}: {1}.': 'Das Foto lässt sich nicht in {0} speichern: {1}.',
  'Free some space there, or set DREAMBOT_DATA to another folder.':
    'Schaff dort Platz oder setz DREAMBOT_DATA auf einen anderen Ordner.',
  'Dreambot cannot save this: {0}.': 'Dreambot kann das nicht speichern: {0}.',
  'Ask again later. Whoever runs Dreambot must check its disk.':
    'Frag später noch einmal; wer es betreibt, muss nach seiner Platte sehen.',
  'A worker gets its jobs from Redis, and no Redis is set.':
    'Ein Worker bekommt seine Aufträge aus einem Redis, und es ist keines eingestellt.',
  'Set REDIS_URL, see .env.example.': 'Setz REDIS_URL, siehe .env.example.',
  'TensorFlow.js is not installed.': 'TensorFlow.js ist nicht installiert.',
  'The engine onnx-{0} cannot be used here: {1}.': 'onnx-{0} lässt sich hier nicht zum Rechnen verwenden: {1}.',
  'With DREAMBOT_ENGINE=auto the best that works is used.':
    'Mit DREAMBOT_ENGINE=auto wird das Beste genommen, das funktioniert.',

  'SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot.':
    'SLACK_BOT_TOKEN ist gesetzt, aber nicht, wie Slack Dreambot erreicht.',
  'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and SLACK_PORT for HTTP.':
    'Setz SLACK_APP_TOKEN für den Socket Mode oder SLACK_SIGNING_SECRET und SLACK_PORT für HTTP.',
  'Slack refuses {0}: {1}.': 'Slack lehnt {0} ab: {1}.',
  'Copy it again from your app’s page, see README.md.':
    'Kopiere es noch einmal von der Seite deiner App, siehe README.md.',
  'Slack cannot be reached at {0}: {1}.': 'Slack ist unter {0} nicht erreichbar: {1}.',
  'Try again in a while, or see SLACK_API_URL in .env.example.':
    'Versuch es später noch einmal oder sieh bei SLACK_API_URL in .env.example nach.',
  'Port {0} cannot be listened on: {1}.': 'Auf Port {0} lässt sich nicht lauschen: {1}.',
  'Set SLACK_PORT to another.': 'Setz SLACK_PORT auf einen anderen.',

  'Discord does not accept the bot’s token.': 'Discord nimmt das Token des Bots nicht an.',
  'Copy it anew from the bot’s page in the developer portal into DISCORD_TOKEN.':
    'Kopiere es neu von der Seite des Bots im Developer Portal nach DISCORD_TOKEN.',
  'Discord does not accept the number of shards: {0}.': 'Discord nimmt die Zahl der Shards nicht an: {0}.',
  'Set DISCORD_SHARDS to auto.': 'Setz DISCORD_SHARDS auf auto.',
  'Discord cannot be reached at {0}: {1}.': 'Discord ist unter {0} nicht erreichbar: {1}.',
  'Check the network, and DISCORD_API_URL if it is set.':
    'Prüf die Netzverbindung und DISCORD_API_URL, falls es gesetzt ist.',
  'Dreambot may not register its commands in the guild {0}.':
    'Dreambot darf seine Befehle auf dem Server {0} nicht anmelden.',
  'Invite it there with the scope applications.commands, or correct DISCORD_GUILD_ID.':
    'Lade es dort mit dem Scope applications.commands ein oder berichtige DISCORD_GUILD_ID.',

  '--{0} needs a value.': '--{0} braucht einen Wert.',
  '--{0} needs the name of a file.': '--{0} braucht den Namen einer Datei.',
  '"{0}" is one value too many.': '„{0}“ ist ein Wert zu viel.',
  'To fetch a network: npm run networks -- pull NAME': 'Um ein Netz herunterzuladen: npm run networks -- pull NAME',
  'pull needs the name of a network.': 'pull braucht den Namen eines Netzes.',
  'See: npm run networks': 'Siehe: npm run networks',
  '{0} cannot write {1}: it writes {2}.': '{0} kann {1} nicht schreiben: Es schreibt {2}.',
  '--format {0} and --out {1} contradict each other.': '--format {0} und --out {1} widersprechen sich.',
  'Leave one of them out.': 'Lass eins davon weg.',
  '--out and --report are the same file, {0}.': '--out und --report sind dieselbe Datei, {0}.',
  'Name another one for the report.': 'Nenn eine andere für den Bericht.',
  'The file {0} {1}: results are .png, .jpg, .gif, .webp or .mp4.':
    'Die Datei {0} {1}: Ergebnisse sind .png, .jpg, .gif, .webp oder .mp4.',
  'has no extension': 'hat keine Endung',
  'ends in {0}': 'endet auf {0}',
  'The file {0} cannot be read: {1}.': 'Die Datei {0} lässt sich nicht lesen: {1}.',
  'The file {0} cannot be written: {1}.': 'Die Datei {0} lässt sich nicht schreiben: {1}.',
  'Name another one.': 'Nenn eine andere.',
  'The folder {0} cannot be written to: {1}.': 'In den Ordner {0} lässt sich nicht schreiben: {1}.',
  'Name a file with --out.': 'Nenn mit --out eine Datei.',
  'it has more than {0} MB': 'sie hat mehr als {0} MB',
  'it is a folder': 'es ist ein Ordner',
  'it is not a regular file': 'es ist keine gewöhnliche Datei',
  'it is a broken link': 'es ist ein Link ins Leere',
  '{0} is not a folder': '{0} ist kein Ordner',
  'there is no such file or folder': 'eine solche Datei oder einen solchen Ordner gibt es nicht',
  'a part of its path is not a folder': 'ein Teil des Pfads ist kein Ordner',
  'permission denied': 'dir fehlen die Rechte',
  'the disk is read-only': 'der Datenträger ist schreibgeschützt',
  'the disk is full': 'der Datenträger ist voll',
  'its links form a loop': 'seine Links führen im Kreis',
}
