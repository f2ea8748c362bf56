/** The commands besides /dream and /filter. */
export const commands = {
  'Show which filters of a network a photo excites, and where':
    'Zeig, welche Filter eines Netzes auf ein Foto ansprechen und wo',
  'Filters like 12, 3,7,12 or 0-24; default the 25 that fire most strongly':
    'Filter wie 12, 3,7,12 oder 0-24; sonst die 25, die am stärksten ansprechen',
  'The layer to look at; default all, a row each, from first to last':
    'Die Schicht, um die es geht; sonst alle, je eine Zeile, von der ersten zur letzten',
  'Scale the colours of each map to its own maximum, or of all to the largest':
    'Farbskala jeder Karte bis zu ihrem eigenen Höchstwert oder für alle bis zum größten',
  'The colours of the maps, from weak to strong': 'Die Farben der Karten, von schwach bis stark',
  magma: 'Magma',
  grey: 'grau',
  'Lay the maps over the photo': 'Die Karten über das Foto legen',
  'The longer side that the network sees, in pixels; default 512 or the photo’s own, if smaller':
    'Die längere Seite, die das Netz sieht, in Pixeln; sonst 512 oder die des Fotos, wenn kleiner',
  'Filters belong to one layer, and no layer is named.':
    'Filter gehören zu einer Schicht, und keine Schicht ist genannt.',
  'Name a layer.': 'Nenn eine Schicht.',

  'Show the first 25 filters of every convolution of a network: drawn once, then kept':
    'Zeig die ersten 25 Filter jeder Faltung eines Netzes: einmal gezeichnet, dann aufbewahrt',
  'What filters of {0} look for: {1}.': 'Wonach Filter von {0} suchen: {1}.',
  'the first {0} filters of {1} convolutions, {2} to {3}': 'die ersten {0} Filter von {1} Faltungen, {2} bis {3}',
  'All {0} were drawn before.': 'Alle {0} waren schon gezeichnet.',
  '{0} of {1} were drawn before.': '{0} von {1} waren schon gezeichnet.',
  '{0} of them never fired.': '{0} davon haben nie angesprochen.',
  '/filter with the layer {0} and the filter 3 shows one of them at once. Set a size to draw it larger.':
    '/filter mit der Schicht {0} und dem Filter 3 zeigt einen davon sofort. Mit einer Größe wird er größer gezeichnet.',
  'The weights of {0} are not installed, so that the time of its atlas is unknown.':
    'Die Gewichte von {0} sind nicht installiert, und so ist unbekannt, wie lange sein Atlas dauert.',
  'On the bot’s machine, npm run atlas -- {0} draws it ahead.':
    'Auf dem Rechner des Bots zeichnet npm run atlas -- {0} ihn im Voraus.',
  'Use another network.': 'Nimm ein anderes Netz.',
  '{0} has no convolutions to draw.': '{0} hat keine Faltungen, die man zeichnen könnte.',

  'Cancel your waiting and running pictures': 'Brich deine wartenden und entstehenden Bilder ab',
  'Which one; default all of them': 'Auswahl; sonst alle',
  '{0} cancelled.': '{0} abgebrochen.',
  'None of your pictures is waiting or running.': 'Keins deiner Bilder wartet oder entsteht gerade.',

  'Erase your photos, your pictures and their recipes from Dreambot':
    'Deine Fotos, Bilder und Rezepte bei Dreambot löschen',
  'Dreambot has forgotten your photos and pictures. What was posted stays until you delete it.':
    'Dreambot hat deine Fotos und Bilder vergessen. Was gepostet ist, bleibt, bis du es löschst.',

  'Explain the commands': 'Lass dir die Befehle erklären',
  'For one command’s options: /help command:dream': 'Die Optionen eines Befehls: /help command:dream',

  '{0} channel': '{0} Kanal',
  '{0} channels': '{0} Kanäle',
  'Show the weights of a convolution: the patterns that its filters compare with':
    'Zeig die Gewichte einer Faltung: die Muster, nach denen ihre Filter suchen',
  'Filters like 12, 3,7,12 or 0-24; default the first 64': 'Filter wie 12, 3,7,12 oder 0-24; sonst die ersten 64',
  'The convolution whose kernels to draw': 'Die Faltung, deren Kernel gezeichnet werden',
  'The input channel to draw, from 0; default the mean over all, of the first layer their colours':
    'Der Eingangskanal, ab 0; sonst das Mittel über alle, in der ersten Schicht ihre Farben',
  'Scale each kernel to its own largest weight, or all to the largest of all':
    'Helligkeit jedes Kernels nach seinem größten Gewicht oder nach dem größten von allen',
  'The weights of {0} of {1} of {2}: {3}.': 'Die Gewichte von {0} in {1} von {2}: {3}.',
  '{0}; {1} shown': '{0}; zu sehen: {1}',
  '{0} of {1} over {2}': '{0} von {1} über {2}',
  '{0} of {1}, each over a channel of its own': '{0} von {1}, jeder über einem eigenen Kanal',
  'in {0} groups': 'in {0} Gruppen',
  'stride {0}': 'Schrittweite {0}',
  'dilation {0}': 'Dilatation {0}',
  '{0} parameters': '{0} Parameter',
  'The kernels of {0} are single weights, and all channels are drawn side by side.':
    'Die Kernel von {0} sind einzelne Gewichte, und alle Kanäle werden nebeneinander gezeichnet.',
  'Leave channel out.': 'Lass channel weg.',
  'Channel {0} does not exist: each filter of {1} reads channels 0 to {2}.':
    'Kanal {0} gibt es nicht: Jeder Filter von {1} liest die Kanäle 0 bis {2}.',

  'Draw the layers of a network: what each does, its maps, what it sees and what it costs':
    'Zeichne die Schichten eines Netzes: was jede tut, ihre Karten, was sie sieht und was sie kostet',
  '{0}, {1} parameters, {2} multiply-adds': '{0}, {1} Parameter, {2} Multiplikationen mit Addition',
  'The layers of {0}, {1} to {2}, from top to bottom: {3}.':
    'Die Schichten von {0}, {1} bis {2}, von oben nach unten: {3}.',
  'The first {0} of {1} layers.': 'Die ersten {0} von {1} Schichten.',
  '{0}. The main layers, to be copied:': '{0}. Die wichtigsten Schichten zum Kopieren:',

  'List the networks to look into': 'Zeig die Netze, in die du schauen kannst',
  Networks: 'Netze',
  installed: 'installiert',
  'not installed': 'nicht installiert',

  'Show the waiting and running pictures, and when yours will be done':
    'Zeig die wartenden und entstehenden Bilder, und wann deine fertig sind',
  Queue: 'Warteschlange',
  'The queue is empty: a picture starts as soon as you ask for it.':
    'Die Warteschlange ist leer: Ein Bild beginnt, sobald du es verlangst.',
  '{0} running, {1} waiting.': '{0} in Arbeit, {1} in der Schlange.',
  running: 'in Arbeit',
  'done in {0}': 'fertig in {0}',

  'Render a picture again from its recipe': 'Erzeuge ein Bild neu aus seinem Rezept',
  'Its photo, if that is no longer kept': 'Sein Foto, falls es nicht mehr gespeichert ist',
  'The recipe: JSON of a job, or a report with one': 'Das Rezept: JSON eines Auftrags oder ein Bericht mit einem',
  'Its guide, if that is no longer kept': 'Sein Leitbild, falls es nicht mehr gespeichert ist',

  'Show or change the settings here: default network and layer, channels, limits, spoilers':
    'Zeig oder ändere die Einstellungen hier: Netz, Schicht, Kanäle, Grenzen, Spoiler',
  'The network of requests that name none': 'Das Netz für Anfragen, die keins nennen',
  'The layer of dreams that name none': 'Die Schicht für Träume, die keine nennen',
  'Answer in every channel, or only in channels where this is set to here':
    'In jedem Kanal antworten oder nur in denen, wo dies auf here steht',
  'Pictures of one person waiting or running': 'Bilder einer Person, die warten oder entstehen',
  'Pictures of one person in an hour': 'Bilder einer Person in einer Stunde',
  'Pictures waiting here': 'Bilder, die hier warten',
  'Hide pictures behind a spoiler': 'Bilder hinter einem Spoiler verbergen',
  'Change it for the whole place or this channel alone': 'Für alles hier ändern oder nur für diesen Kanal',
  'Restore the defaults first': 'Zuerst alles auf die Voreinstellung zurücksetzen',
  everywhere: 'überall',
  here: 'hier',
  'not-here': 'nicht hier',
  place: 'alles hier',
  channel: 'dieser Kanal',
  'Settings here': 'Einstellungen hier',
  'Network: {0}': 'Netz: {0}',
  'the best that is installed': 'das beste, das installiert ist',
  'Layer of dreams: {0}': 'Schicht der Träume: {0}',
  'the network’s own': 'die des Netzes',
  'Answers: {0}': 'Antwortet: {0}',
  'in every channel': 'in jedem Kanal',
  'in {0} of its channels': 'in {0} der Kanäle',
  'Pictures of one person waiting or running: {0}': 'Bilder einer Person, die warten oder entstehen: {0}',
  'Pictures of one person in an hour: {0}': 'Bilder einer Person in einer Stunde: {0}',
  'Pictures waiting here: {0}': 'Bilder, die hier warten: {0}',
  'Pictures hidden as spoilers: {0}': 'Bilder als Spoiler verborgen: {0}',
  'There is only one channel here.': 'Hier gibt es nur einen Kanal.',
  'Use this in a server or workspace.': 'Nutze das auf einem Server oder in einem Workspace.',
  'Then Dreambot would answer nowhere.': 'Dann würde Dreambot nirgends antworten.',
  'Set another channel to here first.': 'Wähl zuerst einen anderen Kanal dafür.',
}
