/** German. */
import type { Language } from '../phrase.ts'
import { cards } from './de/cards.ts'
import { chats } from './de/chats.ts'
import { commands } from './de/commands.ts'
import { dreams } from './de/dreams.ts'
import { networks } from './de/networks.ts'
import { playground } from './de/playground.ts'
import { refusals } from './de/refusals.ts'
import { setup } from './de/setup.ts'

const german: Language = {
  phrases: { ...cards, ...commands, ...dreams, ...refusals, ...chats, ...playground, ...networks, ...setup },

  names: {
    activations: 'aktivierungen',
    atlas: 'atlas',
    cancel: 'abbrechen',
    dream: 'träume',
    filter: 'filter',
    help: 'hilfe',
    kernels: 'kernel',
    layers: 'schichten',
    networks: 'netze',
    queue: 'warteschlange',
    forget: 'vergessen',
    neuron: 'neuron',
    variations: 'variationen',
    recipe: 'rezept',
    settings: 'einstellungen',

    answers: 'antworten',
    channel: 'kanal',
    command: 'befehl',
    detail: 'feinheiten',
    filters: 'filter',
    format: 'format',
    'frame-iterations': 'folgeschritte',
    frames: 'bilder',
    guide: 'leitbild',
    image: 'bild',
    iterations: 'schritte',
    jitter: 'versatz',
    journey: 'reise',
    laplacian: 'bänder',
    layer: 'schicht',
    loop: 'schleife',
    mask: 'maske',
    method: 'methode',
    network: 'netz',
    'octave-scale': 'oktavenfaktor',
    octaves: 'oktaven',
    overlay: 'überlagerung',
    'per-hour': 'stundenlimit',
    'per-user': 'personenlimit',
    picture: 'bild',
    range: 'wertebereich',
    reset: 'zurücksetzen',
    rotate: 'drehung',
    scope: 'bereich',
    seed: 'seed',
    size: 'größe',
    smooth: 'glättung',
    spoiler: 'spoiler',
    step: 'schrittweite',
    waiting: 'wartelimit',
    zoom: 'zoom',
  },
}

export default german
