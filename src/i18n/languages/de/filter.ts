/** /filter. */
export const filter = {
  'Draw what a filter of a network looks for': 'Zeichne, wonach ein Filter eines Netzes sucht',
  'Draw the filter into this photo instead of noise': 'Zeichne den Filter in dieses Foto statt in Rauschen',
  classic: 'klassisch',
  'The layer whose filters to draw, or a class to draw, as in class:tabby':
    'Die Schicht, deren Filter gezeichnet werden, oder eine Klasse wie class:tabby',
  'Filters like 12, 3,7,12 or 0-24, directions like 12+40; default the first as a grid':
    'Filter wie 12, 3,7,12 oder 0-24, Richtungen wie 12+40; sonst die ersten als Raster',
  'How to draw: sharp forms, photo-like forms, or the classic grain':
    'Wie gezeichnet wird: scharfe Formen, fotoähnliche oder die klassische Körnung',
  'Number of different pictures of one filter': 'Anzahl verschiedener Bilder eines Filters',
  'Number of frames; more than one makes an animation from filter to filter and back':
    'Anzahl der Bilder; mehr als eins gibt eine Animation von Filter zu Filter und zurück',
  'Draw the neuron in the middle of the map instead of the whole map':
    'Das Neuron in der Mitte der Karte zeichnen statt der ganzen Karte',
  'The longer side in pixels; default that of the method': 'Die längere Seite in Pixeln; sonst die der Methode',
  'Size of each step; default that of the method': 'Größe jedes Schritts; sonst wie bei der Methode',
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
  'Variations are drawn of one filter, and {0} are given.':
    'Variationen gibt es von einem Filter, und {0} sind angegeben.',
  'Choose one.': 'Wähl einen.',
  'An animation goes from one filter to another.': 'Eine Animation geht von einem Filter zum anderen.',
  'Choose two filters or more, like 12,40.': 'Wähl zwei Filter oder mehr, etwa 12,40.',
  '{0} frames are too few for {1} filters.': '{0} Bilder sind zu wenige für {1} Filter.',
  'Ask for more frames or fewer filters.': 'Nimm mehr Bilder oder weniger Filter.',

  '{0} has no class "{1}".': '{0} kennt keine Klasse „{1}“.',
  'Name one, like class:{0}.': 'Nenn eine, etwa class:{0}.',
  'Both {0} and the filters {1} are given.': 'Angegeben sind sowohl {0} als auch die Filter {1}.',
  'class {0} of {1} is {2}': 'Klasse {0} von {1} ist {2}',
}
