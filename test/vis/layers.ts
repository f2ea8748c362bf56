/** Descriptions of layers of networks that do not exist. */
import type { LayerFacts } from '../../src/network/graph/describe.ts'

type SizedLayer = LayerFacts & Required<Pick<LayerFacts, 'size'>>
type Change = Partial<LayerFacts>

/** A chain of convolutions, each with the changes that `change` returns. */
export function chain(count: number, change: (i: number) => Change = () => ({})): SizedLayer[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `layer${i}`,
    operation: 'conv',
    window: { kernel: [3, 3], strides: [1, 1], dilations: [1, 1] },
    group: 1,
    inputs: i === 0 ? [] : [`layer${i - 1}`],
    channels: 64,
    size: [28, 28],
    field: { first: [-1, -1], last: [1, 1], jump: [1, 1] },
    parameters: 100,
    multiplyAdds: 1000 * (i + 1),
    ...change(i),
  }))
}

export const names = (layers: readonly LayerFacts[]) => layers.map(({ name }) => name).join(' ')
