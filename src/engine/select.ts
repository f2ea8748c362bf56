/** Which engine a setting means. */
import type { Engine } from './engine.ts'

/** Engines by the name of their setting; `auto` is the best that this machine has. */
const ENGINES: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  auto: onnx,
  'onnx-cpu': onnx,
  async tensorflow() {
    const { createTensorflowEngine } = await import('./tensorflow/engine.ts')
    return createTensorflowEngine()
  },
}

export const engineNames = ['auto', 'onnx-cpu', 'tensorflow'] as const
export type EngineName = (typeof engineNames)[number]

/** Throws `UserError` engine when a package that it needs is not installed. */
export function createEngine(name: EngineName): Promise<Engine> {
  return ENGINES[name]()
}

async function onnx(): Promise<Engine> {
  const { createOnnxEngine } = await import('./onnx/engine.ts')
  return createOnnxEngine()
}
