/** Which engine a setting means, on this machine. */
import { readdirSync } from 'node:fs'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Engine } from './engine.ts'
import type { ProviderName } from './onnx/provider.ts'
import { probe } from './probe/probe.ts'

/** `auto` is the first of the others that works here. */
export const engineNames = ['auto', 'onnx-cuda', 'onnx-webgpu', 'onnx-cpu', 'tensorflow'] as const
export type EngineName = (typeof engineNames)[number]

interface EngineOptions {
  /** The card to use where there are several, from 0. Default the first. */
  readonly device?: number | undefined
  /** Hears which engine `auto` took, and why not those before it. */
  readonly tell?: (line: string) => void
}

/** Throws `UserError` engine where it cannot be used, with the reason. */
export function createEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  return ENGINES[name](options)
}

const ENGINES: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Engine>>> = {
  auto,
  'onnx-cuda': (options) => onCard('cuda', options),
  'onnx-webgpu': (options) => onCard('webgpu', options),
  'onnx-cpu': () => onnx('cpu'),
  async tensorflow({ device }) {
    const { createTensorflowEngine } = await import('./tensorflow/engine.ts')
    const { loadTensorflow } = await import('./tensorflow/load.ts')
    return createTensorflowEngine(() => loadTensorflow(device))
  },
}

async function auto({ device, tell = () => {} }: EngineOptions): Promise<Engine> {
  const passed: string[] = []
  const take = (engine: Engine) => {
    tell([`engine ${engine.name}`, ...passed].join('; '))
    return engine
  }
  for (const provider of ['cuda', 'webgpu'] as const) {
    const objection = whyNoCard(provider) ?? (await objectionTo(provider, device, true))
    if (objection === undefined) return take(await onnx(provider, device))
    passed.push(`not onnx-${provider}: ${objection}`)
  }
  try {
    return take(await onnx('cpu'))
  } catch (error) {
    // There are machines that ONNX Runtime is not made for.
    passed.push(`not onnx-cpu: ${(error as Error).message}`)
    return take(await createEngine('tensorflow', { device }))
  }
}

async function onCard(provider: ProviderName, { device }: EngineOptions): Promise<Engine> {
  const objection = await objectionTo(provider, device, false)
  if (objection === undefined) return onnx(provider, device)
  throw new UserError(
    'engine',
    phrase`The engine onnx-${provider} cannot be used here: ${objection}.`,
    phrase`With DREAMBOT_ENGINE=auto the best that works is used.`,
  )
}

async function objectionTo(
  provider: ProviderName,
  device: number | undefined,
  mustWin: boolean,
): Promise<string | undefined> {
  if (provider === 'webgpu' && device) return `WebGPU knows the system's first card only, and this is device ${device}`
  return (await probe({ provider, device, mustWin })).objection
}

async function onnx(provider: ProviderName, device?: number): Promise<Engine> {
  const { createOnnxEngine } = await import('./onnx/engine.ts')
  return createOnnxEngine({ provider, device })
}

/** Spares machines without a card the trials, which take a part of a second each. */
function whyNoCard(provider: ProviderName): string | undefined {
  if (provider === 'cuda' && process.platform === 'darwin') return 'macOS has no CUDA'
  if (process.platform !== 'linux') return undefined
  const hasCard = readdirSync('/dev').some((name) => /^(dri|nvidia\d+|dxg|kgsl-3d\d+|mali\d+)$/.test(name))
  return hasCard ? undefined : 'this machine has no graphics card'
}
