/** The walls of the house: a line a folder, from the top floor down, with what the folder may import. */

export interface Room {
  readonly folder: string
  /** What the folder holds, in a few words. */
  readonly holds: string
  /** Folders that it may import besides itself, types included; `/**` means all folders below as well. */
  readonly imports: readonly string[]
}

const room = (folder: string, holds: string, imports: readonly string[] = []): Room => ({ folder, holds, imports })

/** Everything below the platforms that a chat may use. */
const CHAT = ['src/command', 'src/core', 'src/i18n']
const WORDS = ['src/core', 'src/i18n']
const SLACK = 'src/platforms/slack'
const DISCORD = 'src/platforms/discord'
const PLAYGROUND = 'src/platforms/playground'

// biome-ignore format: a table
export const WALLS: readonly Room[] = [
  room('src', 'the program’s first file', ['src/app', 'src/app/dev', 'src/core']),
  room('src/app', 'settings, log, and the three programs: serve, cli, worker', ['src/app/monitoring', 'src/platforms/**', 'src/bot', 'src/atlas', 'src/command', 'src/storage', 'src/scheduler/**', 'src/engine', 'src/network/catalog', ...WORDS, 'src/system']),
  room('src/app/dev', 'development: restarts on change, weights stay warm', ['src/app', 'src/scheduler', 'src/system']),
  room('src/app/monitoring', 'health, readiness, metrics', ['src/core', 'src/scheduler', 'src/storage', 'src/system']),

  room('src/platforms', 'what all chats share', [...CHAT, 'src/atlas', 'src/storage', 'src/network/catalog', 'src/image/codec']),
  room('src/platforms/cli', 'the command line', [...CHAT, 'src/system']),
  room(DISCORD, 'Discord: receive, render, deliver', [...CHAT, 'src/platforms', `${DISCORD}/register`, 'src/image/codec', 'src/storage']),
  room(`${DISCORD}/register`, 'slash commands in Discord’s form', [...CHAT, DISCORD, 'src/storage']),
  room(SLACK, 'Slack: connect, render', [...CHAT, 'src/platforms', `${SLACK}/deliver`, `${SLACK}/receive`]),
  room(`${SLACK}/receive`, 'commands, forms, mentions and buttons in', [...CHAT, SLACK, `${SLACK}/deliver`, 'src/platforms', 'src/bot', 'src/image/codec']),
  room(`${SLACK}/deliver`, 'cards and pictures out', [...WORDS, SLACK]),
  room(PLAYGROUND, 'the page’s server', [...CHAT, 'src/platforms', `${PLAYGROUND}/deliver`, `${PLAYGROUND}/receive`, 'src/bot', 'src/atlas', 'src/storage', 'src/network/catalog', 'src/system']),
  room(`${PLAYGROUND}/receive`, 'HTTP requests in', [...CHAT, PLAYGROUND, `${PLAYGROUND}/compose`, `${PLAYGROUND}/deliver`, 'src/platforms', 'src/bot', 'src/atlas', 'src/storage', 'src/network/catalog', 'src/image/codec']),
  room(`${PLAYGROUND}/deliver`, 'cards, history and live events out', ['src/core', PLAYGROUND, 'src/storage', 'src/image/codec', 'src/system']),
  room(`${PLAYGROUND}/compose`, 'lines, forms and suggestions', CHAT),
  room(`${PLAYGROUND}/page`, 'browser code; of the server it knows types alone', [PLAYGROUND, `${PLAYGROUND}/receive`, `${PLAYGROUND}/compose`]),

  room('src/bot', 'a request from call to last card', ['src/command', 'src/atlas', 'src/storage', 'src/scheduler', 'src/network/catalog', 'src/image/codec', 'src/core/**', 'src/i18n']),
  room('src/worker', 'the render process', ['src/command', 'src/atlas', 'src/scheduler', 'src/vis/**', 'src/engine', 'src/network/**', 'src/image/**', 'src/core/**', 'src/i18n', 'src/system']),

  room('commands', 'one file a command', ['commands/**', 'src/command', 'src/atlas', 'src/vis/**', 'src/network/catalog', 'src/network/graph', 'src/image/draw', 'src/core/**', 'src/i18n']),
  room('commands/dream', 'what /dream alone uses', ['src/command', 'src/vis', 'src/vis/dream', 'src/engine', 'src/core/**', 'src/i18n']),
  room('commands/filter', 'what /filter alone uses', ['src/command', 'src/atlas', 'src/vis', 'src/vis/feature', 'src/network/catalog', 'src/core/**', 'src/i18n']),

  room('src/atlas', 'filters drawn once and kept', ['src/command', 'src/vis/feature', 'src/network/catalog', 'src/image', 'src/image/codec', 'src/core/**', 'src/i18n', 'src/system']),
  room('src/command', 'what a command is: options, recipe, line of text', ['src/engine', 'src/network/catalog', 'src/network/graph', 'src/core/**', 'src/i18n']),
  room('src/storage', 'SQLite and the photo folder', ['src/image/codec', ...WORDS, 'src/system']),

  room('src/scheduler', 'the queue, rates, forecast', WORDS),
  room('src/scheduler/process', 'render processes of this machine', ['src/scheduler', ...WORDS, 'src/system']),
  room('src/scheduler/redis', 'render processes elsewhere', ['src/scheduler', 'src/scheduler/process', ...WORDS]),

  room('src/vis', 'what all visualizations share', ['src/engine', 'src/network/graph', 'src/core']),
  room('src/vis/feature', 'what a filter looks for', ['src/vis', 'src/vis/param', 'src/vis/transform', 'src/engine', 'src/network/catalog', 'src/image/draw', 'src/core/**']),
  room('src/vis/dream', 'DeepDream', ['src/vis', 'src/engine', 'src/core/**', 'src/i18n']),
  room('src/vis/inspect', 'activations, kernels, layer tables', ['src/vis', 'src/engine', 'src/network/graph', 'src/image/draw', ...WORDS]),
  room('src/vis/param', 'how a picture is parameterized', ['src/vis', 'src/engine']),
  room('src/vis/transform', 'transforms that make a picture robust', ['src/vis', 'src/engine']),

  room('src/engine', 'gradients: the contract and the choice', ['src/engine/onnx', 'src/engine/probe', 'src/engine/tensorflow', 'src/network/graph', ...WORDS]),
  room('src/engine/probe', 'a graphics card proved before it is taken', ['src/engine', 'src/engine/onnx', 'src/network/graph', 'src/system']),
  room('src/engine/onnx', 'ONNX Runtime', ['src/engine', 'src/engine/onnx/operations', 'src/network/formats/onnx', 'src/network/graph', 'src/system']),
  room('src/engine/onnx/operations', 'each operation with its gradient', ['src/engine/onnx', 'src/network/graph']),
  room('src/engine/tensorflow', 'TensorFlow.js', ['src/engine', 'src/network/graph', ...WORDS]),

  room('models', 'one file a network', ['src/network/catalog', 'src/network/formats', 'src/network/graph']),
  room('src/network/catalog', 'networks known, installed, chosen', ['src/network/formats', 'src/network/formats/onnx', 'src/network/graph', ...WORDS, 'src/system']),
  room('src/network/formats', 'readers of Keras and safetensors', ['src/network/graph', ...WORDS]),
  room('src/network/formats/onnx', 'the reader of ONNX', ['src/network/formats', 'src/network/graph', ...WORDS]),
  room('src/network/graph', 'the graph and what follows from it', WORDS),

  room('src/image', 'results as files', ['src/image/codec', 'src/image/draw', ...WORDS]),
  room('src/image/codec', 'picture files in and out', WORDS),
  room('src/image/draw', 'pixels onto pixels', ['src/core']),

  room('src/core', 'the nouns of all rooms, without I/O', ['src/i18n']),
  room('src/core/selection', 'filters, directions and layer mixes as text', WORDS),
  room('src/i18n', 'phrases and languages'),
  room('src/i18n/languages', 'one file a language', ['src/i18n', 'src/i18n/languages/de']),
  room('src/i18n/languages/de', 'German, by subject'),
  room('src/system', 'the machine'),
]

/** Packages, and the rooms that alone may import them. */
export const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  sharp: ['src/image/codec'],
  bottleneck: ['src/scheduler/**', 'src/platforms/**'],
  bullmq: ['src/scheduler/redis'],
  ioredis: ['src/scheduler/redis'],
  'onnxruntime-node': ['src/engine/onnx'],
  '@tensorflow/tfjs': ['src/engine/tensorflow'],
  h5wasm: ['src/network/formats'],
  protobufjs: ['src/network/formats/onnx'],
  'log-update': ['src/platforms/cli'],
  'discord.js': [`${DISCORD}/**`],
  '@slack/bolt': [`${SLACK}/**`],
  '@slack/web-api': [`${SLACK}/**`],
  '@slack/types': [`${SLACK}/**`],
  'node:sqlite': ['src/storage'],
  pino: ['src/app'],
  'prom-client': ['src/app/monitoring'],
  hono: ['src/platforms', `${PLAYGROUND}/**`, 'src/app/monitoring'],
  '@hono/node-server': ['src/system', PLAYGROUND],
}
