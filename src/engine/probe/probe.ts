/**
 * Probes an execution provider in a process of its own: a driver that crashes or hangs ends that process, not this one.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProviderName } from '../onnx/provider.ts'

/** A provider and a device to probe. It is sent to the probe process as JSON. */
export interface ProbeRequest {
  readonly provider: ProviderName
  /** The graphics card, from 0. Default the first. */
  readonly device: number | undefined
  /** Whether it has to be faster than the CPU. */
  readonly mustBeFaster: boolean
}

export interface ProbeResult {
  /** Why the provider cannot be used, in a few words; undefined if it can. */
  readonly rejection?: string | undefined
}

interface ProbeOptions {
  /** The module that the process runs. Default `probe-process.ts`. */
  readonly path?: string
  /**
   * Timeout in seconds. Default 40: a driver compiles its shaders at their first use, and two probes that time out have
   * to end before the render process that waits for them counts as hung.
   */
  readonly seconds?: number
}

const PROBE_PROCESS = fileURLToPath(new URL('./probe-process.ts', import.meta.url))

/** Whether a provider can be used. Never throws: a failure of any kind is a rejection. */
export function probe(
  request: ProbeRequest,
  { path = PROBE_PROCESS, seconds = 40 }: ProbeOptions = {},
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const child = fork(path, [JSON.stringify(request)], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const timer = setTimeout(() => {
      resolve({ rejection: `it does not answer within ${seconds} s` })
      child.kill('SIGKILL')
    }, seconds * 1000)
    child.once('message', (result) => resolve(result as ProbeResult))
    child.once('error', ({ message }) => {
      // A process that never started has no exit event.
      if (child.pid === undefined) clearTimeout(timer)
      resolve({ rejection: message })
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      resolve({ rejection: `trying it ends its process (${signal ?? `exit code ${code}`})` })
    })
  })
}
