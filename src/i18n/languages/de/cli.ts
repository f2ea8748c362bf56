/** The command line. */
export const cli = {
  '--{0} needs a value.': '--{0} braucht einen Wert.',
  '--{0} needs the name of a file.': '--{0} braucht den Namen einer Datei.',
  '"{0}" is one value too many.': '„{0}“ ist ein Wert zu viel.',
  'To fetch a network: npm run networks -- pull NAME': 'Um ein Netz herunterzuladen: npm run networks -- pull NAME',

  '--out and --report are the same file, {0}.': '--out und --report sind dieselbe Datei, {0}.',
  'Name another one for the report.': 'Nenn eine andere für den Bericht.',

  'The file {0} cannot be read: {1}.': 'Die Datei {0} lässt sich nicht lesen: {1}.',
  'The file {0} cannot be written: {1}.': 'Die Datei {0} lässt sich nicht schreiben: {1}.',
  'Name another one.': 'Nenn eine andere.',
  'it is a folder': 'es ist ein Ordner',
  'it is not a regular file': 'es ist keine gewöhnliche Datei',
  'there is no such file or folder': 'eine solche Datei oder einen solchen Ordner gibt es nicht',
  'a part of its path is not a folder': 'ein Teil des Pfads ist kein Ordner',
  'permission denied': 'dir fehlen die Rechte',
  'the disk is read-only': 'der Datenträger ist schreibgeschützt',
  'its links form a loop': 'seine Links führen im Kreis',

  'The file {0} {1}: results are .png, .jpg, .gif, .webp or .mp4.':
    'Die Datei {0} {1}: Ergebnisse sind .png, .jpg, .gif, .webp oder .mp4.',
  'has no extension': 'hat keine Endung',
  'ends in {0}': 'endet auf {0}',
  'The folder {0} cannot be written to: {1}.': 'In den Ordner {0} lässt sich nicht schreiben: {1}.',
  'Name a file with --out.': 'Nenn mit --out eine Datei.',
  'it has more than {0} MB': 'sie hat mehr als {0} MB',
  'it is a broken link': 'es ist ein Link ins Leere',
  '{0} is not a folder': '{0} ist kein Ordner',

  'pull needs the name of a network.': 'pull braucht den Namen eines Netzes.',
  'See: npm run networks': 'Siehe: npm run networks',

  '{0} cannot write {1}: it writes {2}.': '{0} kann {1} nicht schreiben: Es schreibt {2}.',
  '--format {0} and --out {1} contradict each other.': '--format {0} und --out {1} widersprechen sich.',
}
