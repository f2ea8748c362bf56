/** The networks that are open in this worker's engine. They stay open for the next jobs. */

import type { RenderKit } from '../command/command.ts'
import type { Pixels } from '../core/pixels.ts'
import type { LikelyClass } from '../core/result.ts'
import type { Engine, OpenNetwork } from '../engine/engine.ts'
import { findLayer } from '../engine/objective.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { DownloadOptions } from '../network/catalog/download.ts'
import type { Model } from '../network/catalog/model.ts'
import { load, loadLabels, versionOf } from '../network/catalog/store.ts'
import { describeLayers } from '../network/graph/describe.ts'
import type { Network } from '../network/graph/graph.ts'
import { kernelsOf } from '../network/graph/kernels.ts'
import { minimumSize } from '../network/graph/shapes.ts'
import { classify } from './classify.ts'

/** A network that is open, with what a render may ask about it. */
export interface WarmNetwork extends Pick<RenderKit, 'filters' | 'minimumSize' | 'layers' | 'kernels' | 'choice'> {
  readonly open: OpenNetwork
  /** Opens the same network on the processor, at the first call; undefined if `open` computes there. */
  readonly processor: (() => Promise<OpenNetwork>) | undefined
  /**
   * The likeliest classes of a picture; undefined for a network without a classifier or labels.
   *
   * @param network The open network that computes them. Default `open`.
   */
  classify(picture: Pixels, network?: OpenNetwork): Promise<LikelyClass[] | undefined>
}

export interface Networks {
  /**
   * Opens a network, or returns the open one if its files are unchanged. Weights that are missing are downloaded first.
   * Throws `UserError` unknown-network, missing-weights, bad-weights or output.
   */
  get(name: string, options?: DownloadOptions): Promise<WarmNetwork>
}

interface NetworksOptions {
  readonly engine: Engine
  readonly catalog: Catalog
  /** The folder of weights. */
  readonly folder: string
  /** Updates the catalog with the networks that have been added or removed. */
  readonly refresh: () => Promise<void>
}

interface Closeable {
  close(): Promise<void>
}

/** The number of networks that stay open; the least recently used one is closed first. */
const MAX_OPEN = 3

export function createNetworks({ engine, catalog, folder, refresh }: NetworksOptions): Networks {
  /** From the least to the most recently used. */
  const warm = new Map<string, WarmNetwork & Closeable & { readonly version: string }>()

  async function close(name: string): Promise<void> {
    const network = warm.get(name)
    warm.delete(name)
    await network?.close()
  }

  async function open(name: string, model: Model): Promise<WarmNetwork & Closeable> {
    const network = await load({ name, model, folder })
    const labels = await loadLabels(model, folder)
    // Some files of a network leave out the layer of its class scores.
    const classifier = model.classifier && network.layers.has(model.classifier.layer) ? model.classifier : undefined
    const { openNetwork, processor, close } = await openOn(engine, network)
    return {
      open: openNetwork,
      processor,
      close,
      classify: async (picture, through = openNetwork) =>
        classifier && labels && classify(picture, { network: through, classifier, labels }),
      filters: (layer) => findLayer(network, layer).channels,
      minimumSize: (layer) => minimumSize(network, findLayer(network, layer).tensor),
      layers: (height, width) => describeLayers(network, height, width),
      kernels: (layer) => kernelsOf(network, layer),
      choice: (layer) => catalog.choose({ network: name, layer, use: 'filter' }),
    }
  }

  return {
    async get(name, options) {
      await refresh()
      await catalog.install(name, options)
      const model = catalog.model(name)
      const version = await versionOf(model, folder)
      if (warm.get(name)?.version !== version) await close(name)
      const network = warm.get(name) ?? { ...(await open(name, model)), version }
      // A map keeps the order of insertion.
      warm.delete(name)
      warm.set(name, network)
      for (const oldest of [...warm.keys()].slice(0, -MAX_OPEN)) await close(oldest)
      return network
    },
  }
}

/** Opens a network on the engine's device, and on its processor when that is first asked for. */
async function openOn(engine: Engine, network: Network) {
  const openNetwork = await engine.open(network)
  const { processor } = engine
  let spare: Promise<OpenNetwork> | undefined

  function onProcessor(opener: Pick<Engine, 'open'>): Promise<OpenNetwork> {
    spare ??= opener.open(network).catch((error) => {
      // A later job tries again: it may find more memory.
      spare = undefined
      throw error
    })
    return spare
  }

  return {
    openNetwork,
    processor: processor && (() => onProcessor(processor)),
    async close() {
      await openNetwork.close()
      await (await spare)?.close()
    },
  }
}
