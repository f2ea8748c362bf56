/** German. Each file of `de/` has the phrases of one room, and `shared.ts` those that several rooms use. */
import type { Language } from '../phrase.ts'
import { app } from './de/app.ts'
import { bot } from './de/bot.ts'
import { cli } from './de/cli.ts'
import { command } from './de/command.ts'
import { commands } from './de/commands.ts'
import { core } from './de/core.ts'
import { discord } from './de/discord.ts'
import { dream } from './de/dream.ts'
import { engine } from './de/engine.ts'
import { filter } from './de/filter.ts'
import { image } from './de/image.ts'
import { network } from './de/network.ts'
import { platforms } from './de/platforms.ts'
import { playground } from './de/playground.ts'
import { scheduler } from './de/scheduler.ts'
import { shared } from './de/shared.ts'
import { slack } from './de/slack.ts'
import { vis } from './de/vis.ts'

const german: Language = {
  phrases: {
    ...app,
    ...bot,
    ...cli,
    ...command,
    ...commands,
    ...core,
    ...discord,
    ...dream,
    ...engine,
    ...filter,
    ...image,
    ...network,
    ...platforms,
    ...playground,
    ...scheduler,
    ...shared,
    ...slack,
    ...vis,
  },

  names: {
    // Commands.
    activations: 'aktivierungen',
    atlas: 'atlas',
    cancel: 'abbrechen',
    dream: 'träume',
    filter: 'filter',
    forget: 'vergessen',
    help: 'hilfe',
    kernels: 'kernel',
    layers: 'schichten',
    networks: 'netze',
    queue: 'warteschlange',
    recipe: 'rezept',
    settings: 'einstellungen',

    // Options.
    answers: 'antworten',
    channel: 'kanal',
    colours: 'farben',
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
    neuron: 'neuron',
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
    variations: 'variationen',
    waiting: 'wartelimit',
    zoom: 'zoom',
  },
}

export default german
