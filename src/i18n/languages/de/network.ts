/** Networks, their weights, and downloads. At the ends of sentences "sie" is the file. */
export const network = {
  'Installed networks: {0}.': 'Installierte Netze: {0}.',

  '{0} names no classes: it does not classify pictures, or the names are not installed.':
    '{0} benennt keine Klassen: Es ordnet keine Bilder ein, oder die Namen sind nicht installiert.',
  'Choose another network, or one of its layers.': 'Nimm ein anderes Netz oder eine seiner Schichten.',

  settings: 'Einstellungen',
  'it is not JSON': 'sie ist kein JSON',
  'it is not an object': 'sie ist kein Objekt',
  'an object with {0}': 'ein Objekt mit {0}',
  'it has {0}': 'sie hat {0}',
  'only {0}': 'nur {0}',
  'its {0} is {1}': '{0} ist darin {1}',
  'three numbers': 'drei Zahlen',
  'three numbers above 0': 'drei Zahlen über 0',
  'its labels are in {0}': 'ihre Klassennamen stehen in {0}',
  'a list of labels, or the name of a text file in the same folder with one label per line':
    'eine Liste von Klassennamen oder der Name einer Textdatei im selben Ordner mit einem Klassennamen je Zeile',

  unknown: 'unbekannt',
  'The weights file {0} cannot be used: {1}.': 'Die Gewichtsdatei {0} ist nicht zu gebrauchen: {1}.',
  'The settings file {0} cannot be used: {1}.': 'Die Einstellungsdatei {0} ist nicht zu gebrauchen: {1}.',
  'The network in {0} cannot be read: {1}.': 'Das Netz in {0} lässt sich nicht lesen: {1}.',
  'an ONNX network': 'ein ONNX-Netz',
  'it has {0} labels': 'sie hat {0} Klassennamen',
  '{0} for the classes of {1}': '{0} für die Klassen von {1}',

  '{0} cannot be fetched: {1}.': '{0} lässt sich nicht herunterladen: {1}.',
  'this machine is offline': 'dieser Rechner ist offline',
  'Try again when the address can be reached.': 'Versuch es wieder, wenn die Adresse erreichbar ist.',
  'has {0} bytes': 'hat {0} Bytes',
  'has the {0} {1}': 'hat den {0} {1}',

  'Weights cannot be saved in {0}: {1}.': 'Gewichte lassen sich nicht in {0} speichern: {1}.',
  'Make it writable, or set DREAMBOT_WEIGHTS to another folder.':
    'Mach den Ordner beschreibbar oder setz DREAMBOT_WEIGHTS auf einen anderen.',

  'There is no network "{0}".': 'Ein Netz „{0}“ gibt es nicht.',
  'Did you mean {0}? The networks are {1}.': 'Meintest du {0}? Die Netze sind {1}.',

  '{0} to {1}': '{0} bis {1}',
  'it has {0} layers of the kind {1}': 'sie hat {0} Schichten der Art {1}',
  'its {0} has {1} channels': '{0} hat darin {1} Kanäle',
  '{0}, as in {1}': '{0} wie {1}',

  'The weights of {0} are not installed: {1} has no {2}.':
    'Die Gewichte von {0} sind nicht installiert: In {1} fehlt {2}.',
  "The weights of {0}'s {1} are not installed: {2}.": 'Die Gewichte von {1} in {0} sind nicht installiert: {2}.',
  '{0} ends at {1}': '{0} endet bei {1}',
  '{0} lacks it': 'in {0} fehlt die Schicht',
  '{0}, or use {1}.': '{0} oder nimm {1}.',
  '{0} in its place': '{0}, an ihre Stelle,',
  'Download {0} into {1}': 'Lade {0} nach {1} herunter',
  'Put {0} into {1}': 'Leg {0} in {1}',
  'another network': 'ein anderes Netz',
  'another layer': 'eine andere Schicht',
  'a layer up to {0}': 'eine Schicht bis {0}',
  'Replace it with a valid file.': 'Ersetz sie durch eine gültige Datei.',

  '{0} is a layer of {1}, not of {2}': '{0} ist eine Schicht von {1}, nicht von {2}',
  '{0} is the small network that comes with Dreambot; npm run networks -- pull {1} gets a better one':
    '{0} ist das kleine Netz, das Dreambot beiliegt; npm run networks -- pull {1} holt ein besseres',
  'The networks are {0}.': 'Die Netze sind {0}.',
  'The default network is set to "{0}", which does not exist.': 'Als Netz ist „{0}“ voreingestellt, das es nicht gibt.',
  '{0} ends where {1} follows {2}: that is not supported.':
    '{0} endet dort, wo {1} auf {2} folgt: Das wird nicht unterstützt.',

  'Download {0} again.': 'Lade {0} noch einmal herunter.',
  'it has {0} bytes': 'sie hat {0} Bytes',
  'it has the sha256 {0}': 'sie hat den sha256 {0}',
  'it has the md5 {0}': 'sie hat den md5 {0}',
  'it cannot be read ({0})': 'sie lässt sich nicht lesen ({0})',
  'it is empty': 'sie ist leer',
  'it is text': 'sie ist Text',
  'it is a web page': 'sie ist eine Webseite',
  'an HDF5 file of Keras weights': 'eine HDF5-Datei mit Keras-Gewichten',
  'a safetensors file': 'eine safetensors-Datei',

  'it answers {0}': 'die Antwort ist {0}',
  'it is busy for another {0} s': 'der Server ist noch {0} s beschäftigt',
  'no data was received for {0} s': 'seit {0} s kamen keine Daten',
  'it answers {0} to a request for the rest of the file': 'die Antwort auf die Frage nach dem Rest der Datei ist {0}',
  'only {0} of {1} bytes were received': 'nur {0} von {1} Bytes kamen an',
  'The server has no file at {0}: it answers {1}.': 'Der Server hat unter {0} keine Datei: Er antwortet {1}.',
  'It may have moved.': 'Sie ist vielleicht umgezogen.',
  'The file at {0} is not the expected one: it {1}, expected {2}.':
    'Die Datei unter {0} ist nicht die erwartete: Sie {1}, erwartet: {2}.',
  'has more than {0} bytes': 'hat mehr als {0} Bytes',
  'no more': 'nicht mehr',
  'Try again later. A proxy may have answered in place of the server.':
    'Versuch es später noch einmal. Vielleicht hat ein Proxy anstelle des Servers geantwortet.',
  'The download cannot be saved in {0}: {1}.': 'Der Download lässt sich nicht in {0} speichern: {1}.',
  'Free some space, or set DREAMBOT_WEIGHTS to another folder.':
    'Schaff Platz oder setz DREAMBOT_WEIGHTS auf einen anderen Ordner.',

  'the {0} of {1}': '{0} von {1}',
  '{0} is missing': '{0} fehlt',
  '{0} has the shape {1}': '{0} hat die Form {1}',
  none: 'keine',

  'it has none of the layers of {0}': 'sie hat keine der Schichten von {0}',
  '{0} and {1} more': '{0} und {1} weitere',

  '{0}; expected {1}': '{0}; erwartet: {1}',

  'it is incomplete or in another format': 'sie ist unvollständig oder hat ein anderes Format',
  'a whole HDF5 file of Keras weights': 'eine ganze HDF5-Datei mit Keras-Gewichten',

  '{0} has weights for {1} channels': '{0} hat Gewichte für {1} Kanäle',

  'its folder has no {0}': 'in ihrem Ordner gibt es kein {0}',
  'the weights that belong to it': 'die Gewichte, die zu ihr gehören',
  '{0} cannot be read': '{0} lässt sich nicht lesen',
  '{0} is not a file': '{0} ist keine Datei',
  '{0} is a symbolic link out of its folder': '{0} ist ein symbolischer Link aus ihrem Ordner hinaus',
  'a file in the folder': 'eine Datei im Ordner',
  'a file in the same folder': 'eine Datei im selben Ordner',
  '{0} has {1} GB': '{0} hat {1} GB',
  'at most {0} GB': 'höchstens {0} GB',
  '{0} is stored in {1}': '{0} liegt in {1}',
  '{0} is stored in another file': '{0} liegt in einer anderen Datei',
  'all weights in this file': 'alle Gewichte in dieser',
  '{0} has only {1} bytes': '{0} hat nur {1} Bytes',
  '{0} from byte {1} on': '{0} ab Byte {1}',

  '{0} has weights for {1} values': '{0} hat Gewichte für {1} Werte',

  'a whole ONNX file': 'eine ganze ONNX-Datei',
  'it holds no network, or only part of one': 'sie enthält kein Netz oder nur einen Teil davon',
  'it is written in ONNX opset {0}': 'sie ist im ONNX-Opset {0} geschrieben',
  'it has no convolution': 'sie hat keine Faltung',
  'it has no convolution before its operation {0}, which is not supported':
    'sie hat keine Faltung vor der Operation {0}, die nicht unterstützt wird',
  'a convolutional network over RGB pictures': 'ein Faltungsnetz über RGB-Bilder',
  'it has no input': 'sie hat keinen Eingang',
  'it has {0} inputs, {1}': 'sie hat {0} Eingänge, {1}',
  'one input, for pictures': 'ein Eingang, für Bilder',
  'its input {0} is {1}': 'ihr Eingang {0} ist {1}',
  'its input {0} has the shape {1}': 'ihr Eingang {0} hat die Form {1}',

  "of ONNX's type {0}": 'vom ONNX-Typ {0}',

  '{0} is {1}': '{0} ist {1}',
  '{0} has {1} values': '{0} hat {1} Werte',
  '{0} for its shape {1}': '{0} für die Form {1}',
  'it lacks {0}': 'in ihr fehlt {0}',
  'all its weights': 'alle ihre Gewichte',

  '{0} has {1} biases': '{0} hat {1} Bias-Werte',

  'a whole safetensors file': 'eine ganze safetensors-Datei',
  'its header is not JSON': 'ihr Kopf ist kein JSON',
  'its header does not describe tensors': 'ihr Kopf beschreibt keine Tensoren',

  '{0} is not a convolution, so it has no kernels.': '{0} ist keine Faltung und hat keine Kernel.',
  'The nearest convolutions: {0}.': 'Die nächsten Faltungen: {0}.',

  'A picture of {0} x {1} is too small for {2}: it takes at least {3} x {4}.':
    'Ein Bild von {0} x {1} ist zu klein für {2}: Es braucht mindestens {3} x {4}.',
  'Use a layer nearer to the input.': 'Nimm eine Schicht näher am Eingang.',
  'Use a larger picture or a layer nearer to the input.': 'Nimm ein größeres Bild oder eine Schicht näher am Eingang.',
  'A picture of {0} x {1} does not fit this network: {2} would join maps of {3}.':
    'Ein Bild von {0} x {1} passt nicht zu diesem Netz: {2} müsste Karten von {3} verbinden.',
  'Try another size; for many such networks both sides must be multiples of 32.':
    'Versuch eine andere Größe; bei vielen solchen Netzen müssen beide Seiten Vielfache von 32 sein.',
}
