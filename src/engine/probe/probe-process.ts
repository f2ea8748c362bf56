/** The process that `probe.ts` starts: checks one execution provider on one device and sends back a `ProbeResult`. */
import { endWithParent } from '../../system/end-with-parent.ts'
import { createOnnxEngine } from '../onnx/engine.ts'
import type { ProbeRequest, ProbeResult } from './probe.ts'
import { selfCheck } from './self-check.ts'

endWithParent()
const { provider, device, mustBeFaster } = JSON.parse(process.argv[2]!) as ProbeRequest

const candidate = createOnnxEngine({ provider, device })
const result: ProbeResult = await selfCheck(candidate, { cpu: createOnnxEngine(), mustBeFaster }).then(
  (rejection) => ({ rejection }),
  (error) => ({ rejection: explain(error) }),
)
process.send?.(result, () => process.exit())

/** A runtime's error in one line: its cause where it is a known one, else the message without source positions. */
function explain(error: unknown): string {
  const { message } = error as Error
  if (/Failed to load (shared )?library/.test(message))
    return 'its libraries are not installed, see npm run install:cuda'
  if (message.includes('No supported adapters')) return 'there is no graphics card with a driver'
  return message.split('\n')[0]!
}
