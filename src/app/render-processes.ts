/** The settings of this machine's render processes: one process for each device. */
import { fileURLToPath } from 'node:url'
import { defined } from '../core/defined.ts'
import type { WorkerOptions } from '../scheduler/protocol.ts'
import { availableMemoryBytes } from '../system/memory.ts'
import type { Config } from './config.ts'

interface RenderProcesses {
  /** The absolute path of the module that each process runs. */
  readonly workerPath: string
  readonly workers: readonly WorkerOptions[]
  /** The memory limit of each process, see `WorkerProcessOptions`. */
  readonly memoryBytes: number
}

type Settings = Pick<Config, 'weights' | 'engine' | 'devices' | 'memory' | 'warmWorkers'> & Pick<WorkerOptions, 'atlas'>

export function renderProcesses({ weights, engine, devices, memory, atlas, warmWorkers }: Settings): RenderProcesses {
  const numbers: readonly (number | undefined)[] = devices ?? [undefined]
  const common = {
    weights,
    engine,
    ...defined({ atlas, socketPath: warmWorkers }),
  }
  const module = warmWorkers === undefined ? '../worker/main.ts' : './dev/relay.ts'
  return {
    workerPath: fileURLToPath(new URL(module, import.meta.url)),
    workers: numbers.map((device) => ({ ...common, ...defined({ device }) })),
    memoryBytes: memory ?? (SHARE * availableMemoryBytes()) / numbers.length,
  }
}

/** The processes' share of the machine's memory. The rest is for the bot, Redis, and peaks of renders. */
const SHARE = 1 / 2
