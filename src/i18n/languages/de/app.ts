/** The program that runs the bot: its settings, its database, its disk, and the atlas. */
export const app = {
  'The setting {0} cannot be {1}.': 'Die Einstellung {0} kann nicht {1} sein.',
  'what it is set to': 'das, was dort steht,',
  'See .env.example.': 'Siehe .env.example.',
  'It must be {0}, see .env.example.': 'Möglich ist: {0}, siehe .env.example.',
  'The settings in {0} cannot be read: {1}.': 'Die Einstellungen in {0} lassen sich nicht lesen: {1}.',
  'Mend or remove the file.': 'Berichtige oder entferne die Datei.',

  'A worker gets its jobs from Redis, and no Redis is set.':
    'Ein Worker bekommt seine Aufträge aus einem Redis, und es ist keines eingestellt.',
  'Set REDIS_URL, see .env.example.': 'Setz REDIS_URL, siehe .env.example.',

  'No chat is set up.': 'Es ist kein Chat eingerichtet.',
  'Set the token of a chat as .env.example shows, or see npm run dreambot -- help.':
    'Setz das Token eines Chats, wie .env.example es zeigt, oder siehe npm run dreambot -- help.',

  'From the atlas. Set a size, such as {0}, to draw it again, larger and finer.':
    'Aus dem Atlas; mit einer Größe, etwa {0}, wird er neu gezeichnet, größer und feiner.',

  'The atlas cannot be kept in {0}: {1}.': 'Der Atlas kann in {0} nicht aufbewahrt werden: {1}.',

  'The database in {0} cannot be opened: {1}.': 'Die Datenbank in {0} lässt sich nicht öffnen: {1}.',
  'Dreambot cannot save this: {0}.': 'Dreambot kann das nicht speichern: {0}.',
  'Ask again later. Whoever runs Dreambot must check its disk.':
    'Versuch es später noch einmal. Wer Dreambot betreibt, muss die Festplatte prüfen.',

  'There is no such photo.': 'Dieses Foto gibt es nicht.',
  'The photo of this picture is no longer kept.': 'Das Foto zu diesem Bild ist nicht mehr gespeichert.',
  'The photo cannot be kept in {0}: {1}.': 'Das Foto lässt sich nicht in {0} speichern: {1}.',
}
