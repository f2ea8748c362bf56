/** Networks opened in this worker's engine, kept warm for the next job. */

import type { Pixels } from '../core/pixels.ts'
import type { LikelyClass } from '../core/result.ts'
import type { Engine, OpenNetwork } from '../engine/engine.ts'
import { findLayer } from '../engine/objective.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { ResolvedLayer } from '../network/catalog/network-info.ts'
import type { DownloadOptions } from '../network/catalog/download.ts'
import type { Model } from '../network/catalog/model.ts'
import { load, loadLabels, versionOf } from '../network/catalog/store.ts'
import { describeLayers, type LayerFacts } from '../network/graph/describe.ts'
import { type Kernels, kernelsOf } from '../network/graph/kernels.ts'
import { minimumSize } from '../network/graph/shapes.ts'
import { classify } from './classify.ts'

export interface WarmNetwork {
  readonly open: OpenNetwork
  /** The same on the processor, opened when it is first asked for; undefined where `open` is there. */
  readonly processor: (() => Promise<OpenNetwork>) | undefined
  /** See `Kit`. */
  filters(layer: string): number
  minimumSize(layer: string): number
  layers(height: number, width: number): LayerFacts[]
  kernels(layer: string): Kernels
  choice(layer: string): ResolvedLayer
  /** What the network takes a picture for, run as `through`, default `open`; undefined where it cannot say. */
  classify(picture: Pixels, through?: OpenNetwork): Promise<LikelyClass[] | undefined>
}

export interface Networks {
  /**
   * Fetches the weights first if they are not there, which `options` watches over.
   * Throws `UserError` unknown-network, missing-weights, bad-weights or output.
   */
  get(name: string, options?: DownloadOptions): Promise<WarmNetwork>
}

interface NetworksOptions {
  readonly engine: Engine
  readonly catalog: Catalog
  /** The weights folder. */
  readonly folder: string
  /** Looks for networks that have come or gone. */
  readonly refresh: () => Promise<void>
}

/** How many stay open; the one used longest ago goes first. */
const MOST = 3

export function createNetworks({ engine, catalog, folder, refresh }: NetworksOptions): Networks {
  const warm = new Map<string, WarmNetwork & { readonly version: string; close(): Promise<void> }>()

  async function drop(name: string): Promise<void> {
    const network = warm.get(name)
    warm.delete(name)
    await network?.close()
  }

  return {
    async get(name, options) {
      await refresh()
      await catalog.install(name, options)
      const model = catalog.model(name)
      const version = await versionOf(model, folder)
      if (warm.get(name)?.version !== version) await drop(name)
      const network = warm.get(name) ?? { ...(await open(name, model)), version }
      // The order of insertion is the order of last use.
      warm.delete(name)
      warm.set(name, network)
      for (const oldest of [...warm.keys()].slice(0, -MOST)) await drop(oldest)
      return network
    },
  }

  async function open(name: string, model: Model): Promise<WarmNetwork & { close(): Promise<void> }> {
    const network = await load({ name, model, folder })
    const labels = await loadLabels(model, folder)
    // Not every file of a network has its class scores.
    const classifier = model.classifier && network.layers.has(model.classifier.layer) ? model.classifier : undefined
    const open = await engine.open(network)
    const { processor } = engine
    let spare: Promise<OpenNetwork> | undefined
    const onProcessor = () => {
      spare ??= processor?.open(network).catch((error) => {
        // Another job may find more memory.
        spare = undefined
        throw error
      })
      return spare as Promise<OpenNetwork>
    }
    return {
      open,
      processor: processor && onProcessor,
      async close() {
        await open.close()
        await (await spare)?.close()
      },
      classify: async (picture, through = open) =>
        classifier && labels && classify(picture, through, classifier, labels),
      filters: (layer) => findLayer(network, layer).channels,
      minimumSize: (layer) => minimumSize(network, findLayer(network, layer).tensor),
      layers: (height, width) => describeLayers(network, height, width),
      kernels: (layer) => kernelsOf(network, layer),
      choice: (layer) => catalog.choose({ network: name, layer, use: 'filter' }),
    }
  }
}
