/** What to compile for an objective: which tensors to read and, where only some filters count, which of their channels. */
import type { Graph, Network } from '../../network/graph/graph.ts'
import { needed } from '../../network/graph/shapes.ts'
import { sliceChannels } from '../../network/graph/slice.ts'
import type { Objective, Tap } from '../engine.ts'
import { filterLists, tapped } from '../objective.ts'

export interface Plan {
  /** Equal plans of one network compile to equal models. */
  readonly key: string
  readonly graph: Graph
  readonly taps: readonly PlannedTap[]
}

interface PlannedTap {
  readonly tap: Tap
  /** The tensor to read in the plan's graph. */
  readonly tensor: string
  /** The whole layer's tensor, for its shape. */
  readonly whole: string
  /** The layer's channels that `tensor` holds; undefined for all. */
  readonly channels?: readonly number[]
}

/**
 * A tap that no other tap's layer lies behind is the end of the network: there the work for filters that don't count is
 * left out. Taps of one tensor share it whole.
 */
export function plan(network: Network, objective: Objective): Plan {
  const { graph: whole, tensors } = tapped(network, objective)
  const behind = new Set(needed(whole, tensors).flatMap((node) => node.inputs))
  let graph = whole
  const taps = objective.map((tap, i): PlannedTap => {
    const tensor = tensors[i] ?? ''
    const shared = behind.has(tensor) || tensors.indexOf(tensor) !== tensors.lastIndexOf(tensor)
    const channels = shared ? undefined : union(tap)
    const sliced = channels && sliceChannels(graph, tensor, channels)
    if (!sliced) return { tap, tensor, whole: tensor }
    graph = sliced.graph
    return { tap, tensor: sliced.tensor, whole: tensor, channels }
  })
  const key = JSON.stringify(taps.map(({ whole, channels }) => [whole, channels]))
  return { key, graph, taps }
}

/** All filters that any image of the batch asks for, ascending; undefined if that is every filter. */
function union(tap: Tap): number[] | undefined {
  const lists = filterLists(tap)
  return lists && [...new Set(lists.flat())].sort((a, b) => a - b)
}
