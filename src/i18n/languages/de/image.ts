/** Picture files that are read and written. */
export const image = {
  'The picture is empty: its file has 0 bytes.': 'Das Bild ist leer: Seine Datei hat 0 Bytes.',
  'Upload it once more.': 'Lade es noch einmal hoch.',
  "The picture's file has {0} MB, and the limit is {1} MB.": 'Die Datei des Bildes hat {0} MB, erlaubt sind {1} MB.',
  'Save it as a JPEG, or make it smaller.': 'Speichere es als JPEG oder mach es kleiner.',
  'The file is {0}, and only {1} can be read.': 'Die Datei ist {0}; lesbar sind nur {1}.',
  'in the format {0}': 'im Format {0}',
  'not a picture': 'kein Bild',
  'Export it as a JPEG or PNG, or take a screenshot of it.':
    'Exportiere sie als JPEG oder PNG, oder mach einen Screenshot davon.',
  'The picture has {0} x {1} pixels, {2} megapixels, and the limit is {3}.':
    'Das Bild hat {0} x {1} Pixel, {2} Megapixel; erlaubt sind {3}.',
  'Make it {0} x {1} or smaller.': 'Verkleinere es auf höchstens {0} x {1}.',
  'The {0} picture cannot be read: its file is damaged or cut short.':
    'Das {0}-Bild lässt sich nicht lesen: Seine Datei ist beschädigt oder abgeschnitten.',
  'Upload it once more; if that fails too, open it in a viewer and save it again.':
    'Lade es noch einmal hoch; wenn auch das nicht klappt, öffne es in einem Bildbetrachter und speichere es neu.',

  'No mp4 can be made: {0}.': 'Ein mp4 lässt sich nicht machen: {0}.',
  'Ask for gif or webp.': 'Nimm gif oder webp.',
  'this bot’s machine has no ffmpeg': 'der Rechner dieses Bots hat kein ffmpeg',
  'the ffmpeg of this bot’s machine has no x264': 'das ffmpeg auf dem Rechner dieses Bots hat kein x264',
  'ffmpeg took longer than {0}': 'ffmpeg hat länger als {0} gebraucht',
  'ffmpeg was stopped': 'ffmpeg wurde beendet',
  'there is no folder for temporary files ({0})': 'es gibt keinen Ordner für temporäre Dateien ({0})',

  'The mp4 has {0}, and at most {1} can be posted here.': 'Das mp4 hat {0}, und hier lassen sich höchstens {1} senden.',
  'Ask for a smaller size, for fewer frames, or for webp.': 'Nimm eine kleinere Größe, weniger Bilder oder webp.',

  'A picture': 'Ein Bild',
  'A grid of pictures': 'Ein Raster aus Bildern',
  'An animation': 'Eine Animation',
  '{0} made by /{1} with the layer {2} of {3}': '{0}, erzeugt mit /{1} aus der Schicht {2} von {3}',
}
