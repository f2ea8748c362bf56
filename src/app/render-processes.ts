/** The render processes of this machine, as they are set: one for each device. */
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from '../scheduler/protocol.ts'
import { availableMemoryBytes } from '../system/memory.ts'
import type { Config } from './config.ts'

interface RenderProcesses {
  /** The module that each runs, absolute. */
  readonly workerPath: string
  readonly workers: readonly WorkerOptions[]
  /** What each may hold, see `WorkerProcessOptions`. */
  readonly memoryBytes: number
}

type Settings = Pick<Config, 'weights' | 'engine' | 'devices' | 'memory' | 'warmWorkers'> & Pick<WorkerOptions, 'atlas'>

export function renderProcesses({ weights, engine, devices, memory, atlas, warmWorkers }: Settings): RenderProcesses {
  const numbers: readonly (number | undefined)[] = devices ?? [undefined]
  const common = {
    weights,
    engine,
    ...(atlas && { atlas }),
    ...(warmWorkers !== undefined && { socketPath: warmWorkers }),
  }
  const module = warmWorkers === undefined ? '../worker/main.ts' : './dev/relay.ts'
  return {
    workerPath: fileURLToPath(new URL(module, import.meta.url)),
    workers: numbers.map((device) => ({ ...common, ...(device !== undefined && { device }) })),
    memoryBytes: memory ?? (SHARE * availableMemoryBytes()) / numbers.length,
  }
}

/** Of the machine's memory for all of them: bot, Redis and what a render needs for a while have the rest. */
const SHARE = 1 / 2
