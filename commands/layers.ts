/** Draws a network's layers in running order, from the picture down to the last layer. */
import { z } from 'zod'
import { defineCommand, type RenderKit } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'
import { compact, count } from '../src/i18n/format.ts'
import { inEnglish, phrase } from '../src/i18n/phrase.ts'
import { diagram } from '../src/image/draw/diagram.ts'
import { layerTable, totals } from '../src/vis/inspect/layer-table.ts'

/** The most characters of layer names in the copyable text: chats show no more. */
const MOST_TEXT = 1500
/** The most rows of the drawing: its file must fit into a message. */
const MOST_LAYERS = 1000
/** The side of the picture that sizes are given for, in pixels: most networks are trained at it, and papers use it. */
const USUAL_SIDE = 224

export default defineCommand({
  description: 'Draw the layers of a network: what each does, its maps, what it sees and what it costs',

  args: z.object({
    network: common.network,
    format: common.stillFormat(['png', 'webp']),
  }),

  async run({ network, ...parameters }, context) {
    const choice = await context.choose({ network })
    return {
      command: 'layers',
      network: choice.network,
      layer: '',
      parameters,
      seed: 0,
      ...defined({ note: choice.note }),
    }
  },

  async *render({ network }, kit): AsyncGenerator<RenderProgress, Rendering> {
    yield { done: 0, at: {} }
    const { layers, side } = layersOf(kit)
    const { parameters, multiplyAdds } = totals(layers)
    const facts = phrase`${count(layers.length, 'layer')}, ${compact(parameters)} parameters, ${compact(multiplyAdds)} multiply-adds`
    const drawn = layers.slice(0, MOST_LAYERS)
    const { columns, rows, names } = layerTable(drawn, side)
    const { picture, places } = diagram({
      title: network,
      notes: [
        `${inEnglish(facts)} for a picture of ${side} × ${side}`,
        'sees: the receptive field, in pixels · work: the share of the multiply-adds',
      ],
      columns,
      rows,
    })
    // The first row is the picture that the network is given.
    const [, ...regions] = places
    return {
      kind: 'chart',
      picture,
      regions: regions.map((region, i) => ({ layer: drawn[i]?.name ?? '', ...region })),
      alt: phrase`The layers of ${network}, ${drawn[0]?.name ?? ''} to ${drawn.at(-1)?.name ?? ''}, from top to bottom: ${facts}.`,
      code: thinnedOut(names).join('\n'),
      notes: [
        ...(drawn.length < layers.length ? [phrase`The first ${drawn.length} of ${layers.length} layers.`] : []),
        phrase`${facts}. The main layers, to be copied:`,
      ],
    }
  },
})

/** All layers at the usual side, or at the smallest side that gives every layer at least one position. */
function layersOf({ layers, minimumSize }: Pick<RenderKit, 'layers' | 'minimumSize'>) {
  const usual = layers(USUAL_SIDE, USUAL_SIDE)
  const least = usual.map(({ name }) => minimumSize(name)).filter(Number.isFinite)
  const side = Math.max(USUAL_SIDE, ...least)
  return { side, layers: side === USUAL_SIDE ? usual : layers(side, side) }
}

/** All names where they fit into `MOST_TEXT` characters, else every second, third ... of them. */
function thinnedOut(names: readonly string[]): string[] {
  const every = Math.ceil(names.join('\n').length / MOST_TEXT)
  return names.filter((_, i) => i % every === 0)
}
