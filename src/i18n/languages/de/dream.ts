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
  'Dream of several layers, each with how hard it pulls, like conv2:1, conv5:1.5':
    'Von mehreren Schichten träumen, jede mit ihrer Zugkraft, etwa conv2:1, conv5:1.5',
  'A second photo: the dream takes on what it shows': 'Ein zweites Foto: Der Traum nimmt an, was es zeigt',
  'Dream only where the photo is opaque; its transparent parts stay as they are':
    'Nur träumen, wo das Foto deckt; seine durchsichtigen Teile bleiben, wie sie sind',
  'Make so many bands of each step equally strong, coarse forms and fine ones; 0 for none':
    'So viele Bänder jedes Schritts gleich stark machen, grobe Formen und feine; 0 für keine',
  'How much of the photo’s fine detail comes back at each octave':
    'Wie viel von den Feinheiten des Fotos bei jeder Oktave wiederkehrt',
  'Let the end of an animation grow into its beginning, without a cut':
    'Das Ende einer Animation ohne Schnitt in ihren Anfang übergehen lassen',
  'Go through the layers frame by frame instead of mixing them':
    'Bild für Bild durch die Schichten gehen, statt sie zu mischen',

  '{0} is not among the layers.': '{0} ist nicht unter den Schichten.',
  'Name it there, or leave one of both options out.': 'Nenn sie dort, oder lass eine der beiden Optionen weg.',
  'Filters are of one layer, and here are several.': 'Filter gehören zu einer Schicht, und hier sind es mehrere.',
  'Leave the filters or the layers out.': 'Lass die Filter oder die Schichten weg.',
  '{0} frames of {1} pixels are too much for one animation.':
    '{0} Bilder mit {1} Pixeln sind zu viel für eine Animation.',
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
