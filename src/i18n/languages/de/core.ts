/** Layers, filters and file types as people name them. */
export const core = {
  'There is no command "{0}".': 'Einen Befehl „{0}“ gibt es nicht.',
  'Filter {0} does not exist: {1} has filters 0 to {2}.': 'Filter {0} gibt es nicht: {1} hat die Filter 0 bis {2}.',
  '{0} has no layer "{1}".': '{0} hat keine Schicht „{1}“.',
  'The network’s output for this picture is too large to compute with.':
    'Die Ausgabe des Netzes für dieses Bild ist zu groß, um damit zu rechnen.',
  'Try a smaller step, another layer, or another input range for a network of your own.':
    'Versuch eine kleinere Schrittweite, eine andere Schicht oder bei einem eigenen Netz einen anderen Eingabebereich.',
  'Free some space there, or set DREAMBOT_DATA to another folder.':
    'Schaff dort Platz oder setz DREAMBOT_DATA auf einen anderen Ordner.',

  '{0} frames do not fit into a {1} file.': '{0} Bilder passen nicht in eine {1}-Datei.',
  'Animations are {0}.': 'Animationen sind {0}.',
  'An {0} file holds an animation, and this is one picture.':
    'Eine {0}-Datei enthält eine Animation, und dies ist ein einzelnes Bild.',
  'Ask for more frames, or for another file type.': 'Nimm mehr Bilder oder einen anderen Dateityp.',

  '"{0}" is no list of filters.': '„{0}“ ist keine Liste von Filtern.',
  'Write one like 12, 3,7,12 or 0-24, or a direction like 12+40 or 12-0.5*40.':
    'Schreib sie wie 12, 3,7,12 oder 0-24 oder eine Richtung wie 12+40 oder 12-0.5*40.',
  'The weights of {0} are too large.': 'Die Gewichte von {0} sind zu groß.',
  'Weights go up to {0}.': 'Gewichte gehen bis {0}.',

  'Write one like 12, 3,7,12 or 0-24.': 'Schreib sie wie 12, 3,7,12 oder 0-24.',
  '{0} filters are too many for one picture: at most {1} fit.':
    '{0} Filter sind zu viele für ein Bild: Höchstens {1} passen hinein.',
  'Ask for fewer.': 'Nimm weniger.',

  '"{0}" is no list of layers.': '„{0}“ ist keine Liste von Schichten.',
  'Write one like conv2:1, conv5:1.5; a layer without a weight has 1.':
    'Schreib sie wie conv2:1, conv5:1.5; eine Schicht ohne Gewicht hat 1.',
  '{0} is named twice.': '{0} ist zweimal genannt.',
  'Give it one weight, like {0}:2.': 'Gib ihr ein einziges Gewicht, etwa {0}:2.',
  '{0} layers are too many for one picture: at most {1} fit.':
    '{0} Schichten sind zu viele für ein Bild: Höchstens {1} haben Platz.',
  'The weight of {0} is {1}; it must be above 0 and at most {2}.':
    'Das Gewicht von {0} ist {1}; es muss über 0 liegen und höchstens {2} sein.',
  'Leave the layer out instead.': 'Lass die Schicht stattdessen weg.',

  'Filter {0} never fired from this start.': 'Filter {0} hat von diesem Start aus nie angesprochen.',
  'Filters {0} never fired from this start.': 'Die Filter {0} haben von diesem Start aus nie angesprochen.',
  'Try another seed or more iterations.': 'Versuch einen anderen Seed oder mehr Schritte.',
  'Try another seed or more iterations, or its neighbours {0}.':
    'Versuch einen anderen Seed, mehr Schritte oder seine Nachbarn {0}.',
}
