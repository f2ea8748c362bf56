/** ONNX Runtime sessions, compiled when first asked for and kept while they fit. */

import { availableCores } from '../../system/cores.ts'
import type { Compiled } from './builder.ts'
import type { ProviderName } from './provider.ts'
import * as ort from './runtime.ts'

export interface SessionOptions {
  /** ONNX Runtime's execution provider. Default `cpu`. */
  readonly provider?: ProviderName
  /** The card to use where there are several, from 0, on `cuda`. Default the first. */
  readonly device?: number | undefined
  /** Threads of one operation. Default: as many as this process may use cores. */
  readonly threads?: number
  /** The least recently used sessions go while all together hold more than this, weights and activations. Default 1 GiB. */
  readonly cacheBytes?: number | undefined
}

interface Sessions {
  /** The session of `key`, compiled by `compile` if it isn't there, for a run whose tensors take about `runBytes`. */
  get(key: string, compile: () => Compiled, runBytes: number): Promise<Session>
  /** Lets all of them go. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** A session, and what to feed it besides its pictures. */
interface Session extends Pick<Compiled, 'feeds'> {
  readonly session: ort.InferenceSession
}

export function createSessions(options: SessionOptions = {}): Sessions {
  const { provider = 'cpu', device = 0, threads = availableCores(), cacheBytes = 2 ** 30 } = options
  // Cards would round the factors of float32 products to 10 bits. The runtime has no option for it here.
  if (provider === 'cuda') process.env.NVIDIA_TF32_OVERRIDE = '0'
  let closed = false
  const kept = new Map<string, Session & { least: number; bytes: number }>()

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

  const open = async ({ model, feeds, bytes }: Compiled, runBytes: number) => {
    // Before, for opening takes more than what is open.
    await evict(cacheBytes - bytes - runBytes, 0)
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [provider === 'cuda' ? { name: provider, deviceId: device } : provider],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // Gradients fade into denormal numbers, which are slow and mean nothing here.
      // What a GPU lacks must be written in other terms, and not go back and forth between it and the processor.
      extra: { session: { set_denormal_as_zero: '1', disable_cpu_ep_fallback: provider === 'cpu' ? '0' : '1' } },
    })
    return { session, feeds, least: bytes, bytes }
  }

  return {
    async get(key, compile, runBytes) {
      if (closed) throw new Error('the network is closed')
      const entry = kept.get(key) ?? (await open(compile(), runBytes))
      // A session keeps the memory of its largest run.
      entry.bytes = Math.max(entry.bytes, entry.least + runBytes)
      // The order of insertion is the order of last use.
      kept.delete(key)
      kept.set(key, entry)
      await evict(cacheBytes, 1)
      return entry
    },
    clear: () => evict(0, 0),
    async close() {
      closed = true
      await evict(0, 0)
    },
  }
}
