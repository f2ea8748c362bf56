/** /filter. */
export const filter = {
  'Draw what a filter of a network looks for': 'Zeichne, wonach ein Filter eines Netzes sucht',
  'Draw the filter into this photo instead of noise': 'Zeichne den Filter in dieses Foto statt in Rauschen',
  classic: 'klassisch',
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

  '{0} has no class "{1}".': '{0} kennt keine Klasse „{1}“.',
  'Name one, like class:{0}.': 'Nenn eine, etwa class:{0}.',
  '{0} is what to draw, and so are the filters {1}.': 'Gezeichnet werden soll {0}, aber auch die Filter {1}.',
  'class {0} of {1} is {2}': 'Klasse {0} von {1} ist {2}',
}
