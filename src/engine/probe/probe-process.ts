/** A process that tries one engine on one device, for whatever a driver may do to it; see `trial.ts`. */
import { endWithParent } from '../../system/end-with-parent.ts'
import { createOnnxEngine } from '../onnx/engine.ts'
import type { Trial, Verdict } from './probe.ts'
import { selfCheck } from './self-check.ts'

endWithParent()
const { provider, device, mustWin } = JSON.parse(process.argv[2] ?? '{}') as Trial

const verdict: Verdict = await selfCheck(createOnnxEngine({ provider, device }), createOnnxEngine(), mustWin).then(
  (objection) => ({ objection }),
  (error) => ({ objection: explain(error) }),
)
process.send?.(verdict, () => process.exit())

/** The runtime's sentence, without the places in its source. */
function explain(error: unknown): string {
  const { message } = error as Error
  if (/Failed to load (shared )?library/.test(message))
    return 'its libraries are not installed, see npm run install:cuda'
  if (message.includes('No supported adapters')) return 'there is no graphics card with a driver'
  return message.split('\n')[0] ?? message
}
