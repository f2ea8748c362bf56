/** What is drawn: dreams, feature maps, and their limits. */
export const vis = {
  'octave {0} of {1}': 'Oktave {0} von {1}',
  'step {0} of {1}': 'Schritt {0} von {1}',

  'frame {0} of {1}': 'Bild {0} von {1}',

  'The guide becomes {0} x {1}, and {2} needs {3} x {4}.': 'Das Leitbild wird {0} x {1}, und {2} braucht {3} x {4}.',
  'Choose a less elongated guide, or a layer nearer to the input.':
    'Nimm ein weniger lang gezogenes Leitbild oder eine Schicht näher am Eingang.',

  'The photo has no transparent parts, and a mask is made of them.':
    'Das Foto hat keine durchsichtigen Teile, und aus ihnen besteht eine Maske.',
  'Send a PNG or WebP with a part erased, or leave the mask out.':
    'Schick ein PNG oder WebP, von dem ein Teil wegradiert ist, oder lass die Maske weg.',
  'The photo is transparent everywhere, so that its mask leaves nothing to change.':
    'Das Foto ist überall durchsichtig: Seine Maske lässt nichts zum Träumen übrig.',
  'Leave the mask out.': 'Lass die Maske weg.',

  '{0} octave': '{0} Oktave',
  '{0} octaves': '{0} Oktaven',
  'A picture of {0} is too small': 'Ein Bild von {0} ist zu klein',
  'A picture of {0} is too small: the smallest of {1} octaves would be {2}':
    'Ein Bild von {0} ist zu klein: Die kleinste von {1} Oktaven hätte {2}',
  '{0}, and {1} needs {2} x {3}.': '{0}, und {1} braucht {2} x {3}.',
  'Ask {0}.': 'Nimm {0}.',
  'Ask {0}, or {1}.': 'Nimm {0} oder {1}.',
  'for a size of at least {0}': 'eine Größe von mindestens {0}',
  'for at most {0}': 'höchstens {0}',
  'Choose a layer nearer to the input, or another photo.': 'Wähl eine Schicht näher am Eingang oder ein anderes Foto.',

  'filter {0} of {1}': 'Filter {0} von {1}',

  'None of these filters fires on this photo.': 'Keiner dieser Filter spricht auf dieses Foto an.',
  'Strongest, by their largest activation: {0}.': 'Am stärksten, nach ihrer größten Aktivierung: {0}.',
  'Where the photo excites {0} filters of {1} of {2}. {3}': 'Wo {0} Filter von {1} in {2} auf das Foto ansprechen. {3}',

  'What the photo excites in {0}: {1}.': 'Was in {0} auf das Foto anspricht: {1}.',
  'of {0} layers, {1} to {2}, the {3} filters that fire most strongly':
    'von {0} Schichten, {1} bis {2}, die {3} Filter, die am stärksten ansprechen',
  'Shown: {0}.': 'Zu sehen: {0}.',
  'Use a larger picture.': 'Nimm ein größeres Bild.',
}
