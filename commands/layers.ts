/** A network's layers as a picture, from the photo down to its last. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'
import { compact, count } from '../src/i18n/format.ts'
import { inEnglish, phrase } from '../src/i18n/phrase.ts'
import { diagram } from '../src/image/draw/diagram.ts'
import { layerTable, totals } from '../src/vis/inspect/layer-table.ts'

/** What chats show of text that is to be copied, in characters. */
const MOST_TEXT = 1500
/** Rows of a picture that still fits into a message. */
const MOST_LAYERS = 1000
/** What most networks are trained on, and what papers give their sizes for. */
const USUAL_SIDE = 224

export default defineCommand({
  description: 'Draw the layers of a network: what each does, its maps, what it sees and what it costs',

  args: z.object({
    network: common.network,
    format: z.enum(['png', 'webp']).default('png').describe('File type'),
  }),

  async run({ network, ...parameters }, context) {
    const choice = await context.choose({ network, command: 'layers' })
    return {
      ...{ command: 'layers', network: choice.network, layer: '', parameters, seed: 0 },
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  async *render({ network }, kit): AsyncGenerator<RenderProgress, Rendering> {
    yield { done: 0, at: {} }
    const usual = kit.layers(USUAL_SIDE, USUAL_SIDE)
    const least = usual.map(({ name }) => kit.minimumSize(name)).filter(Number.isFinite)
    const side = Math.max(USUAL_SIDE, ...least)
    const layers = side === USUAL_SIDE ? usual : kit.layers(side, side)
    const { parameters, multiplyAdds } = totals(layers)
    const facts = phrase`${count(layers.length, 'layer')}, ${compact(parameters)} parameters, ${compact(multiplyAdds)} multiply-adds`
    const drawn = layers.slice(0, MOST_LAYERS)
    const { columns, rows, names } = layerTable(drawn, side)
    const notes = [
      `${inEnglish(facts)} for a picture of ${side} × ${side}`,
      'sees: the receptive field, in pixels · work: the share of the multiply-adds',
    ]
    const { picture, places } = diagram({ title: network, notes, columns, rows })
    const [, ...ofLayers] = places
    return {
      kind: 'chart',
      picture,
      regions: ofLayers.map((place, i) => ({ layer: drawn[i]?.name ?? '', ...place })),
      alt: phrase`The layers of ${network}, ${drawn[0]?.name ?? ''} to ${drawn.at(-1)?.name ?? ''}, from top to bottom: ${facts}.`,
      code: evenly(names).join('\n'),
      notes: [
        ...(drawn.length < layers.length ? [phrase`The first ${drawn.length} of ${layers.length} layers.`] : []),
        phrase`${facts}. The main layers, to be copied:`,
      ],
    }
  },
})

/** All names where there is room for them, else some. */
function evenly(names: readonly string[]): string[] {
  const every = Math.ceil(names.join('\n').length / MOST_TEXT)
  return names.filter((_, i) => i % every === 0)
}
