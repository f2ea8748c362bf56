/** ONNX Runtime's execution providers, as data: what each can do, so that models are compiled to suit it. */

export type ProviderName = 'cpu' | 'cuda' | 'webgpu'

/** Capabilities that compiled models use where the execution provider has them. */
export interface Capabilities {
  /** Whether MaxPool returns the indices of its maxima, and ScatterElements adds values up in a fixed order. */
  readonly maxPoolIndices: boolean
  /** Whether convolutions are right for every number of channels. */
  readonly anyChannelCount: boolean
  /** The number of a convolution's filters that are computed at once. Fewer filters take the same time. */
  readonly filterBlock: number
  /**
   * Whether Winograd's form of a large 3x3 convolution, which is mostly matrix products, is faster than the
   * convolution.
   */
  readonly winograd: boolean
}

/** The CPU's: 16 float32 numbers are one vector of AVX-512, or two vectors of AVX2. */
export const ALL_CAPABILITIES: Capabilities = {
  maxPoolIndices: true,
  anyChannelCount: true,
  filterBlock: 16,
  winograd: true,
}

/**
 * CUDA has the indices too, but scatters with atomic additions in any order: the same render would not repeat exactly.
 */
const CAPABILITIES: Readonly<Record<ProviderName, Capabilities>> = {
  cpu: ALL_CAPABILITIES,
  cuda: { maxPoolIndices: false, anyChannelCount: true, filterBlock: 1, winograd: false },
  webgpu: { maxPoolIndices: false, anyChannelCount: false, filterBlock: 1, winograd: false },
}

export function capabilitiesOf(provider: ProviderName): Capabilities {
  return CAPABILITIES[provider]
}
