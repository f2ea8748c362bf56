/** Engines and the render process. */
export const engine = {
  'The objective is empty: it needs at least one layer.': 'Das Ziel ist leer: Es braucht mindestens eine Schicht.',
  '{0} has filters listed for {1} images, and there are {2}.':
    'Für {0} sind Filter zu {1} Bildern aufgezählt, es sind aber {2}.',
  'No filter of {0} is chosen: name at least one.': 'Kein Filter von {0} ist gewählt: Nenn mindestens einen.',
  'The {0} of {1} is {2}; it must be a finite number.': '{0} von {1} ist {2}; es muss eine endliche Zahl sein.',

  'The engine onnx-{0} cannot be used here: {1}.': 'onnx-{0} lässt sich hier nicht zum Rechnen verwenden: {1}.',
  'With DREAMBOT_ENGINE=auto the best that works is used.':
    'Mit DREAMBOT_ENGINE=auto wird das Beste genommen, das funktioniert.',

  'TensorFlow.js is not installed.': 'TensorFlow.js ist nicht installiert.',

  '{0} on its way': '{0} im Entstehen',

  'fetching {0}': 'lädt {0} herunter',
  'This picture needs a photo.': 'Dieses Bild braucht ein Foto.',

  'Ask for a smaller one.': 'Nimm ein kleineres.',
  'Memory was short: the pictures were computed a few at a time.':
    'Der Speicher war knapp: Die Bilder wurden in kleinen Gruppen berechnet.',
  'Memory was short: the picture was computed in tiles.':
    'Der Speicher war knapp: Das Bild wurde in Kacheln berechnet.',
  'The graphics card had too little memory: the processor did the work.':
    'Die Grafikkarte hatte zu wenig Speicher: Gerechnet hat der Prozessor.',
  'The graphics card failed: the processor did the work.':
    'Die Grafikkarte ist ausgefallen: Gerechnet hat der Prozessor.',
}
