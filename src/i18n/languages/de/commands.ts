/** What commands are called and described by, and what they answer. */
export const commands = {
  'Let a photo dream: a network sees things in it, and the photo becomes what it sees':
    'Lass ein Foto träumen: Ein Netz sieht Dinge darin, und das Foto wird zu dem, was es sieht',
  'Draw what a filter of a network looks for': 'Zeichne, wonach ein Filter eines Netzes sucht',
  'Show which filters of a network a photo excites, and where':
    'Zeig, welche Filter eines Netzes ein Foto anspricht und wo',
  'Show the weights of a convolution: the patterns that its filters compare with':
    'Zeig die Gewichte einer Faltung: die Muster, mit denen ihre Filter vergleichen',
  'Draw the layers of a network: what each does, its maps, what it sees and what it costs':
    'Zeichne die Schichten eines Netzes: was jede tut, ihre Karten, was sie sieht und was sie kostet',
  'Show the first 25 filters of every convolution of a network: drawn once, then kept':
    'Zeig die ersten 25 Filter jeder Faltung eines Netzes: einmal gezeichnet, dann aufbewahrt',
  'Render a picture again from its recipe': 'Erzeuge ein Bild neu aus seinem Rezept',
  'List the networks to look into': 'Zeig die Netze, in die du schauen kannst',
  'Show the pictures that wait or run, and when yours will be done':
    'Zeig die Bilder, die warten oder entstehen, und wann deine fertig sind',
  'Cancel your pictures that wait or run': 'Brich deine Bilder ab, die warten oder entstehen',
  'Explain the commands': 'Lass dir die Befehle erklären',
  'Show or change what holds here: default network and layer, channels, limits, spoilers':
    'Zeig oder ändere, was hier gilt: Netz und Schicht ohne Angabe, Kanäle, Grenzen, Spoiler',
  'Dream this image': 'Dieses Bild träumen',

  'The photo': 'Das Foto',
  'Its photo, if that is no longer kept': 'Sein Foto, falls es nicht mehr gespeichert ist',
  'What to dream of: early layers give textures, late ones objects':
    'Wovon geträumt wird: Frühe Schichten geben Texturen, späte Objekte',
  'Dream of these filters of the layer alone, like 3,7 or 0-4':
    'Nur von diesen Filtern der Schicht träumen, etwa 3,7 oder 0-4',
  'Filters like 12, 3,7,12 or 0-24; default the first 64': 'Filter wie 12, 3,7,12 oder 0-24; sonst die ersten 64',
  'Filters like 12, 3,7,12 or 0-24; default the 25 that fire most strongly':
    'Filter wie 12, 3,7,12 oder 0-24; sonst die 25, die am stärksten ansprechen',
  'The layer to look at; default all, a row each, from first to last':
    'Die Schicht, um die es geht; sonst alle, je eine Zeile, von der ersten zur letzten',
  'The convolution whose kernels to draw': 'Die Faltung, deren Kernel gezeichnet werden',
  'The input channel to draw, from 0; default the mean over all, of the first layer their colours':
    'Der Eingangskanal, ab 0; sonst das Mittel über alle, in der ersten Schicht ihre Farben',
  'White is each kernel’s own largest weight, or the largest of all':
    'Weiß ist das größte Gewicht jedes Kernels oder das größte von allen',
  'Each map in colours up to its own maximum, or all up to that of the strongest':
    'Farben jeder Karte bis zu ihrem eigenen Höchstwert oder aller bis zu dem der stärksten',
  'Lay the maps over the photo': 'Die Karten über das Foto legen',
  'Draw the filter into this photo instead of noise': 'Zeichne den Filter in dieses Foto statt in Rauschen',
  'The network to look into': 'Das Netz, in das geschaut wird',
  'The longer side in pixels; default 512 or the photo’s own, if smaller':
    'Die längere Seite in Pixeln; sonst 512 oder die des Fotos, wenn sie kleiner ist',
  'The longer side that the network sees, in pixels; default 512 or the photo’s own, if smaller':
    'Die längere Seite, die das Netz sieht, in Pixeln; sonst 512 oder die des Fotos, wenn kleiner',
  'How far each step goes': 'Wie weit jeder Schritt geht',
  'Steps at each octave': 'Schritte je Oktave',
  'Sizes to dream at, from coarse to fine': 'Größen, in denen geträumt wird, von grob bis fein',
  'From one octave’s size to the next': 'Von der Größe einer Oktave zur nächsten',
  'Random shift before each step, in pixels': 'Zufälliger Versatz vor jedem Schritt, in Pixeln',
  'Blur of each step, in pixels': 'Weichzeichnung jedes Schritts, in Pixeln',
  'More than one makes an animation: dreams of dreams': 'Mehr als eins wird eine Animation: Träume von Träumen',
  'Steps at each octave in the frames after the first; default 0.4 of iterations':
    'Schritte je Oktave in den Bildern nach dem ersten; sonst das 0,4-Fache des ersten',
  'Enlargement from frame to frame': 'Vergrößerung von Bild zu Bild',
  'Turn from frame to frame, in degrees': 'Drehung von Bild zu Bild, in Grad',
  'Repeats a picture: the same seed gives the same pixels': 'Wiederholt ein Bild: Derselbe Seed gibt dieselben Pixel',
  'File type': 'Dateityp',
  'File type; default png, for animations gif; mp4 where the bot’s machine has ffmpeg':
    'Dateityp; sonst png, für Animationen gif; mp4, wo der Rechner des Bots ffmpeg hat',
  'The recipe: JSON of a job, or a report with one': 'Das Rezept: JSON eines Auftrags oder ein Bericht mit einem',
  'Which one; default all of them': 'Auswahl; sonst alle',
  'The network of requests that name none': 'Das Netz für Anfragen, die keins nennen',
  'The layer of dreams that name none': 'Die Schicht für Träume, die keine nennen',
  'Answer in every channel, or only where this has been set to here':
    'In jedem Kanal antworten oder nur in denen, die dafür gewählt sind',
  'Pictures of one person waiting or running': 'Bilder einer Person, die warten oder entstehen',
  'Pictures of one person in an hour': 'Bilder einer Person in einer Stunde',
  'Pictures waiting here': 'Bilder, die hier warten',
  'Hide pictures until somebody wants to see them': 'Bilder verbergen, bis jemand sie sehen will',
  'Change it for the whole place or this channel alone': 'Für alles hier ändern oder nur für diesen Kanal',
  'Forget what was set before': 'Vergessen, was bisher eingestellt war',

  classic: 'klassisch',
  own: 'eigener',
  common: 'gemeinsamer',
  everywhere: 'überall',
  here: 'hier',
  'not-here': 'nicht hier',
  place: 'alles hier',
  channel: 'dieser Kanal',

  'See what a convolutional network sees': 'Sieh, was ein Faltungsnetz sieht',
  'For one command’s options: /help command:dream': 'Die Optionen eines Befehls: /help command:dream',
  '{0}; default {1}': '{0}; sonst {1}',

  Networks: 'Netze',
  installed: 'installiert',
  'not installed': 'nicht installiert',
  unknown: 'unbekannt',

  Queue: 'Warteschlange',
  'Nothing waits: a picture begins as soon as you ask for it.':
    'Nichts wartet: Ein Bild beginnt, sobald du eins haben willst.',
  '{0} running, {1} waiting.': '{0} in Arbeit, {1} in der Schlange.',
  running: 'in Arbeit',
  'done in {0}': 'fertig in {0}',
  '{0} cancelled.': '{0} abgebrochen.',
  'None of your pictures is waiting or running.': 'Keins deiner Bilder wartet oder entsteht gerade.',

  'What holds here': 'Was hier gilt',
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
  yes: 'ja',
  no: 'nein',

  'Filter {0} never fired from this start.': 'Filter {0} hat von diesem Start aus nie angesprochen.',
  'Filters {0} never fired from this start.': 'Die Filter {0} haben von diesem Start aus nie angesprochen.',
  'Try another seed or more iterations.': 'Versuch einen anderen Seed oder mehr Schritte.',
  'Try another seed or more iterations, or its neighbours {0}.':
    'Versuch einen anderen Seed, mehr Schritte oder seine Nachbarn {0}.',

  'None of these filters fires on this photo.': 'Keiner dieser Filter spricht auf dieses Foto an.',
  'Strongest, by their largest activation: {0}.': 'Am stärksten, nach ihrer größten Aktivierung: {0}.',
  'Where the photo excites {0} filters of {1} of {2}. {3}': 'Wo das Foto {0} Filter von {1} in {2} anspricht. {3}',
  'What the photo excites in {0}: {1}.': 'Was das Foto in {0} anspricht: {1}.',
  'of {0} layers, {1} to {2}, the {3} filters that fire most strongly':
    'von {0} Schichten, {1} bis {2}, die {3} Filter, die am stärksten ansprechen',
  'Shown: {0}.': 'Zu sehen: {0}.',
  'The weights of {0} of {1} of {2}: {3}.': 'Die Gewichte von {0} in {1} von {2}: {3}.',
  '{0}; {1} shown': '{0}; zu sehen: {1}',
  '{0} of {1} over {2}': '{0} von {1} über {2}',
  '{0} of {1}, each over a channel of its own': '{0} von {1}, jeder über einem eigenen Kanal',
  'in {0} groups': 'in {0} Gruppen',
  'stride {0}': 'Schrittweite {0}',
  'dilation {0}': 'Dilatation {0}',
  '{0} parameters': '{0} Parameter',
  '{0}, {1} parameters, {2} multiply-adds': '{0}, {1} Parameter, {2} Multiplikationen mit Addition',
  'The layers of {0}, {1} to {2}, from top to bottom: {3}.':
    'Die Schichten von {0}, {1} bis {2}, von oben nach unten: {3}.',
  'The first {0} of {1} layers.': 'Die ersten {0} von {1} Schichten.',
  'What filters of {0} look for: {1}.': 'Wonach Filter von {0} suchen: {1}.',
  'the first {0} filters of {1} convolutions, {2} to {3}': 'die ersten {0} Filter von {1} Faltungen, {2} bis {3}',
  'All {0} were there already.': 'Alle {0} waren schon da.',
  '{0} of {1} were there already.': '{0} von {1} waren schon da.',
  '{0} of them never fired.': '{0} davon haben nie angesprochen.',
  '/filter with the layer {0} and the filter 3 shows one of them at once, and with a size draws it larger.':
    '/filter mit der Schicht {0} und dem Filter 3 zeigt einen davon sofort und zeichnet ihn mit einer Größe größer.',
  'From the atlas. Set a size, such as {0}, to draw it again, larger and finer.':
    'Aus dem Atlas; mit einer Größe, etwa {0}, wird er neu gezeichnet, größer und feiner.',
  'every layer, a row each': 'jede Schicht, je eine Zeile',
  '{0}. The main layers, to be copied:': '{0}. Die wichtigsten Schichten zum Kopieren:',

  'Give this to /recipe to get the same picture again:': 'Gib das an /recipe, und dasselbe Bild entsteht wieder:',
  'The picture is deleted.': 'Das Bild ist gelöscht.',
  'This picture is being cancelled.': 'Dieses Bild wird abgebrochen.',
  'This picture has already ended.': 'Dieses Bild ist schon abgeschlossen.',
  'The layer whose filters to draw, or a class to draw, as in class:tabby':
    'Die Schicht, deren Filter gezeichnet werden, oder eine Klasse wie class:tabby',
  'Filters like 12, 3,7,12 or 0-24, directions like 12+40; default the first as a grid':
    'Filter wie 12, 3,7,12 oder 0-24, Richtungen wie 12+40; sonst die ersten als Raster',
  'How to draw: sharp forms, photo-like forms, or the grain of the first notebooks':
    'Wie gezeichnet wird: scharfe Formen, fotoähnliche oder die Körnung der ersten Notebooks',
  'So many different faces of one filter': 'So viele verschiedene Gesichter eines Filters',
  'More than one makes an animation from filter to filter and back':
    'Mehr als eins gibt eine Animation von Filter zu Filter und zurück',
  'Draw the neuron in the middle of the map instead of the whole map':
    'Das Neuron in der Mitte der Karte zeichnen statt der ganzen Karte',
  'The longer side in pixels; default that of the method': 'Die längere Seite in Pixeln; sonst die der Methode',
  'How far each step goes; default that of the method': 'Wie weit jeder Schritt geht; sonst wie bei der Methode',
  'Steps; default that of the method': 'Schritte; sonst wie bei der Methode',
  sharp: 'scharf',
  maco: 'MACO',
  'Erase your photos, your pictures and their recipes from Dreambot':
    'Deine Fotos, Bilder und Rezepte bei Dreambot löschen',
}
