/** The render processes of this machine, as they are set: one for each device. */
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from '../scheduler/protocol.ts'
import { memoryOfMachine } from '../system/memory.ts'
import type { Config } from './config.ts'

interface RenderProcesses {
  /** The module that each runs, absolute. */
  readonly workerPath: string
  readonly workers: readonly WorkerOptions[]
  /** What each may hold, see `WorkerProcessOptions`. */
  readonly memoryBytes: number
}

type Settings = Pick<Config, 'weights' | 'engine' | 'devices' | 'memory'> & Pick<WorkerOptions, 'atlas'>

export function renderProcesses({ weights, engine, devices, memory, atlas }: Settings): RenderProcesses {
  const numbers: readonly (number | undefined)[] = devices ?? [undefined]
  const common = { weights, engine, ...(atlas && { atlas }) }
  return {
    workerPath: fileURLToPath(new URL('../worker/main.ts', import.meta.url)),
    workers: numbers.map((device) => ({ ...common, ...(device !== undefined && { device }) })),
    memoryBytes: memory ?? (SHARE * memoryOfMachine()) / numbers.length,
  }
}

/** Of the machine's memory for all of them: bot, Redis and what a render needs for a while have the rest. */
const SHARE = 1 / 2
