/** ONNX Runtime sessions, compiled when first asked for and kept while they fit. */
import { availableParallelism } from 'node:os'
import * as ort from 'onnxruntime-node'

export interface SessionOptions {
  /** ONNX Runtime's execution provider. Default `cpu`. */
  readonly provider?: 'cpu' | 'cuda' | 'webgpu'
  /** Threads of one operation. Default: as many as this process may run at once. */
  readonly threads?: number
  /** The least recently used sessions go while all together hold more than this, weights and activations. Default 1 GiB. */
  readonly cacheBytes?: number
}

export interface Sessions {
  /** The session of `key`, compiled by `model` if it isn't there, for a run whose tensors take about `runBytes`. */
  get(key: string, model: () => Uint8Array, runBytes: number): Promise<ort.InferenceSession>
  close(): Promise<void>
}

export function createSessions(options: SessionOptions = {}): Sessions {
  const { provider = 'cpu', threads = availableParallelism(), cacheBytes = 2 ** 30 } = options
  let closed = false
  const kept = new Map<string, { session: ort.InferenceSession; modelBytes: number; bytes: number }>()

  /** Lets the least recently used go until what is left has room; the last one stays. */
  const evict = async (limit: number, least: number) => {
    let used = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    for (const [key, { session, bytes }] of kept) {
      if (used <= limit || kept.size <= least) return
      kept.delete(key)
      used -= bytes
      await session.release()
    }
  }

  const create = async (model: Uint8Array) => {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // Gradients fade into denormal numbers, which are slow and mean nothing here.
      extra: { session: { set_denormal_as_zero: '1' } },
    })
    return { session, modelBytes: model.length, bytes: model.length }
  }

  return {
    async get(key, model, runBytes) {
      if (closed) throw new Error('the network is closed')
      const entry = kept.get(key) ?? (await create(model()))
      // A session keeps the memory of its largest run.
      entry.bytes = Math.max(entry.bytes, entry.modelBytes + runBytes)
      // The order of insertion is the order of last use.
      kept.delete(key)
      kept.set(key, entry)
      await evict(cacheBytes, 1)
      return entry.session
    },
    async close() {
      closed = true
      await evict(0, 0)
    },
  }
}
