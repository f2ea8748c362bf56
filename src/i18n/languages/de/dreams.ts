/** Mixed layers, guides, masks, loops and journeys of dreams. */
export const dreams = {
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
  'Its guide, if that is no longer kept': 'Sein Leitbild, falls es nicht mehr gespeichert ist',

  'layers like conv2:1, conv5:1.5': 'Schichten wie conv2:1, conv5:1.5',
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

  'The guide becomes {0} x {1}, and {2} needs {3} x {4}.': 'Das Leitbild wird {0} x {1}, und {2} braucht {3} x {4}.',
  'Choose a less elongated guide, or a layer nearer to the input.':
    'Nimm ein weniger lang gezogenes Leitbild oder eine Schicht näher am Eingang.',
  'This is not the guide that the recipe was made with.': 'Das ist nicht das Leitbild, mit dem das Rezept entstand.',
  'The photo has no transparent parts, and a mask is made of them.':
    'Das Foto hat keine durchsichtigen Teile, und aus ihnen besteht eine Maske.',
  'Send a PNG or WebP with a part erased, or leave the mask out.':
    'Schick ein PNG oder WebP, von dem ein Teil wegradiert ist, oder lass die Maske weg.',
  'The photo is transparent everywhere, so that its mask leaves nothing to change.':
    'Das Foto ist überall durchsichtig: Seine Maske lässt nichts zum Träumen übrig.',
  'Leave the mask out.': 'Lass die Maske weg.',
}
