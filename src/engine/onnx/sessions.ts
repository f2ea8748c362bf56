/** A cache of ONNX Runtime sessions: compiled at their first use, evicted by bytes, least recently used first. */

import { availableCores } from '../../system/cores.ts'
import type { CompiledModel } from './builder.ts'
import type { ProviderName } from './provider.ts'
import * as ort from './runtime.ts'

export interface SessionOptions {
  /** ONNX Runtime's execution provider. Default `cpu`. */
  readonly provider?: ProviderName
  /** The graphics card to use on `cuda` where there are several, from 0. Default the first. */
  readonly device?: number | undefined
  /** Threads of one operation. Default the number of cores that this process may use. */
  readonly threads?: number
  /** Memory of all sessions together, weights and activations, in bytes. Default 1 GiB. */
  readonly cacheBytes?: number | undefined
}

interface Sessions {
  /**
   * The session of `key`, which `compile` makes where the cache lacks it, for a run whose tensors take about
   * `runBytes`. Throws a plain `Error` after `close`.
   */
  get(key: string, compile: () => CompiledModel, runBytes: number): Promise<Session>
  /** Releases all sessions. */
  clear(): Promise<void>
  /** Releases all sessions; `get` fails from then on. */
  close(): Promise<void>
}

interface Session extends Pick<CompiledModel, 'feeds'> {
  readonly session: ort.InferenceSession
}

interface CachedSession extends Session {
  /** Memory without any run, in bytes. */
  readonly ownBytes: number
  /** Memory with the largest run so far, in bytes: a session keeps it. */
  bytes: number
}

/** An empty cache. */
export function createSessions(options: SessionOptions = {}): Sessions {
  const { cacheBytes = 2 ** 30 } = options
  let closed = false
  /** In the order of their last use. */
  const cached = new Map<string, CachedSession>()

  /**
   * Releases the least recently used sessions until the others fit into `limit` bytes; the last `least` sessions stay.
   */
  const evict = async (limit: number, least: number) => {
    let used = [...cached.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    for (const [key, { session, bytes }] of cached) {
      if (used <= limit || cached.size <= least) return
      cached.delete(key)
      used -= bytes
      await session.release()
    }
  }

  const open = async ({ model, feeds, bytes }: CompiledModel, runBytes: number): Promise<CachedSession> => {
    // First make room: opening a session takes more memory than the open session.
    await evict(cacheBytes - bytes - runBytes, 0)
    return { session: await openSession(model, options), feeds, ownBytes: bytes, bytes }
  }

  return {
    async get(key, compile, runBytes) {
      if (closed) throw new Error('the network is closed')
      const entry = cached.get(key) ?? (await open(compile(), runBytes))
      entry.bytes = Math.max(entry.bytes, entry.ownBytes + runBytes)
      cached.delete(key)
      cached.set(key, entry)
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

function openSession(model: Uint8Array, options: SessionOptions): Promise<ort.InferenceSession> {
  const { provider = 'cpu', device = 0, threads = availableCores() } = options
  // Without it, cards round the factors of float32 products to 10 bits. This binding has no option for it.
  if (provider === 'cuda') process.env.NVIDIA_TF32_OVERRIDE = '0'
  return ort.InferenceSession.create(model, {
    executionProviders: [provider === 'cuda' ? { name: provider, deviceId: device } : provider],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    extra: {
      session: {
        // Small gradients become denormal numbers, which are slow and change nothing in the result.
        set_denormal_as_zero: '1',
        // A node that a graphics card lacks has to be compiled in other terms. On the CPU it would cost a transfer each
        // way.
        disable_cpu_ep_fallback: provider === 'cpu' ? '0' : '1',
      },
    },
  })
}
