/** The choice of an engine on this machine, by its name in the setting DREAMBOT_ENGINE. */
import { readdirSync } from 'node:fs'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Engine } from './engine.ts'
import type { ProviderName } from './onnx/provider.ts'
import { type ProbeRequest, probe } from './probe/probe.ts'

/** Values of DREAMBOT_ENGINE. `auto` is the first of the others, in this order, that works here. */
export const engineNames = ['auto', 'onnx-cuda', 'onnx-webgpu', 'onnx-cpu', 'tensorflow'] as const
export type EngineName = (typeof engineNames)[number]

interface EngineOptions {
  /** The graphics card to use where there are several, from 0. Default the first. */
  readonly device?: number | undefined
  /** Called by `auto` with one line for the log: which engine it chose, and why not those before it. */
  readonly onChosen?: (line: string) => void
}

/** The engine called `name`. Throws `UserError` engine, with the reason, where it cannot be used. */
export function createEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  return ENGINES[name](options)
}

const ENGINES: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Engine>>> = {
  auto: firstThatWorks,
  'onnx-cuda': (options) => onGraphicsCard('cuda', options),
  'onnx-webgpu': (options) => onGraphicsCard('webgpu', options),
  'onnx-cpu': () => onnx('cpu'),
  async tensorflow({ device }) {
    const { createTensorflowEngine } = await import('./tensorflow/engine.ts')
    const { loadTensorflow } = await import('./tensorflow/load.ts')
    return createTensorflowEngine(() => loadTensorflow(device))
  },
}

async function firstThatWorks({ device, onChosen = () => {} }: EngineOptions): Promise<Engine> {
  const rejected: string[] = []
  const chosen = (engine: Engine) => {
    onChosen([`engine ${engine.name}`, ...rejected].join('; '))
    return engine
  }
  for (const provider of ['cuda', 'webgpu'] as const) {
    const rejection = missingCard(provider) ?? (await rejectionOf({ provider, device, mustBeFaster: true }))
    if (rejection === undefined) return chosen(await onnx(provider, device))
    rejected.push(`not onnx-${provider}: ${rejection}`)
  }
  try {
    return chosen(await onnx('cpu'))
  } catch (error) {
    // ONNX Runtime has no build for some machines.
    rejected.push(`not onnx-cpu: ${(error as Error).message}`)
    return chosen(await createEngine('tensorflow', { device }))
  }
}

async function onGraphicsCard(provider: ProviderName, { device }: EngineOptions): Promise<Engine> {
  const rejection = await rejectionOf({ provider, device, mustBeFaster: false })
  if (rejection === undefined) return onnx(provider, device)
  throw new UserError(
    'engine',
    phrase`The engine onnx-${provider} cannot be used here: ${rejection}.`,
    phrase`With DREAMBOT_ENGINE=auto the best that works is used.`,
  )
}

/** Why a provider cannot be used on a device, in a few words; undefined if it can. */
async function rejectionOf(request: ProbeRequest): Promise<string | undefined> {
  const { provider, device } = request
  if (provider === 'webgpu' && device) return `WebGPU knows the system's first card only, and this is device ${device}`
  return (await probe(request)).rejection
}

async function onnx(provider: ProviderName, device?: number): Promise<Engine> {
  const { createOnnxEngine } = await import('./onnx/engine.ts')
  return createOnnxEngine({ provider, device })
}

/**
 * Why there can be no graphics card for `provider`; undefined if there may be one. It saves a probe, of a part of a
 * second.
 */
function missingCard(provider: ProviderName): string | undefined {
  if (provider === 'cuda' && process.platform === 'darwin') return 'macOS has no CUDA'
  if (process.platform !== 'linux') return undefined
  const hasCard = readdirSync('/dev').some((name) => /^(dri|nvidia\d+|dxg|kgsl-3d\d+|mali\d+)$/.test(name))
  return hasCard ? undefined : 'this machine has no graphics card'
}
