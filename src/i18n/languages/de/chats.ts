/** What is said on Discord or Slack alone. */
export const chats = {
  'this picture': 'diesem Bild',
  'made of {0}': 'aus {0}',
  'Made from this picture': 'Aus diesem Bild entstanden',
  'The hidden picture': 'Das verborgene Bild',
  'Show the picture': 'Bild zeigen',
  'The file is in the thread.': 'Die Datei ist im Thread.',
  Send: 'Senden',
  Refresh: 'Aktualisieren',
  'Every second frame is left out: with all of them the file is too large for Discord.':
    'Jedes zweite Bild ist ausgelassen: Mit allen ist die Datei zu groß für Discord.',
  'Shown smaller than it is: at full size the file is too large for Discord.':
    'Verkleinert gezeigt: In voller Größe ist es zu groß für Discord.',

  'There is no picture in this message.': 'In dieser Nachricht ist kein Bild.',
  'Choose a message with one, or use /dream with a photo of yours.':
    'Wähl eine mit Bild oder nimm /dream mit einem eigenen Foto.',
  'Dreambot may post neither here nor in a direct message to you.':
    'Dreambot darf weder hier noch in einer Direktnachricht an dich schreiben.',
  'Allow one of them and ask again.': 'Erlaub eins von beiden und versuch es noch einmal.',
  'Dreambot may not delete this message any more.': 'Dreambot darf diese Nachricht nicht mehr löschen.',
  'A moderator can do it.': 'Die Moderation kann es.',
  'Only you see this message, and Dreambot can no longer delete it.':
    'Diese Nachricht siehst nur du, und Dreambot kann sie nicht mehr löschen.',
  'Dismiss it yourself.': 'Verwirf sie selbst.',

  'Dreambot is not in this conversation.': 'Dreambot ist nicht in dieser Unterhaltung.',
  'Invite it with /invite @{0}, and ask again.': 'Lade es mit /invite @{0} ein und versuch es noch einmal.',
  'Dreambot may not write here.': 'Dreambot darf hier nicht schreiben.',
  'Ask in another channel.': 'Versuch es in einem anderen Kanal.',
  'Dreambot cannot see this picture.': 'Dreambot kann dieses Bild nicht sehen.',
  'Invite it with /invite @{0}, or send the picture with /dream.':
    'Lade es mit /invite @{0} ein oder schick das Bild mit /dream.',
  'The form could not be opened.': 'Das Formular ließ sich nicht öffnen.',
  'Ask again in a moment.': 'Versuch es gleich noch einmal.',
  '{0} is one value too many.': '{0} ist ein Wert zu viel.',
  'It takes none.': 'Dieser Befehl nimmt keine.',
  'Their order is {0}.': 'Ihre Reihenfolge ist {0}.',
}
