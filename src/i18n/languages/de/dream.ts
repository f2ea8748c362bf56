/** /dream. */
export const dream = {
  'Let a photo dream: a network sees things in it, and the photo becomes what it sees':
    'Lass ein Foto träumen: Ein Netz sieht Dinge darin, und das Foto wird zu dem, was es sieht',
  'Dream this image': 'Dieses Bild träumen',
  'What to dream of: early layers give textures, late ones objects':
    'Wovon geträumt wird: Frühe Schichten geben Texturen, späte Objekte',
  'Dream of these filters of the layer alone, like 3,7 or 0-4':
    'Nur von diesen Filtern der Schicht träumen, etwa 3,7 oder 0-4',
  'The longer side in pixels; default 512 or the photo’s own, if smaller':
    'Die längere Seite in Pixeln; sonst 512 oder die des Fotos, wenn sie kleiner ist',
  'Size of each step': 'Größe jedes Schritts',
  'Steps at each octave': 'Schritte je Oktave',
  'Sizes to dream at, from coarse to fine': 'Größen, in denen geträumt wird, von grob bis fein',
  'Ratio of one octave’s size to the next': 'Verhältnis der Größe einer Oktave zur nächsten',
  'Random shift before each step, in pixels': 'Zufälliger Versatz vor jedem Schritt, in Pixeln',
  'Blur of each step, in pixels': 'Weichzeichnung jedes Schritts, in Pixeln',
  'Number of frames; more than one makes an animation, each a dream of the last':
    'Anzahl der Bilder; mehr als eins gibt eine Animation, jedes ein Traum des vorigen',
  'Steps at each octave in the frames after the first; default 0.4 of iterations':
    'Schritte je Oktave in den Bildern nach dem ersten; sonst das 0,4-Fache des ersten',
  'Enlargement from frame to frame': 'Vergrößerung von Bild zu Bild',
  'Rotation from frame to frame, in degrees': 'Drehung von Bild zu Bild, in Grad',
  'Dream of several layers, each with a weight, like conv2:1, conv5:1.5':
    'Von mehreren Schichten träumen, jede mit einem Gewicht, etwa conv2:1, conv5:1.5',
  'A second photo, whose features the dream takes on': 'Ein zweites Foto, dessen Merkmale der Traum annimmt',
  'Dream only where the photo is opaque; its transparent parts stay as they are':
    'Nur träumen, wo das Foto deckt; seine durchsichtigen Teile bleiben, wie sie sind',
  'Number of frequency bands that are equally strong in each step; 0 for none':
    'Anzahl der Frequenzbänder, die in jedem Schritt gleich stark sind; 0 für keine',
  'Share of the photo’s fine detail that is restored at each octave':
    'Anteil der Feinheiten des Fotos, der bei jeder Oktave wiederkehrt',
  'Make an animation that ends where it begins': 'Eine Animation machen, die endet, wo sie beginnt',
  'Go through the layers frame by frame instead of mixing them':
    'Bild für Bild durch die Schichten gehen, statt sie zu mischen',

  '{0} is not among the layers.': '{0} ist nicht unter den Schichten.',
  'Add it to the layers, or leave one of the two options out.':
    'Nimm sie in die Schichten auf oder lass eine der beiden Optionen weg.',
  'Filters belong to one layer, and several layers are given.':
    'Filter gehören zu einer Schicht, und mehrere Schichten sind angegeben.',
  'Leave the filters or the layers out.': 'Lass die Filter oder die Schichten weg.',
  '{0} frames of {1} pixels are too large for one animation.':
    '{0} Bilder mit {1} Pixeln sind zu groß für eine Animation.',
  'Ask for a size of at most {0}, or for at most {1} frames.':
    'Nimm eine Größe von höchstens {0} oder höchstens {1} Bilder.',
  'A loop is an animation of at least {0} frames.': 'Eine Schleife ist eine Animation von mindestens {0} Bildern.',
  'Ask for more frames.': 'Nimm mehr Bilder.',
  'A journey goes from one layer to another.': 'Eine Reise geht von einer Schicht zur anderen.',
  'Name two layers or more, like conv2, conv5.': 'Nenn zwei Schichten oder mehr, etwa conv2, conv5.',
  'A journey through {0} layers takes at least {1} frames.':
    'Eine Reise durch {0} Schichten braucht mindestens {1} Bilder.',
  'Ask for more frames or fewer layers.': 'Nimm mehr Bilder oder weniger Schichten.',
}
