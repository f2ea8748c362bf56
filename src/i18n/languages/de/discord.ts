/** Discord. */
export const discord = {
  'Every second frame is left out: with all of them the file is too large for Discord.':
    'Jedes zweite Bild ist ausgelassen: Mit allen ist die Datei zu groß für Discord.',
  'Shown smaller than it is: at full size the file is too large for Discord.':
    'Verkleinert gezeigt: In voller Größe ist es zu groß für Discord.',

  'Dreambot may post neither here nor in a direct message to you.':
    'Dreambot darf weder hier noch in einer Direktnachricht an dich schreiben.',
  'Allow one of them and ask again.': 'Erlaub eins von beiden und versuch es noch einmal.',
  'Dreambot may not delete this message any more.': 'Dreambot darf diese Nachricht nicht mehr löschen.',
  'A moderator can do it.': 'Die Moderation kann es.',
  'Only you see this message, and Dreambot can no longer delete it.':
    'Diese Nachricht siehst nur du, und Dreambot kann sie nicht mehr löschen.',
  'Dismiss it yourself.': 'Verwirf sie selbst.',
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

  'There is no picture in this message.': 'In dieser Nachricht ist kein Bild.',
  'Choose a message with one, or use /dream with a photo of yours.':
    'Wähl eine mit Bild oder nimm /dream mit einem eigenen Foto.',

  'this picture': 'diesem Bild',
  'made of {0}': 'aus {0}',
}
