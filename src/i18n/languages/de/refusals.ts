/** What people hear when something they asked for cannot be done: options, photos, limits, rights. */
export const refusals = {
  'There is no command "{0}".': 'Einen Befehl „{0}“ gibt es nicht.',
  'There is no option {0}.': 'Eine Option {0} gibt es nicht.',
  'It takes no options.': 'Dieser Befehl hat keine Optionen.',
  'Did you mean {0}?': 'Meintest du {0}?',
  'Did you mean {0}? The options are {1}.': 'Meintest du {0}? Die Optionen sind {1}.',
  'These options do not go together.': 'Diese Optionen passen nicht zusammen.',
  '{0} is missing.': '{0} fehlt.',
  '{0} is missing: it must be {1}.': '{0} fehlt: Es muss {1} sein.',
  '{0} must be {1}, not {2}.': '{0} muss {1} sein, nicht {2}.',
  '{0} cannot be {1}: {2}': '{0} kann nicht {1} sein: {2}',
  'The nearest is {0}.': 'Am nächsten liegt {0}.',

  'a whole number': 'eine ganze Zahl',
  'a number': 'eine Zahl',
  '{0} from {1} to {2}': '{0} von {1} bis {2}',
  'at least {0}': 'mindestens {0}',
  'above {0}': 'über {0}',
  'at most {0}': 'höchstens {0}',
  'below {0}': 'unter {0}',
  '{0} and a multiple of {1}': '{0} und ein Vielfaches von {1}',
  // What is typed stays English.
  'yes or no': 'yes oder no',
  'of another kind': 'von anderer Art',
  text: 'Text',
  'text that is not empty': 'Text, der nicht leer ist',
  'text of at least {0} characters': 'Text mit mindestens {0} Zeichen',
  'text of at most {0} characters': 'Text mit höchstens {0} Zeichen',
  'text of {0} to {1} characters': 'Text mit {0} bis {1} Zeichen',
  'a list, each {0}': 'eine Liste, jeweils {0}',
  'a list of at least {0}, each {1}': 'eine Liste von mindestens {0}, jeweils {1}',
  'a list of at most {0}, each {1}': 'eine Liste von höchstens {0}, jeweils {1}',
  'a list of {0} to {1}, each {2}': 'eine Liste von {0} bis {1}, jeweils {2}',
  'a photo': 'ein Foto',
  'a recipe': 'ein Rezept',
  'the name of a layer': 'der Name einer Schicht',
  'the name of a network': 'der Name eines Netzes',
  'the name of a command': 'der Name eines Befehls',
  'filters like 12, 3,7,12 or 0-24': 'eine Liste von Filtern wie 12, 3,7,12 oder 0-24',
  'one of your pictures that are not done': 'eins deiner Bilder, die noch nicht fertig sind',

  'filters are numbers and ranges, like 12 or 3,7,12 or 0-24.':
    'Filter sind Zahlen und Bereiche wie 12 oder 3,7,12 oder 0-24.',
  '"{0}" is no list of filters.': '„{0}“ ist keine Liste von Filtern.',
  'Write one like 12, 3,7,12 or 0-24.': 'Schreib sie wie 12, 3,7,12 oder 0-24.',
  '{0} filters are too many for one picture: at most {1} fit.':
    '{0} Filter sind zu viele für ein Bild: Höchstens {1} passen hinein.',
  'Ask for fewer.': 'Nimm weniger.',
  'Write one like 12, 3,7,12 or 0-24, or a direction like 12+40 or 12-0.5*40.':
    'Schreib sie wie 12, 3,7,12 oder 0-24 oder eine Richtung wie 12+40 oder 12-0.5*40.',
  'The weights of {0} are too large.': 'Die Gewichte von {0} sind zu groß.',
  'They go up to {0}.': 'Sie gehen bis {0}.',
  'Filter {0} does not exist: {1} has filters 0 to {2}.': 'Filter {0} gibt es nicht: {1} hat die Filter 0 bis {2}.',
  '{0} has no layer "{1}".': '{0} hat keine Schicht „{1}“.',
  '{0} is the last layer of {1}.': '{0} ist die letzte Schicht von {1}.',
  'More than {0} iterations are not possible.': 'Mehr als {0} Schritte sind nicht möglich.',
  'Try Deeper.': 'Versuch „Tiefer“.',
  '{0} frames do not fit into a {1}.': '{0} Bilder passen nicht in ein {1}.',
  'Animations are {0}.': 'Animationen sind {0}.',
  'An {0} holds an animation, and here is one picture.': 'Ein {0} enthält eine Animation, und hier ist nur ein Bild.',
  'Ask for more frames, or for another file type.': 'Nimm mehr Bilder oder einen anderen Dateityp.',
  'No mp4 can be made: {0}.': 'Ein mp4 lässt sich nicht machen: {0}.',
  'Ask for gif or webp.': 'Nimm gif oder webp.',
  'this bot’s machine has no ffmpeg': 'der Rechner dieses Bots hat kein ffmpeg',
  'the ffmpeg of this bot’s machine has no x264': 'das ffmpeg auf dem Rechner dieses Bots hat kein x264',
  'ffmpeg took longer than {0}': 'ffmpeg hat länger als {0} gebraucht',
  'ffmpeg was stopped': 'ffmpeg wurde beendet',
  'there is no folder for temporary files ({0})': 'es gibt keinen Ordner für vorläufige Dateien ({0})',
  'The mp4 has {0}, and at most {1} can be posted here.': 'Das mp4 hat {0}, und hier lassen sich höchstens {1} senden.',
  'Ask for a smaller size, for fewer frames, or for webp.': 'Nimm eine kleinere Größe, weniger Bilder oder webp.',

  'Attach a photo.': 'Häng ein Foto an.',
  'Attach one.': 'Häng eins an.',
  'Attach it again.': 'Häng es noch einmal an.',
  'Attach that one.': 'Häng das richtige an.',
  'This picture needs a photo.': 'Dieses Bild braucht ein Foto.',
  'There is no such photo.': 'Dieses Foto gibt es nicht.',
  'The photo of this picture is no longer kept.': 'Das Foto zu diesem Bild ist nicht mehr gespeichert.',
  'The picture could not be fetched: {0}.': 'Das Bild ließ sich nicht laden: {0}.',
  'it took too long': 'es hat zu lange gedauert',
  'it lies outside this chat': 'es liegt außerhalb dieses Chats',
  'it is redirected too often': 'es wird zu oft weitergeleitet',
  'its host does not answer': 'sein Server antwortet nicht',
  'its host answers {0}': 'sein Server antwortet mit {0}',
  'The picture has more than {0} MB.': 'Das Bild hat mehr als {0} MB.',
  'Send a smaller one.': 'Schick ein kleineres.',
  'The picture is empty: its file has 0 bytes.': 'Das Bild ist leer: Seine Datei hat 0 Bytes.',
  'Upload it once more.': 'Lade es noch einmal hoch.',
  "The picture's file has {0} MB, and the limit is {1} MB.": 'Die Datei des Bildes hat {0} MB, erlaubt sind {1} MB.',
  'Save it as a JPEG, or make it smaller.': 'Speichere es als JPEG oder mach es kleiner.',
  'The file is {0}, and only {1} can be read.': 'Die Datei ist {0}; lesbar sind nur {1}.',
  'in the format {0}': 'im Format {0}',
  'not a picture': 'kein Bild',
  'Export it as a JPEG or PNG; a screenshot does it too.':
    'Exportiere sie als JPEG oder PNG; ein Screenshot tut es auch.',
  'The picture has {0} x {1} pixels, {2} megapixels, and the limit is {3}.':
    'Das Bild hat {0} x {1} Pixel, {2} Megapixel; erlaubt sind {3}.',
  'Make it {0} x {1} or smaller.': 'Verkleinere es auf höchstens {0} x {1}.',
  'The {0} picture cannot be read: its file is damaged or cut short.':
    'Das {0}-Bild lässt sich nicht lesen: Seine Datei ist beschädigt oder abgeschnitten.',
  'Upload it once more; if that fails too, open it in a viewer and save it again.':
    'Lade es noch einmal hoch; wenn auch das nicht klappt, öffne es in einem Bildbetrachter und speichere es neu.',

  'A picture of {0} is too small': 'Ein Bild von {0} ist zu klein',
  'A picture of {0} is too small: the smallest of {1} octaves would be {2}':
    'Ein Bild von {0} ist zu klein: Die kleinste von {1} Oktaven hätte {2}',
  '{0}, and {1} needs {2} x {3}.': '{0}, und {1} braucht {2} x {3}.',
  'Ask {0}.': 'Nimm {0}.',
  'Ask {0}, or {1}.': 'Nimm {0} oder {1}.',
  'for a size of at least {0}': 'eine Größe von mindestens {0}',
  'for at most {0}': 'höchstens {0}',
  'Choose a layer nearer to the input, or another photo.': 'Wähl eine Schicht näher am Eingang oder ein anderes Foto.',
  'A picture of {0} x {1} is too small for {2}.': 'Ein Bild von {0} x {1} ist zu klein für {2}.',
  'A picture of {0} x {1} is too small for {2}: it takes at least {3} x {4}.':
    'Ein Bild von {0} x {1} ist zu klein für {2}: Es braucht mindestens {3} x {4}.',
  'Use a layer nearer to the input.': 'Nimm eine Schicht näher am Eingang.',
  'Use a larger picture or a layer nearer to the input.': 'Nimm ein größeres Bild oder eine Schicht näher am Eingang.',
  'A picture of {0} x {1} does not fit this network: {2} would join maps of {3}.':
    'Ein Bild von {0} x {1} passt nicht zu diesem Netz: {2} müsste Karten von {3} verbinden.',
  'Try another size; for many such networks both sides must be multiples of 32.':
    'Versuch eine andere Größe; bei vielen solchen Netzen müssen beide Seiten Vielfache von 32 sein.',
  '{0} is not a convolution, so it has no kernels.': '{0} ist keine Faltung und hat keine Kernel.',
  'The nearest convolutions: {0}.': 'Die nächsten Faltungen: {0}.',
  'The kernels of {0} are single weights, and all channels are drawn side by side.':
    'Die Kernel von {0} sind einzelne Gewichte, und alle Kanäle werden nebeneinander gezeichnet.',
  'Leave channel out.': 'Lass channel weg.',
  'Channel {0} does not exist: each filter of {1} reads channels 0 to {2}.':
    'Kanal {0} gibt es nicht: Jeder Filter von {1} liest die Kanäle 0 bis {2}.',
  'Filters are those of one layer, and none is named.': 'Filter gehören zu einer Schicht, und es ist keine genannt.',
  'Name a layer.': 'Nenn eine Schicht.',
  'Use a larger picture.': 'Nimm ein größeres Bild.',
  '{0} has no class "{1}".': '{0} kennt keine Klasse „{1}“.',
  'Name one, like class:{0}.': 'Nenn eine, etwa class:{0}.',

  'This is no recipe: it is not JSON.': 'Das ist kein Rezept: Es ist kein JSON.',
  'This is no recipe: its {0} is missing or wrong.': 'Das ist kein Rezept: {0} fehlt oder ist falsch.',
  content: 'der Inhalt',
  'This is no recipe: the command {0} renders nothing.': 'Das ist kein Rezept: Der Befehl {0} erzeugt kein Bild.',
  'Use the one that came with the picture, unchanged.': 'Nimm unverändert das, das mit dem Bild kam.',
  'This is not the photo that the recipe was made with.': 'Das ist nicht das Foto, zu dem das Rezept gehört.',
  'This picture is no longer kept.': 'Dieses Bild ist nicht mehr gespeichert.',
  'Render it again from its recipe.': 'Erzeuge es neu aus seinem Rezept.',
  'This picture is no longer on record.': 'Über dieses Bild ist nichts mehr bekannt.',

  'You already have {0} waiting or running; send the next {1}.':
    'Du hast schon {0} in Arbeit oder in der Schlange; schick das nächste, {1}.',
  'when it is done': 'sobald es fertig ist',
  'when one of them is done': 'sobald eins davon fertig ist',
  '{0}, in {1}': '{0}, in {1}',
  'This place already has {0} waiting; come back when one of them has started.':
    'Hier gibt es schon {0} in der Schlange; komm wieder, sobald eins davon begonnen hat.',
  'You have reached the limit of {0} per hour; come back in {1}.':
    'Mehr als {0} pro Stunde gehen nicht; komm in {1} wieder.',
  'Dreambot is shutting down and takes no new pictures.':
    'Dreambot wird gerade beendet und nimmt keine neuen Bilder an.',
  'Ask again in a minute.': 'Versuch es in einer Minute noch einmal.',

  'Only moderators of this place can do that.': 'Das darf hier nur die Moderation.',
  'Only the person who asked for this picture can do that.': 'Das darf nur, wer dieses Bild haben wollte.',
  'Dreambot does not answer in this channel.': 'Dreambot antwortet in diesem Kanal nicht.',
  'Ask its moderators where it does.': 'Frag die Moderation, wo.',
  'There is only one channel here.': 'Hier gibt es nur einen Kanal.',
  'Use this in a server or workspace.': 'Nutze das auf einem Server oder in einem Workspace.',
  'Then Dreambot would answer nowhere.': 'Dann würde Dreambot nirgends antworten.',
  'Set another channel to here first.': 'Wähl zuerst einen anderen Kanal dafür.',

  'The network answers this picture with numbers that are too large to go on.':
    'Das Netz antwortet auf dieses Bild mit Zahlen, die zum Weiterrechnen zu groß sind.',
  'Try a smaller step, another layer, or another input range for a network of your own.':
    'Versuch eine kleinere Schrittweite, eine andere Schicht oder bei einem eigenen Netz einen anderen Eingabebereich.',
  'The render process ended before this picture was finished.':
    'Der Rechenprozess ist zu Ende gegangen, bevor dieses Bild fertig war.',
  'Ask for it again; if that fails too, try a smaller size.':
    'Versuch es noch einmal; wenn auch das nicht klappt, nimm eine kleinere Größe.',
  'This picture was stopped because it made no progress for {0}.':
    'Dieses Bild wurde abgebrochen, weil es {0} lang keinen Schritt weiterkam.',
  'Ask for it again, or for a smaller size.': 'Versuch es noch einmal oder nimm eine kleinere Größe.',
  'No render worker has the network {0}.': 'Kein Rechenprozess hat das Netz {0}.',
  'Try again later, or with another network.': 'Versuch es später noch einmal oder mit einem anderen Netz.',
  'Something went wrong inside Dreambot.': 'In Dreambot ist etwas schiefgegangen.',
  'It has been logged; try again, or with other options if it happens twice.':
    'Es ist protokolliert; versuch es noch einmal, und wenn es wieder passiert, mit anderen Optionen.',
  'The reply is ready, but it could not be posted here.':
    'Die Antwort ist fertig, ließ sich hier aber nicht veröffentlichen.',
  'Ask again in a while.': 'Versuch es später noch einmal.',

  'The objective is empty: it needs at least one layer.': 'Das Ziel ist leer: Es braucht mindestens eine Schicht.',
  '{0} has filters listed for {1} images, and there are {2}.':
    'Für {0} sind Filter zu {1} Bildern aufgezählt, es sind aber {2}.',
  'The weights of {0} are not here, and nobody knows how long its atlas takes.':
    'Die Gewichte von {0} sind nicht hier, und niemand weiß, wie lange sein Atlas dauert.',
  'Where Dreambot runs, npm run atlas -- {0} draws it ahead.':
    'Wo Dreambot läuft, zeichnet npm run atlas -- {0} ihn im Voraus.',
  'Use another network.': 'Nimm ein anderes Netz.',
  '{0} has no convolutions to draw.': '{0} hat keine Faltungen, die man zeichnen könnte.',
  'The atlas cannot be kept in {0}: {1}.': 'Der Atlas kann in {0} nicht aufbewahrt werden: {1}.',
  'This picture would take {0}, and no picture may take longer than {1}.':
    'Dieses Bild würde {0} dauern, und kein Bild darf länger dauern als {1}.',
  'This picture needs more memory than is available.': 'Dieses Bild braucht mehr Speicher, als verfügbar ist.',
  'Ask for a smaller one.': 'Verlange ein kleineres.',
  'Memory was short: the pictures were computed a few at a time.':
    'Der Speicher war knapp: Die Bilder wurden zu wenigen auf einmal gerechnet.',
  'Memory was short: the picture was computed in tiles.':
    'Der Speicher war knapp: Das Bild wurde in Kacheln gerechnet.',
  'The graphics card had too little memory: the processor did the work.':
    'Die Grafikkarte hatte zu wenig Speicher: Gerechnet hat der Prozessor.',
  'The graphics card failed: the processor did the work.': 'Die Grafikkarte hat versagt: Gerechnet hat der Prozessor.',
  'This picture needs more than the {0} of memory that a render process may hold.':
    'Dieses Bild braucht mehr als die {0} Speicher, die ein Rechenprozess haben darf.',
  '{0} finished pictures cannot be posted at the moment.':
    '{0} Bilder sind fertig und lassen sich gerade nicht abschicken.',
  'Try a size of {0}.': 'Versuch es mit der Größe {0}.',
  'Ask for fewer frames or filters.': 'Nimm weniger Bilder oder Filter.',
  'A size of {0} would fit.': 'Mit der Größe {0} ginge es.',
  'Ask for fewer frames, filters or iterations.': 'Nimm weniger Bilder, Filter oder Iterationen.',
  'No filter of {0} is chosen: name at least one.': 'Kein Filter von {0} ist gewählt: Nenn mindestens einen.',
  'The {0} of {1} is {2}; it must be a finite number.': '{0} von {1} ist {2}; es muss eine endliche Zahl sein.',
  'Dreambot has forgotten your photos and pictures. What was posted stays until you delete it.':
    'Dreambot hat deine Fotos und Bilder vergessen. Was gepostet ist, bleibt, bis du es löschst.',
  '{0} names no classes: it does not classify pictures, or the names are not installed.':
    '{0} benennt keine Klassen: Es ordnet keine Bilder ein, oder die Namen sind nicht installiert.',
  'Choose another network, or one of its layers.': 'Nimm ein anderes Netz oder eine seiner Schichten.',
  '{0} draws nothing into a photo.': '{0} zeichnet nichts in ein Foto.',
  'Choose sharp or classic.': 'Nimm sharp oder classic.',
  'Variations and frames are drawn by the method sharp, not by {0}.':
    'Variationen und Animationen zeichnet die Methode sharp, nicht {0}.',
  'Choose sharp.': 'Nimm sharp.',
  'Variations and frames are not drawn into a photo.':
    'Variationen und Animationen werden nicht in ein Foto gezeichnet.',
  'Leave the photo out.': 'Lass das Foto weg.',
  'Variations don’t go together with frames.': 'Variationen und Animationen gehen nicht zusammen.',
  'Variations are of one filter, and here are {0}.': 'Variationen gibt es von einem Filter, hier sind es {0}.',
  'Choose one.': 'Wähl einen.',
  'An animation goes from one filter to another.': 'Eine Animation geht von einem Filter zum anderen.',
  'Choose two filters or more, like 12,40.': 'Wähl zwei Filter oder mehr, etwa 12,40.',
  '{0} frames are too few for {1} filters.': '{0} Bilder sind zu wenige für {1} Filter.',
  'Ask for more frames or fewer filters.': 'Nimm mehr Bilder oder weniger Filter.',
  '{0} is what to draw, and so are the filters {1}.': 'Gezeichnet werden soll {0}, aber auch die Filter {1}.',
  'class {0} of {1} is {2}': 'Klasse {0} von {1} ist {2}',
}
