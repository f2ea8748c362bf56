/** ONNX Runtime's execution providers, as data: what each has, and what its sessions ask for. */

export type ProviderName = 'cpu' | 'cuda' | 'webgpu'

/** What compiled graphs would use, and not every execution provider has. */
export interface Abilities {
  /** MaxPool tells where its maxima were, and ScatterElements adds numbers up there. */
  readonly indices: boolean
  /** Convolutions are right for any number of channels. */
  readonly anyChannels: boolean
  /** How many filters of a convolution are computed at once: fewer take as long. */
  readonly block: number
  /** Large 3x3 convolutions are slower than the products of matrices that can take their place. */
  readonly winograd: boolean
}

/** 16 float32 numbers are a vector of AVX-512, and two of AVX2. */
export const ALL_ABILITIES: Abilities = { indices: true, anyChannels: true, block: 16, winograd: true }

/** CUDA has indices too, but scatters with atomic additions, in any order: a render would not repeat itself. */
const PROVIDERS: Readonly<Record<ProviderName, Abilities>> = {
  cpu: ALL_ABILITIES,
  cuda: { indices: false, anyChannels: true, block: 1, winograd: false },
  webgpu: { indices: false, anyChannels: false, block: 1, winograd: false },
}

export function abilities(provider: ProviderName): Abilities {
  return PROVIDERS[provider]
}
